"""Names in scripts with capitals: runs of capitalised words, cut where one name ends, and judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kabar.annotate import entity_cues as cues
from kabar.annotate.entity_evidence import NOUNS_WITH_CAPITALS, NameEvidence
from kabar.annotate.entity_lookup import DOTTED, GAPS
from kabar.annotate.entity_tokens import Word
from kabar.annotate.gazetteer import OWN, Gazetteer
from kabar.model.article import EntityKind

_ROMAN = re.compile(r"[IVXLC]{2,}(?:e|ème|th|º)?|[VX]e")
_OF_A_CITY = {4: 0.9, 5: 1.3, 6: 2.0, 7: 2.4}  # evidence for a place, by the number of zeros of its people
CITY_FIRST = 0.4  # how much more must speak for another kind than for the city
_WEAK = 1.0  # evidence below which a name in a list takes the kind of its neighbours
_AND = frozenset("and und y e et en i и og och dan serta or oder o ou of lub или atau".split())
# Languages that put the generic word first: "Partai Golkar", "Universidad de Chile".
_HEAD_FIRST = frozenset(("id", "ms", "es", "fr", "it", "pt", "ca", "ro", "ru", "pl", "uk"))


@dataclass(slots=True)
class Found:
    """A name, by indices of words."""

    first: int
    last: int  # exclusive
    kind: EntityKind
    known: int | None = None  # index in the gazetteer
    score: float = 9.0


class SpanFinder(NameEvidence):
    """Finds names among the words of one text."""

    def __init__(self, words: Sequence[Word], gazetteer: Gazetteer, language: str) -> None:
        super().__init__(words, gazetteer, language)
        self.found: list[Found] = []

    def run(self) -> list[Found]:
        """All names, in order."""
        index = 0
        while index < len(self.words):
            if not self._may_start(index):
                index += 1
                continue
            end = self._run_end(index)
            index = self._segment(index, end)
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

    # --- where a run of capitalised words begins and ends

    def _may_start(self, index: int) -> bool:
        word = self.words[index]
        return word.capital or self._small_head(index)

    def _small_head(self, index: int) -> bool:
        """ "jalan Sudirman", "lago di Garda": a small generic word that is part of the name (only places)."""
        word = self.words[index]
        return (
            self.language in ("id", "ms")
            and word.folded in cues.SMALL_HEADS
            and index + 1 < len(self.words)
            and self.words[index + 1].capital
            and self.words[index + 1].gap == " "
        )

    def _run_end(self, index: int) -> int:
        words = self.words
        end = index + 1
        while end < len(words):
            word, before = words[end], words[end - 1]
            if word.gap not in GAPS and not (word.gap in DOTTED and not word.opens):
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
        if self.language == "fr":  # "Flyers de Philadelphie"
            organisation = organisation or bool(heads & cues.ORGANISATION_TAILS)
        if organisation and names not in cues.NEVER_INSIDE.get(self.language, frozenset()):
            return ahead + 1
        person = set(names.split()) <= cues.PERSON_PARTICLES and names not in ("a", "la", "y", "e", "i", "al")
        person = person or (names == "al" and self.words[ahead].gap == "-")  # "Nadia al-Khatib"
        if (
            person
            and self.words[end - 1].folded in self.gazetteer.first_names
            and names not in cues.AMBIGUOUS_PARTICLES.get(self.language, frozenset())
        ):
            return ahead + 1
        return end

    def _known_across(self, start: int, end: int, ahead: int) -> bool:
        for begin in range(max(start, end - 3), end):
            match = self.match(begin, min(len(self.words), ahead + 3))
            if match and begin + match[0] > ahead:
                return True
        return False

    # --- cutting a run into names

    def _segment(self, first: int, end: int) -> int:
        """Cut the run [first, end) into names; return where the next may begin."""
        titled = False
        position = first
        while position < end:
            word = self.words[position]
            match = self._beyond(position, end) or self.match(position, end)
            if match and self._stands(position, match, end, titled=titled):
                self._emit_known(position, match, titled=titled)
                position += match[0]
                # "Ketua Umum Partai Golkar Agung Laksono": the holder follows the office.
                kind = self.gazetteer.known[match[1]].kind
                titled = self.language in ("id", "ms") and kind == "organisation"
                continue
            if self._drops(position, end):
                titled = (
                    (titled and word.folded in cues.NAME_PARTICLES)
                    or word.folded in cues.PERSON_TITLES
                    or (self.language in NOUNS_WITH_CAPITALS and self._is_office(position, end))
                )
                position += 1
                continue
            stop = self._chunk_end(position, end)
            self._judge(position, stop, titled=titled)
            position, titled = stop, False
        return position

    def _beyond(self, position: int, end: int) -> tuple[int, int] | None:
        """One of our own names whose last words are written small: "Union européenne"."""
        match = self.match(position, min(len(self.words), end + 2), small=True)
        if match and position + match[0] > end and self.gazetteer.known[match[1]].weight == OWN:
            return match
        return None

    def _drops(self, position: int, end: int) -> bool:
        """Words that stand before a name without being part of it."""
        word = self.words[position]
        folded = word.folded
        if not word.capital and not self._small_head(position):
            return True
        if self.language == "id" and position + 1 < end and folded.startswith(cues.MINISTER_PREFIXES):
            return True
        if folded in cues.NOT_NAMES and position + 1 < end:
            following = self.words[position + 1].folded
            if folded in self.gazetteer.first_names:  # "Christian Meier"
                return following in self.common and following not in self.gazetteer.last_names
            rest = {word.folded for word in self.words[position + 1 : min(end, position + 4)]}
            if rest & cues.ORGANISATION_TAILS and self.language == "en" and not word.upper:
                return False  # "Canadian Football League"
        if folded in cues.NOT_NAMES or folded in cues.PERSON_TITLES:
            return not (folded in cues.ORGANISATION_HEADS and position + 1 < end)
        if word.text.isdigit() or _ROMAN.fullmatch(word.text):
            return True
        if len(word.text) == 1 and position + 1 < end and "." not in self.words[position + 1].gap:
            return True  # "W Warszawie", "A Parigi"
        if self.language in NOUNS_WITH_CAPITALS and (
            self._is_office(position, end) or (folded in cues.GERMAN_PLACE_NOUNS and position + 1 < end)
        ):
            return True
        if word.opens and self.is_common(word):
            return folded not in cues.ORGANISATION_HEADS and folded not in cues.PLACE_HEADS
        return False

    def _is_office(self, position: int, end: int) -> bool:
        """A noun before a person's name: "Wehrführer Ocke Hansen", "Bauministerin Weber"."""
        folded = self.words[position].folded
        if folded in self.gazetteer.first_names or position + 1 >= end or self.words[position + 1].gap != " ":
            return False
        return len(folded) > 6 and folded.endswith(cues.OFFICE_ENDINGS)

    def _stands(self, position: int, match: tuple[int, int], end: int, *, titled: bool) -> bool:
        """Whether a gazetteer name is a name of its own here, not the beginning of a longer one."""
        length, index = match
        known = self.gazetteer.known[index]
        word = self.words[position]
        stop = position + length
        if length == 1 and known.weight < OWN and word.folded in cues.GENERIC_WORDS:
            return False
        if length == 1 and word.folded in cues.PERSON_TITLES and not word.upper:
            return False  # "the Queen"
        if length == 1 and word.folded in self.common and word.opens and known.weight < 6 and not word.upper:
            return False
        if (
            length == 1
            and known.kind != "place"
            and word.folded in self.common
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
        if not after.capital and known.weight < OWN and word.folded in self.gazetteer.first_names:
            return False  # "Nadia al-Khatib": no town
        if after.gap in ("-", "\u2010", "\u2011"):
            return self.match(stop, end) is not None or not after.capital
        if length >= 2:
            return after.folded not in cues.ORGANISATION_TAILS
        if word.upper or after.folded in cues.PERSON_TITLES or not after.capital:
            return True
        if known.kind == "place" and known.weight == OWN and self._name_follows(stop, end):
            return True  # "Indonesia Kirana Lestari"
        if known.kind == "place" and self._before(position) & cues.RULERS_OF_PLACES:
            return True
        if known.kind == "organisation" and known.weight == OWN and self.language in ("id", "ms"):
            return after.folded in self.gazetteer.first_names or after.folded in self.gazetteer.last_names
        if (
            known.kind == "place"
            and self.language in ("id", "ms")
            and word.folded not in self.gazetteer.first_names
        ):
            return self.match(stop, end) is not None
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
                and index + 1 < end  # at the end it precedes no name: "Pepe Reina"
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
            match = self.match(index, end)
            if self.language in NOUNS_WITH_CAPITALS and not head and self._name_begins(index, match):
                return index
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
            if head and first in cues.PLACE_HEADS and index == position + 1:
                continue  # "Gedung DPR"
            strong = known.weight >= OWN and (match[0] >= 2 or word.upper)
            if (
                strong
                and known.kind == "organisation"
                and ((head and self.language in ("id", "ms")) or index + match[0] == end)
            ):
                return index
        return end

    def _name_begins(self, index: int, match: tuple[int, int] | None) -> bool:
        """Where nouns have capitals: whether a name follows a noun, "Komponist Harry Nilsson"."""
        if self.words[index].gap != " " or self.words[index - 1].folded in self.gazetteer.first_names:
            return False
        if match is not None and self.gazetteer.known[match[1]].weight > 5:
            return True
        following = index + 1 < len(self.words) and self.words[index + 1].capital
        return following and self.words[index].folded in self.gazetteer.first_names

    def _name_follows(self, index: int, end: int) -> bool:
        """Whether a person's name begins here: the holder of an office after the office."""
        word = self.words[index]
        if not word.capital or word.folded not in self.gazetteer.first_names or word.folded in self.common:
            return False
        return index + 1 < end and self.words[index + 1].folded not in self.common

    def _emit_known(self, position: int, match: tuple[int, int], *, titled: bool) -> None:
        length, index = match
        known = self.gazetteer.known[index]
        kind, score = known.kind, 9.0
        if length == 1 and known.weight < OWN:
            # A small city's name is many other things too: it needs a sign.
            word = self.words[position]
            if known.weight < 6 and self._names_nobody(position, titled=titled):
                return
            evidence = self.evidence(position, position + 1, titled=titled)
            called_so = word.folded in self.gazetteer.first_names  # "Nadia" is a town, and a woman oftener
            evidence["place"] += (0.4 if called_so else 1.0) * _OF_A_CITY.get(known.weight, 2.4)
            if word.folded in self.common:
                evidence["place"] -= 1.0
            evidence["place"] += CITY_FIRST
            kind = max(evidence, key=lambda name: evidence[name])
            evidence["place"] -= CITY_FIRST
            score = evidence[kind]
            if score < self.needed(position, position + 1):
                return
            if kind != "place":
                self.found.append(Found(position, position + length, kind, None, score))
                return
        self.found.append(Found(position, position + length, kind, index, score))

    def _judge(self, first: int, end: int, *, titled: bool) -> None:
        while end > first and not self.words[end - 1].capital and not self.words[end - 1].text.isdigit():
            end -= 1
        if end <= first:
            return
        evidence = self.evidence(first, end, titled=titled)
        kind = max(evidence, key=lambda name: evidence[name])
        needed = self.needed(first, end)
        one = end - first == 1
        word = self.words[first]
        if one and self._names_nobody(first, titled=titled):
            return
        if one and self.is_common(word) and not word.upper:
            needed += 1.2 if word.opens else 0.8
        elif one and word.opens and not word.upper:
            needed += 0.45
        if word.opens and end - first > 3 and evidence[kind] < 3:
            return  # a headline or a line in title case
        if not one and kind == "person" and self._are_words(first, end):
            return
        if evidence[kind] >= needed:
            self.found.append(Found(first, end, kind, None, evidence[kind]))
