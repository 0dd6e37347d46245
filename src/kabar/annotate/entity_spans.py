"""Names in scripts with capitals: runs of capitalised words, cut where one name ends, and judged.

Evidence is added up by kind; the weights were set by hand on one half of the evaluation sentences
(docs/decisions/0042-entities.md). Nothing was trained.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kabar.annotate import entity_cues as cues
from kabar.annotate.entity_tokens import Word
from kabar.annotate.gazetteer import OWN, Gazetteer
from kabar.model.article import EntityKind

# A name needs this much evidence: alone, in company, alone in a language that writes nouns with capitals.
NEEDED_ONE, NEEDED_MORE, NEEDED_GERMAN = 0.5, 1.3, 1.9
# What an unknown word inside a sentence is, before any sign is seen: (person, place, organisation).
_UNKNOWN_ONE = {"id": (0.75, 0.35, 0.5), "ms": (0.75, 0.35, 0.5), "en": (0.6, 0.45, 0.5)}
_UNKNOWN_ONE_ELSEWHERE = (0.55, 0.6, 0.4)
_ROMAN = re.compile(r"[IVXLC]+")
_WEAK = 1.0  # evidence below which a name in a list takes the kind of its neighbours
_AND = frozenset("and und y e et en i и og och dan serta or oder o ou of lub или atau".split())
# Languages that put the generic word first: "Partai Golkar", "Universidad de Chile".
_HEAD_FIRST = frozenset(("id", "ms", "es", "fr", "it", "pt", "ca", "ro", "ru", "pl", "uk"))
_GAPS = frozenset((" ", "-", "\u2010", "\u2011", " & ", "\u00a0", "&"))
_DOTTED = frozenset((". ", "."))
_CYRILLIC = re.compile(r"[а-яіїєґ]")
_CYRILLIC_ENDINGS = tuple(
    "ами ями ого ому ыми ими ском ской ой ом ым им ем ей ою ею ов ев ах ях а у е и ы ю я о".split()
)
_POLISH_ENDINGS = tuple("owie owi iem em ach ami iego ego iej ej om ie a u e y i".split())
_PLACE_ENDING = re.compile(
    r"(?:burg|bourg|borough|stadt|dorf|heim|hausen|bach|furt|hafen|ville|shire|town|grad|град|stan|стан|land|ingen|inghem|"
    r"weiler|kirchen|pur|abad|polis|ford|wick|minster|mouth|ham|wood|field|dale|beach|сити|ск|бург|город|ów|owice|sko)$"
)
_PERSON_ENDING = re.compile(
    r"(?:ski|ska|skiego|skim|skiej|czyk|wicz|owicz|ovich|evich|ович|евич|ovna|evna|овна|евна|ова|ева|енко|enko|shvili|швили|yan|ян|"
    r"sson|ssen|dottir|escu|opoulos|idis|akis|oglu|oğlu|ovic|evic|ović|ević|ский|ская|ского|ским|чук|zadeh|ullah|uddin)$"
)
_INNER_CAPITAL = re.compile(r"^(?!Mc|Mac|De|La|Le|Di|Van|Von|O['’])[A-Z]?[a-z]+[A-Z]")


@dataclass(slots=True)
class Found:
    """A name, by indices of words."""

    first: int
    last: int  # exclusive
    kind: EntityKind
    known: int | None = None  # index in the gazetteer
    score: float = 9.0


@lru_cache(maxsize=16384)
def base_forms(folded: str, language: str) -> tuple[str, ...]:
    """*folded* and what it may be the inflected form of, likeliest first."""
    forms = [folded]
    endings: tuple[str, ...]
    closers: tuple[str, ...]
    if _CYRILLIC.search(folded):
        endings, closers = _CYRILLIC_ENDINGS, ("", "а", "я", "ь", "й", "ия", "о")
    elif language == "pl":
        endings, closers = _POLISH_ENDINGS, ("", "a", "o", "e")
    else:
        if len(folded) > 4 and folded.endswith("s") and language in ("de", "nl", "sv", "da", "no"):
            forms.append(folded[:-1])  # genitive: Berlins, Merkels
        return tuple(forms)
    for ending in endings:
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            stem = folded[: -len(ending)]
            forms += [stem + closer for closer in closers]
    return tuple(dict.fromkeys(forms))


_AFFIXED = re.compile(
    r"^(?P<first>meng|meny|mem|men|me|peng|peny|pem|pen|per|pe|ber|ter|di|ke|se)?(?P<stem>.{3,}?)(?P<last>kan|annya|an|i|nya|lah|kah|pun)?$"
)
_SOFTENED = {
    "mem": "p",
    "pem": "p",
    "men": "t",
    "pen": "t",
    "meny": "s",
    "peny": "s",
    "meng": "k",
    "peng": "k",
}


@lru_cache(maxsize=16384)
def indonesian_stems(folded: str) -> tuple[str, ...]:
    """What an Indonesian or Malay word may be derived from."""
    match = _AFFIXED.match(folded)
    if not match:
        return ()
    stem, first = match["stem"], match["first"] or ""
    whole = folded[len(first) :]
    return tuple(
        dict.fromkeys((stem, whole, _SOFTENED.get(first, "") + stem, _SOFTENED.get(first, "") + whole))
    )


class SpanFinder:
    """Finds names among the words of one text."""

    def __init__(self, words: Sequence[Word], gazetteer: Gazetteer, language: str) -> None:
        self.words = words
        self.gazetteer = gazetteer
        self.language = language
        self.prepositions = cues.PLACE_PREPOSITIONS.get(language, cues.PLACE_PREPOSITIONS["en"])
        self.found: list[Found] = []

    def run(self) -> list[Found]:
        """All names, in order."""
        index = 0
        while index < len(self.words):
            if not self._may_start(index):
                index += 1
                continue
            end = self._run_end(index)
            self._segment(index, end)
            index = end
        self._agree_in_lists()
        return self.found

    def _agree_in_lists(self) -> None:
        """Names in one list are of one kind: a name without a sign takes that of its neighbours."""
        for turn in (self.found, self.found[::-1]):
            for one, other in pairwise(turn):
                if (
                    other.score >= _WEAK
                    or one.kind == other.kind
                    or other.known is not None
                    or one.score < 0.9
                ):
                    continue
                left, right = (one, other) if one.first < other.first else (other, one)
                between = self.words[left.last : right.first]
                gap = self.words[right.first].gap.strip()
                listed = (not between and gap in (",", "/", "،")) or (
                    len(between) == 1 and between[0].folded in _AND and gap == ""
                )
                if listed:
                    other.kind, other.score = one.kind, 1.0

    def is_common(self, word: Word) -> bool:
        """Whether texts usually write the word small."""
        common = self.gazetteer.common
        if word.folded in common:
            return True
        if self.language in ("id", "ms") and len(word.folded) > 4:
            return any(stem in common for stem in indonesian_stems(word.folded))
        return False

    # --- where a run of capitalised words begins and ends

    def _may_start(self, index: int) -> bool:
        word = self.words[index]
        return word.capital or self._small_head(index)

    def _small_head(self, index: int) -> bool:
        """ "jalan Sudirman", "lago di Garda": a small generic word that is part of the name (only places)."""
        word = self.words[index]
        return (
            self.language in ("id", "ms")
            and word.folded in _SMALL_HEADS
            and index + 1 < len(self.words)
            and self.words[index + 1].capital
            and self.words[index + 1].gap == " "
        )

    def _run_end(self, index: int) -> int:
        words = self.words
        end = index + 1
        while end < len(words):
            word, before = words[end], words[end - 1]
            if word.gap not in _GAPS and not (word.gap in _DOTTED and not word.opens):
                break
            if word.capital or (word.text.isdigit() and before.upper and len(word.text) < 3):
                end += 1
                continue
            ahead = end
            while ahead < len(words) and ahead - end < 3 and words[ahead].folded in cues.NAME_PARTICLES:
                ahead += 1
                if ahead < len(words) and words[ahead].gap not in (" ", "", "-"):
                    break
            if (
                ahead > end
                and ahead < len(words)
                and words[ahead].capital
                and words[ahead].gap in (" ", "", "-")
            ):
                further = self._over_particles(index, end, ahead)
                if further > end:
                    end = further
                    continue
            break
        return end

    def _over_particles(self, start: int, end: int, ahead: int) -> int:
        """End of the run when small words [end, ahead) stand between two capitalised ones."""
        names = " ".join(word.folded for word in self.words[end:ahead])
        if self._known_across(start, end, ahead):
            return ahead + 1
        heads = {word.folded for word in self.words[start:end]}
        organisation = bool(heads & (cues.ORGANISATION_HEADS | cues.PLACE_HEADS))
        if organisation and names not in _NEVER_INSIDE.get(self.language, frozenset()):
            return ahead + 1
        person = set(names.split()) <= cues.PERSON_PARTICLES and names not in ("a", "la", "y", "e", "i", "al")
        if (
            person
            and self.words[end - 1].folded in self.gazetteer.first_names
            and names not in _AMBIGUOUS.get(self.language, frozenset())
        ):
            return ahead + 1
        return end

    def _known_across(self, start: int, end: int, ahead: int) -> bool:
        for begin in range(max(start, end - 3), end):
            match = self._match(begin, min(len(self.words), ahead + 3))
            if match and begin + match[0] > ahead:
                return True
        return False

    # --- gazetteer

    def _match(self, first: int, end: int) -> tuple[int, int] | None:
        """(words, index) of the longest gazetteer name that starts at *first*."""
        words, gazetteer = self.words, self.gazetteer
        word = words[first]
        plain = word.text.replace(".", "")
        if word.upper and plain in gazetteer.exact and not (first + 1 < end and words[first + 1].gap == "-"):
            single: tuple[int, int] | None = (1, gazetteer.exact[plain])
        else:
            single = None
        for form in base_forms(word.folded, self.language):
            longest = min(gazetteer.longest.get(form, 0), end - first)
            for length in range(longest, 0, -1):
                if not words[first + length - 1].capital:
                    continue
                if length == 1:
                    index = gazetteer.lookup(form)
                    if index is not None and not single:
                        return 1, index
                    continue
                if any(
                    words[k].gap not in _GAPS and words[k].gap not in _DOTTED
                    for k in range(first + 1, first + length)
                ):
                    continue
                rest = [words[k].folded for k in range(first + 1, first + length)]
                for last in base_forms(rest[-1], self.language)[:8]:
                    index = gazetteer.lookup(" ".join([form, *rest[:-1], last]))
                    if index is not None:
                        return length, index
        return single

    # --- cutting a run into names

    def _segment(self, first: int, end: int) -> None:
        titled = False
        position = first
        while position < end:
            word = self.words[position]
            match = self._match(position, end)
            if match and self._stands(position, match, end, titled=titled):
                self._emit_known(position, match, titled=titled)
                position += match[0]
                titled = False
                continue
            if self._drops(position, end):
                titled = (titled and word.folded in cues.NAME_PARTICLES) or word.folded in cues.PERSON_TITLES
                position += 1
                continue
            stop = self._chunk_end(position, end)
            self._judge(position, stop, titled=titled)
            position, titled = stop, False

    def _drops(self, position: int, end: int) -> bool:
        """Words that stand before a name without being part of it."""
        word = self.words[position]
        folded = word.folded
        if not word.capital and not self._small_head(position):
            return True
        if self.language == "id" and position + 1 < end and folded.startswith(cues.MINISTER_PREFIXES):
            return True
        if folded in cues.NOT_NAMES or folded in cues.PERSON_TITLES:
            return not (folded in cues.ORGANISATION_HEADS and position + 1 < end)
        if word.text.isdigit() or (_ROMAN.fullmatch(word.text) and len(word.text) > 1):
            return True
        if len(word.text) == 1 and position + 1 < end and "." not in self.words[position + 1].gap:
            return True  # "W Warszawie", "A Parigi"
        if word.opens and self.is_common(word):
            return folded not in cues.ORGANISATION_HEADS and folded not in cues.PLACE_HEADS
        return False

    def _stands(self, position: int, match: tuple[int, int], end: int, *, titled: bool) -> bool:
        """Whether a gazetteer name is a name of its own here, not the beginning of a longer one."""
        length, index = match
        known = self.gazetteer.known[index]
        word = self.words[position]
        stop = position + length
        if (
            length == 1
            and known.weight < OWN
            and (word.folded in cues.NOT_NAMES or word.folded in cues.PERSON_TITLES)
        ):
            return False
        if (
            length == 1
            and word.folded in self.gazetteer.common
            and word.opens
            and known.weight < 6
            and not word.upper
        ):
            return False
        if (
            length == 1
            and known.kind == "organisation"
            and word.folded in self.gazetteer.common
            and word.opens
            and not word.upper
        ):
            return False
        if (
            known.kind == "place"
            and length == 1
            and titled
            and not self._before(position) & cues.RULERS_OF_PLACES
        ):
            return False  # "Presiden Washington": a person
        if stop >= end:
            return not (known.kind == "place" and known.weight < 5 and titled)
        after = self.words[stop]
        if after.gap in ("-", "\u2010", "\u2011"):
            return self._match(stop, end) is not None or not after.capital
        if length >= 2:
            return after.folded not in cues.ORGANISATION_TAILS
        if word.upper or after.folded in cues.PERSON_TITLES or not after.capital:
            return True
        if known.kind == "place" and self._before(position) & cues.RULERS_OF_PLACES:
            return True
        if (
            known.kind == "place"
            and self.language in ("id", "ms")
            and word.folded not in self.gazetteer.first_names
        ):
            return self._match(stop, end) is not None
        return False

    def _before(self, position: int) -> set[str]:
        return {word.folded for word in self.words[max(0, position - 2) : position]}

    def _chunk_end(self, position: int, end: int) -> int:
        """Where the unknown name that begins at *position* ends."""
        first = self.words[position].folded
        head = first in cues.ORGANISATION_HEADS or first in cues.PLACE_HEADS
        for index in range(position + 1, end):
            word = self.words[index]
            folded = word.folded
            if (
                folded in cues.PERSON_TITLES
                and (index > position + 1 or not head)
                and folded not in cues.ORGANISATION_HEADS
            ):
                return index
            if folded in cues.NOT_NAMES and not head:
                return index
            if (
                not head
                and self.language in _HEAD_FIRST
                and folded in cues.ORGANISATION_HEADS
                and word.gap == " "
            ):
                return index
            match = self._match(index, end)
            if match is None:
                if (
                    head
                    and index > position + 1
                    and self.language in ("id", "ms")
                    and self._name_follows(index, end)
                ):
                    return index
                continue
            known = self.gazetteer.known[match[1]]
            if known.kind == "person" and match[0] >= 2:
                return index
            strong = known.weight >= OWN and (match[0] >= 2 or word.upper)
            if (
                strong
                and known.kind == "organisation"
                and ((head and self.language in ("id", "ms")) or index + match[0] == end)
            ):
                return index
        return end

    def _name_follows(self, index: int, end: int) -> bool:
        """Whether a person's name begins here: the holder of an office after the office."""
        word = self.words[index]
        if (
            not word.capital
            or word.folded not in self.gazetteer.first_names
            or word.folded in self.gazetteer.common
        ):
            return False
        return index + 1 < end and self.words[index + 1].folded not in self.gazetteer.common

    def _emit_known(self, position: int, match: tuple[int, int], *, titled: bool) -> None:
        length, index = match
        known = self.gazetteer.known[index]
        kind, score = known.kind, 9.0
        if length == 1 and known.weight < OWN:
            # A small city's name is many other things too: it needs a sign.
            word = self.words[position]
            evidence = self._evidence(position, position + 1, titled=titled)
            evidence["place"] += {4: 0.9, 5: 1.3, 6: 2.0, 7: 2.4}.get(known.weight, 2.4)
            if word.folded in self.gazetteer.common:
                evidence["place"] -= 1.0
            kind = max(evidence, key=lambda name: evidence[name])
            score = evidence[kind]
            if score < self._needed(position, position + 1):
                return
            if kind != "place":
                self.found.append(Found(position, position + length, kind, None, score))
                return
        self.found.append(Found(position, position + length, kind, index, score))

    # --- what kind of name

    def _needed(self, first: int, end: int) -> float:
        if end - first > 1:
            return NEEDED_MORE
        return NEEDED_GERMAN if self.language in ("de", "lb") else NEEDED_ONE

    def _judge(self, first: int, end: int, *, titled: bool) -> None:
        while end > first and not self.words[end - 1].capital and not self.words[end - 1].text.isdigit():
            end -= 1
        if end <= first:
            return
        evidence = self._evidence(first, end, titled=titled)
        kind = max(evidence, key=lambda name: evidence[name])
        needed = self._needed(first, end)
        one = end - first == 1
        word = self.words[first]
        if one and self.is_common(word) and not word.upper:
            needed += 1.2 if word.opens else 0.8
        elif one and word.opens and not word.upper:
            needed += 0.45
        if word.opens and end - first > 3 and evidence[kind] < 3:
            return  # a headline or a line in title case
        if evidence[kind] >= needed:
            self.found.append(Found(first, end, kind, None, evidence[kind]))

    def _evidence(self, first: int, end: int, *, titled: bool) -> dict[EntityKind, float]:
        words, gazetteer = self.words, self.gazetteer
        chunk = words[first:end]
        length = len(chunk)
        folded = [word.folded for word in chunk]
        before = (
            words[first - 1].folded
            if first and words[first].gap in (" ", "", "\u00a0", ' "', " “", "'")
            else ""
        )
        after = words[end].folded if end < len(words) and words[end].gap.strip(' ,"”') == "" else ""
        following = words[end].gap if end < len(words) else ""
        person = place = organisation = 0.0

        first_name = any(form in gazetteer.first_names for form in base_forms(folded[0], self.language)[:9])
        last_name = any(form in gazetteer.last_names for form in base_forms(folded[-1], self.language)[:9])
        common = folded[0] in gazetteer.common
        if length > 1:
            unusual = not any(word in gazetteer.common or len(word) < 2 for word in folded)
            person += (1.3 if unusual and self.language != "de" else 0.7) if length < 4 else 0.2
            person += (0.6 if common else 1.2) * first_name + (
                0.4 if folded[-1] in gazetteer.common else 0.8
            ) * last_name
            person += 0.8 * (len(folded[0]) == 1 and chunk[0].capital)
            penalty = 0.4 if self.language in ("id", "ms") and not chunk[0].opens else 0.9
            person -= penalty * sum(word in gazetteer.common for word in folded) / length
        else:
            if self.language not in ("de", "lb"):
                start = _UNKNOWN_ONE.get(self.language, _UNKNOWN_ONE_ELSEWHERE)
                person, place, organisation = start
            person += (0.3 if common else 0.9) * first_name + (0.2 if common else 0.6) * last_name
        person += 1.5 * titled
        person += 1.0 * (after in cues.PERSON_VERBS or before in cues.PERSON_VERBS)
        person += 0.6 * bool(_PERSON_ENDING.search(folded[-1]))
        person -= 1.0 * any(word.text.isdigit() for word in chunk)

        place += 1.1 * (before in self.prepositions)
        place += 0.6 * (length < 3 and bool(_PLACE_ENDING.search(folded[-1])))
        place += 2.4 * (length > 1 and (folded[0] in cues.PLACE_HEADS or folded[-1] in cues.PLACE_HEADS))
        place += 1.0 * (before in cues.PLACE_HEADS)
        place += 1.3 * (length > 1 and folded[0] in cues.PLACE_FIRST and not titled)
        place += 1.6 * (
            self.language in ("de", "nl")
            and len(folded[-1]) > 6
            and folded[-1].endswith(tuple(cues.PLACE_WORD_ENDINGS))
        )
        if before == "the" and length < 3:  # "the Loire", "the Braves"
            person -= 0.8
        elif before == "of" and self.language == "en":
            place += 0.2
        if following.startswith(",") and end < len(words) and words[end].capital:
            match = self._match(end, min(len(words), end + 3))
            place += 1.2 * (match is not None and gazetteer.known[match[1]].kind == "place")
        if length > 1 and (inner := self._match(end - 1, end)) and gazetteer.known[inner[1]].kind == "place":
            place += 0.3
            organisation += 0.3
        if (
            length > 1
            and not first_name
            and (inner := self._match(first, end))
            and gazetteer.known[inner[1]].kind == "place"
        ):
            organisation += 0.9
            place += 0.7
            person -= 0.7

        organisation += 2.6 * (length > 1 and bool({folded[0], folded[1]} & cues.ORGANISATION_HEADS))
        organisation += 2.4 * (length > 1 and folded[-1] in cues.ORGANISATION_TAILS)
        organisation += 0.9 * (length > 2 and bool(set(folded) & cues.ORGANISATION_HEADS))
        organisation += 1.1 * (before in cues.ORGANISATION_CUES)
        organisation += 1.5 * (self.language == "id" and folded[0].startswith(cues.OFFICE_PREFIXES))
        organisation += 1.0 * bool(_INNER_CAPITAL.match(chunk[0].text))
        if length == 1 and chunk[0].upper and 2 <= len(chunk[0].text.replace(".", "")) <= 6:
            organisation += 1.2
            person -= 0.6
        if "&" in "".join(word.gap for word in chunk[1:]):
            organisation += 1.2
        return {"person": person, "place": place, "organisation": organisation}


# Small generic words that Indonesian and Malay count to the name.
_SMALL_HEADS = frozenset(
    "jalan jl gunung pulau kabupaten desa dusun kecamatan kelurahan gedung stadion kementerian".split()
)
# Small words that end a name even after an organisation's or a place's generic word.
_NEVER_INSIDE = {
    "en": frozenset(("in", "on", "at", "a", "to", "and the", "im", "an")),
    "id": frozenset(("di", "untuk", "la")),
    "de": frozenset(
        (
            "in",
            "im",
            "am",
            "und",
            "an",
            "auf",
            "in der",
            "in den",
            "der",
            "den",
            "dem",
            "des",
            "die",
            "ob",
            "bei",
            "und der",
        )
    ),
    "fr": frozenset(("a", "en", "et", "et le", "et la", "en la", "sur", "aux", "au")),
    "es": frozenset(("en", "en el", "en la", "y el", "y la", "a", "al", "a la", "y")),
    "it": frozenset(("a", "e", "e il", "e la", "in")),
    "pt": frozenset(("a", "e", "em", "e a", "e o", "na", "no", "ao")),
    "nl": frozenset(("in", "en", "op", "in de", "en de", "voor", "aan")),
    "pl": frozenset(("w", "i", "na", "z", "do")),
    "ru": frozenset(("в", "на", "и", "из", "к", "по")),
}
_AMBIGUOUS = {
    "en": frozenset(("a", "as", "an", "on")),
    "fr": frozenset(("de la", "des", "du", "le", "la")),
    "id": frozenset(("di", "dan")),
    "pt": frozenset(("as", "e", "a")),
    "es": frozenset(("y", "al", "a")),
    "it": frozenset(("da", "al", "la")),
    "de": frozenset(("der", "den", "zu", "am")),
    "nl": frozenset(("y", "te", "la")),
    "pl": frozenset(("ze", "z", "i")),
}
