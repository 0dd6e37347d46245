"""Where sentences begin and end, in any script, as code point offsets into the text.

Rules, no model: a line break always ends a sentence; inside a line an end mark does, unless what stands
around it says otherwise (abbreviations, initials, numbers, a quotation that goes on). Scripts without
spaces end at their own marks; Thai, Lao and Khmer, which mark no ends, are cut at wide spaces.
"""

import re
from bisect import bisect_left
from typing import Final

Span = tuple[int, int]

_CLOSERS: Final = "\"'”’»›)]}」』）】〉》｣＂＇"
_OPENERS: Final = "\"'“‘«‹([{「『（【〈《„‚¿¡—–-"
# Ends that need no space after them: ideographic, halfwidth, Devanagari, Myanmar, Khmer, Ethiopic, Tibetan.
_HARD: Final = "。！？｡।॥။៕។።༎"
_SOFT: Final = ".!?…؟۔‽։"
_END = re.compile(rf"[{_HARD}{_SOFT}]+[{re.escape(_CLOSERS)}]*")
_LINE = re.compile(r"[^\n\r\u2028\u2029\v\f]+")
_UNMARKED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")  # Thai, Lao, Khmer
_UNMARKED_MINIMUM = 40  # letters on both sides of a space that ends a sentence there
_LAST_TOKEN = re.compile(r"[^\s\"“”‘’«»(\[]+$")
_FUSED = re.compile(r"(?<=[a-zà-ÿа-я]{4})[.!?](?=[A-ZÀ-ÞА-Я][a-zà-ÿа-я]{2,})")
_ADDRESS = re.compile(r"(?:https?:|www\.|@|/)\S*$")
_NEAR: Final = 300  # characters on either side of a mark that tell whether it ends a sentence
_ORDINAL_LANGUAGES = frozenset(
    ("de", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "hr", "sl", "sr", "et", "lv", "is")
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles before a name: with a capital and a dot they never end a sentence.
_TITLES = _words(
    """
    mr mrs ms messrs dr prof sen rep gov gen col lt sgt capt cmdr adm maj brig rev hon pres st mt ft
    supt insp det tn ny sdr sdri ir drs dra hj kh jl jln gg kab kec kel yth bpk ust tgk hr fr frau
    mme mlle mgr sr sra srta ud uds av exmo sig dott avv dhr mevr jhr dipl проф акад гр св просп пл
    """
)
# Short forms in the middle of a sentence, in any case.
_INNER = _words(
    """
    dr drg vs cf approx dept univ assn hlm tgl bzw evtl ggf inkl vgl usw sog г ул им тыс млн млрд см т.е т.д
    """
)
# Short forms before a number.
_NUMBERED = _words(
    "no nos nr vol fig figs art pág núm hlm tgl стр рис pp p jan feb mar apr jun jul aug sep oct"
)
# Abbreviations that may end a sentence: they do when the next word plainly starts one.
_SOMETIMES = _words(
    """
    jr sr inc ltd co corp llc plc bros etc jan feb mar apr jun jul aug sep sept oct nov dec mon tue
    wed thu fri sat sun dll dsb dst tbk pt cv gmbh ag ca s.d a.n u.p d.h z.b u.a p.m a.m e.g i.e
    ph.d no
    """
)
_STARTERS = _words(
    """
    the a an in on at it its he she they we i you this that these those there but and or so if when
    while as for from with by after before since although however meanwhile his her their our what
    why how who according di dari dan pada ia dia mereka kami kita ini itu namun tapi tetapi
    sementara menurut dalam untuk dengan setelah sebelum selain adapun hal para sebanyak saat ketika
    karena jika bila oleh kata der die das ein eine er sie es wir ich und aber im am le la les un
    une il elle ils nous mais et el los las una ella pero y en o os as um uma ele ela mas e
    """
)


def sentence_spans(text: str, *, language: str = "und") -> list[Span]:
    """(start, end) of each sentence of *text*, in order, without the white space around it."""
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        begin = line.start()
        for end in _ends(line.group(), language.split("-")[0]):
            _add(spans, text, begin, line.start() + end)
            begin = line.start() + end
        _add(spans, text, begin, line.end())
    return spans


def sentences(text: str, *, language: str = "und") -> list[str]:
    """The sentences of *text* themselves."""
    return [text[start:end] for start, end in sentence_spans(text, language=language)]


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    stripped = part.strip()
    if not stripped or not any(character.isalnum() for character in stripped):
        return
    lead = len(part) - len(part.lstrip())
    spans.append((start + lead, start + lead + len(stripped)))


def _ends(line: str, language: str) -> list[int]:
    """Offsets in *line* after which a new sentence starts."""
    ends = [
        end
        for match in _END.finditer(line)
        if (end := match.end()) < len(line) and _is_end(line, match, language)
    ]
    ends += [
        match.end()
        for match in _FUSED.finditer(line)
        if not _ADDRESS.search(line, max(0, match.start() - _NEAR), match.start())
    ]
    if len(_UNMARKED.findall(line)) > 2 * _UNMARKED_MINIMUM:
        ends += _unmarked_ends(line)
    return sorted(set(ends))


def _is_end(line: str, match: re.Match[str], language: str) -> bool:
    mark, after = match.group(), line[match.end() : match.end() + _NEAR]
    if mark[0] in _HARD:
        # A quotation that the sentence goes on after: 「…。」と述べた
        return not (mark[-1] in _CLOSERS and after[:1] in ("と", "な", "，", ",", "、"))
    if not after[:1].isspace():
        return False
    following = after.lstrip()
    first = following.lstrip(_OPENERS + " ")[:1]
    if not first or first.islower():
        return False
    if mark[0] != "." or len(mark.rstrip(_CLOSERS)) > 1:
        return True
    before = line[max(0, match.start() - _NEAR) : match.start()]
    return _dot_ends(before, following, language, quoted=mark[-1] in _CLOSERS)


def _dot_ends(before: str, following: str, language: str, *, quoted: bool) -> bool:
    found = _LAST_TOKEN.search(before)
    token = found.group() if found else ""
    word = token.lower()
    next_word = re.split(r"[\s,.;:'’\"”]", following.lstrip(_OPENERS), maxsplit=1)[0]
    if quoted:
        return True
    if token.isdigit():
        if not before[: -len(token)].strip():
            return False  # "1. First of a list"
        return not (language in _ORDINAL_LANGUAGES and len(token) <= 2)
    if word in _INNER or (word in _TITLES and token[:1].isupper()):
        return False
    if word in _NUMBERED and following[:1].isdigit():
        return False
    if word in _SOMETIMES or ("." in token and _is_initials(token)):
        return next_word.lower() in _STARTERS and next_word[:1].isupper()
    # An initial: "J. Smith", "В. В. Иванов"; not "Plan B. The …"
    if len(token) == 1 and token.isupper():
        return next_word.lower() in _STARTERS and next_word.lower() not in ("a", "i")
    return True


def _is_initials(token: str) -> bool:
    return all(len(part) <= 3 and part.isalpha() for part in token.split("."))


def _unmarked_ends(line: str) -> list[int]:
    letters = [match.start() for match in _UNMARKED.finditer(line)]
    ends: list[int] = []
    last = 0  # letters before the last end
    for space in re.finditer(r"\s+", line):
        seen = bisect_left(letters, space.start())
        enough = min(seen - last, len(letters) - seen) >= _UNMARKED_MINIMUM
        if enough and not line[space.end()].isdigit():
            ends.append(space.end())
            last = seen
    return ends
