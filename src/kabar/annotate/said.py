"""Who says what: quotations with the people who speak them, by the words around. Rules, no model.

Nobody is guessed: a quotation without a verb of speech beside it, or with one and nobody whom the text names,
is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kabar.model.article import Entity, Quote
from kabar.text.quotes import Quotation, quotations

MOST: Final = 24  # quotations kept of one article
_REACH: Final = 170  # characters beside a quotation in which its speaker stands

# By language, only to be readable: the words do not clash.
_VERBS = """
    said says say told tells added adds adding wrote writes tweeted asked asks explained explains insisted insists warned warns argued
    argues announced recalled recalls replied replies noted notes stated states called joked promised complained admitted concluded declared
    kata ujar tutur ucap ungkap jelas tegas imbuh lanjut papar terang sebut tambah tukas sambung tandas pungkas tutup
    mengatakan menuturkan menjelaskan menegaskan menyatakan mengungkapkan menambahkan menyebut memaparkan berkata bertutur
    sagte sagt sagten erklärte erklärt betonte betont meinte meint schrieb schreibt warnte warnt berichtete berichtet erzählte erzählt fügte
    kritisierte kritisiert forderte fordert rief fragte fragt antwortete antwortet kommentierte resümiert lobte räumte ergänzte
    dijo dice decía afirmó afirma declaró declara aseguró asegura señaló señala explicó explica agregó agrega añadió añade contó cuenta
    describió describe admitió admite bromeó comentó comenta comentaba resumió resume aclaró aclara sostuvo sostiene indicó indica recordó
    recuerda lamentó lamenta advirtió advierte insistió reconoció subrayó destacó relató preguntó respondió celebró apuntó pidió
    dit disait déclaré déclare affirmé affirme expliqué explique assuré assure ajouté ajoute raconté raconte estimé estime souligné souligne
    précisé précise confié confie lancé lance prévenu prévient regretté regrette répondu répond
    disse dice detto dichiara dichiarato spiega spiegato aggiunge aggiunto racconta raccontato sottolinea commenta
    afirmou declarou explicou acrescentou contou alertou ressaltou destacou lembrou comentou
    zei zegt aldus verklaarde vertelde vertelt voegde stelde waarschuwde
    powiedział powiedziała stwierdził stwierdziła mówi dodał dodała podkreślił podkreśliła zaznaczył
    сказал сказала заявил заявила отметил отметила подчеркнул подчеркнула сообщил сообщила добавил добавила пояснил пояснила рассказал
    рассказала говорит считает уточнил уточнила написал написала признался признала призвал
    قال قالت وقال وقالت أضاف أضافت وأضاف وأضافت أكد أكدت وأكد وأكدت أوضح أوضحت وأوضح وأوضحت صرح صرحت وصرح ويقول يقول تقول وتقول ذكر
    وتابع وتابعت تابع تابعت وختم وختمت حذر حذرت وحذر وحذرت
""".split()
_SPEECH = re.compile(
    rf"(?i:\b(?:{'|'.join(sorted(_VERBS, key=len, reverse=True))})\b)"
    r"|\b(?:kata|ujar|tutur|ucap|ungkap|jelas|tegas|imbuh|lanjut|papar|terang|sebut|tambah|tukas|sambung|tandas|pungkas|tutup)nya\b"
    r"|[说說称稱]|表示|指出|强调|強調|告诉|告訴|介绍|介紹|透露|认为|認為|提醒|坦言|述べ|語っ|話し|と言|말했|밝혔|전했"
)
# "so Lehrerin Rieck", "selon Mme Rieck": only right behind the quotation.
_BY = re.compile(
    r"^[\s,]*(?:so|selon|según|volgens|aldus|menurut|по словам|بحسب|according to)\s", re.IGNORECASE
)
_THEY = re.compile(  # who speaks has been named before
    r"\b(?:he|she|er|sie|ia|dia|beliau|il|elle|él|ella|lui|lei|ele|ela|hij|zij|он|она)\b"
    r"|\b(?:kata|ujar|tutur|ucap|ungkap|jelas|tegas|imbuh|lanjut|papar|terang|sebut|tambah|tukas|sambung|tandas|pungkas|tutup)nya\b|[他她]|彼女?",
    re.IGNORECASE,
)
# Languages that leave the pronoun out: a bare verb means whoever spoke last.
_BARE = re.compile(
    r"^[\s,.]*(?:dijo|afirmó|declaró|aseguró|señaló|explicó|agregó|añadió|contó|admitió|disse|afirmou|declarou|وقال|وقالت|وأضاف|"
    r"وأضافت|وتابع|وتابعت)\W*$"
)
_CLAUSE_END = re.compile(
    r"(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!\bdr)(?<!\bMrs)(?<!\b[A-Z])[.!?](?=\s|$)|[。！？\n“«„「『\"]"
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
_OPENING: Final = frozenset('“«„「『"')
_SENTENCE_BEFORE = re.compile(
    r"(?:(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!\bdr)(?<!\b[A-Z])[.!?][”\"»]?\s|[。！？\n”»“」』\"])"
)
_STOPPED = re.compile(r"[.]$")
_LEADS = re.compile(r"[:,،：，]\s*[“\"«„「『]?\s*$")


@dataclass(frozen=True, slots=True)
class _Person:
    start: int
    end: int
    entity: Entity


def find_quotes(text: str, entities: Sequence[Entity]) -> tuple[Quote, ...]:
    """The quotations of *text* whose speaker it names, in order; *entities* are those found in the same text."""
    people = sorted(
        (
            _Person(start, end, entity)
            for entity in entities
            if entity.kind == "person"
            for start, end in entity.mentions
        ),
        key=lambda person: person.start,
    )
    return tuple(_attributed(text, people, quotations(text)))[:MOST] if people else ()


def _attributed(text: str, people: Sequence[_Person], found: Sequence[Quotation]) -> Iterator[Quote]:
    before: tuple[Quotation, Entity] | None = None
    inside = [(one.start, one.end) for one in found]
    outside = [p for p in people if not any(start <= p.start < end for start, end in inside)]
    for one in found:
        speaker = _speaker(text, one, outside, before)
        if speaker is not None:
            before = (one, speaker)
            words = text[one.start : one.end].rstrip(",，、 ")  # the comma belongs to the sentence around
            yield Quote(start=one.start, end=one.start + len(words), speaker=speaker.name, key=speaker.key)


def _speaker(
    text: str, one: Quotation, people: Sequence[_Person], before: tuple[Quotation, Entity] | None
) -> Entity | None:
    for start, end in _clauses(text, one):
        clause = text[start:end]
        verb = _SPEECH.search(clause)
        by = _BY.match(clause) if start > one.end else None
        if verb is None and by is None:
            continue
        named = [person for person in people if start <= person.start < end]
        if named:
            return _subject(named, text).entity
        if _THEY.search(clause) or _BARE.match(clause):
            return _last_named(text, one, people, before)
        return None  # "the minister said": whoever that is
    if before is not None and _goes_on(text, before[0], one):
        others = [
            p.entity for p in people if before[0].end < p.start < one.start and p.entity.key != before[1].key
        ]
        return None if others else before[1]
    return None


def _clauses(text: str, one: Quotation) -> Iterator[tuple[int, int]]:
    """Where the speaker may stand: in front of the quotation, then behind it."""
    front = max(0, one.start - 1 - _REACH)
    lead = text[front : one.start - 1]
    if _LEADS.search(lead):
        cuts = list(_SENTENCE_BEFORE.finditer(lead))
        yield front + (cuts[-1].end() if cuts else 0), one.start - 1
    # A full stop inside the marks ends the sentence, except where it always stands inside.
    if _STOPPED.search(text[one.start : one.end]):
        return
    behind = one.end + 1
    rest = text[behind : behind + _REACH]
    cut = _CLAUSE_END.search(rest, 1 if rest[:1] in ".," else 0)
    if cut and cut.group() in _OPENING and not _SPEECH.search(rest[: cut.start()]):
        cut = _SENTENCE_END.search(rest, cut.end())  # a name in marks: "сказал «Медузе» адвокат Смирнов"
    end = behind + (cut.start() if cut else len(rest))
    if end > behind + 2:
        yield behind, end


def _subject(named: Sequence[_Person], text: str) -> _Person:
    """Who speaks, of several people in one clause: the first, unless told *to* him: "told Rieck"."""
    first = named[0]
    told = re.search(
        r"\b(?:told|tells|gegenüber|kepada|à|dem|der)\s$", text[max(0, first.start - 10) : first.start]
    )
    return named[1] if told and len(named) > 1 else first


def _last_named(
    text: str, one: Quotation, people: Sequence[_Person], before: tuple[Quotation, Entity] | None
) -> Entity | None:
    """Whom "he" or "she" means: who was named last in this paragraph or the one before, else who spoke last."""
    paragraph = text.rfind("\n", 0, one.start) + 1
    earlier = paragraph
    for _ in range(2):
        earlier = text.rfind("\n", 0, max(0, earlier - 1)) + 1
    own = [person for person in people if paragraph <= person.start < one.start]
    if own:
        # The one named first in the last sentence that names anybody: its subject, oftenest.
        stops = [match.end() for match in re.finditer(r"[.!?]\s", text[paragraph : own[-1].start])]
        sentence = paragraph + (stops[-1] if stops else 0)
        return next(person.entity for person in own if person.start >= sentence)
    if before is not None and before[0].start >= earlier:
        return before[1]
    last = [person.entity for person in people if earlier <= person.start < paragraph]
    return last[-1] if last and len({person.key for person in last}) == 1 else None


def _goes_on(text: str, before: Quotation, one: Quotation) -> bool:
    """Whether the same speaker goes on: '"A," said Rieck. "B."'"""
    between = text[before.end + 1 : one.start - 1]
    if "\n" in between or len(between) > _REACH:
        return False
    sentences = [part for part in re.split(r"[.。!?！？]\s*", between) if part.strip(' ,;:、，“”"«»„')]
    return len(sentences) <= 1 and (not sentences or _SPEECH.search(between) is not None)
