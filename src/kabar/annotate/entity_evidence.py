"""What speaks for a name being a person's, a place's or an organisation's.

Signs are added up by kind; the weights were set by hand on one half of the evaluation sentences
(docs/decisions/0042-entities.md). Nothing was trained.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kabar.annotate import entity_cues as cues
from kabar.annotate.entity_lookup import NameLookup, base_forms
from kabar.annotate.entity_tokens import Word
from kabar.annotate.gazetteer import Gazetteer
from kabar.model.article import EntityKind

# A name needs this much evidence: alone, in company, alone in a language that writes nouns with capitals.
NEEDED_ONE, NEEDED_MORE, NEEDED_GERMAN = 0.5, 1.3, 1.9
SMALL_TITLE = 0.7  # a title written small before the name, towards a person
# What an unknown word inside a sentence is, before any sign is seen: (person, place, organisation).
_UNKNOWN_ONE = {
    "id": (0.75, 0.35, 0.5),
    "ms": (0.75, 0.35, 0.5),
    "en": (0.6, 0.45, 0.5),
}
_UNKNOWN_ONE_ELSEWHERE = (0.55, 0.6, 0.4)
_PLACE_ENDING = re.compile(
    # folded: without accents, й as и
    r"(?:burg|bourg|borough|stadt|dorf|heim|hausen|bach|furt|hafen|ville|shire|town|grad|град|stan|стан|land|ingen|inghem|"
    r"weiler|kirchen|pur|abad|polis|ford|wick|minster|mouth|ham|wood|field|dale|beach|сити|ск|бург|город|owice|sko)$"
)
_PERSON_ENDING = re.compile(
    r"(?:ski|ska|skiego|skim|skiej|czyk|wicz|owicz|ovich|evich|ович|евич|ovna|evna|овна|евна|ова|ева|енко|enko|shvili|швили|yan|ян|"
    r"sson|ssen|dottir|escu|opoulos|idis|akis|oglu|ovic|evic|скии|ская|ского|ским|чук|zadeh|ullah|uddin)$"
)
# Surnames in the cases that the endings above do not show; folded. Towns in -ов and -ин are in the gazetteer.
_SLAVIC_SURNAME = re.compile(
    r"[а-я]{2}(?:(?:ов|ев|ин|ын)(?:а|у|ым|ои|е|ых)?|ск(?:ии|ого|ому|им|ую)|(?:енко|чук|юк|ак|як|ян|дзе|швили|ич|льд|ман|берг|штеин)(?:а|у|ом|ем|е|ои)?)$"
)
_INNER_CAPITAL = re.compile(r"^(?!Mc|Mac|De|La|Le|Di|Van|Von|O['’])[A-Z]?[a-z]+[A-Z]")

PLURAL = re.compile(r"[A-Z]{2,}['’]?s|Rp\.?\d+.*")  # MPs, DVDs; Rp100: no names
# "Zambian", "Dutchman", "Europeans": who somebody is, no name. Names with these endings are in the lists of names.
_DEMONYM = re.compile(r"[a-z](?:[ie]ans?|ese|ishm[ae]n|wom[ae]n|chm[ae]n|iards?|[ie]tes|ists?|isms?)$")
_CYRILLIC_ADJECTIVE = re.compile(r"(?:ыи|ии|ои|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ом|ем|ую|юю|ых|их)$")
_PLACE_BEHIND = frozenset(  # "the Selmora islands"
    "island islands river valley mountains peninsula coast province district region archipelago strait desert town city village".split()
)
_ACTING = (
    "me",
    "ber",
    "juga",
    "pun",
)  # beginnings of Indonesian words of which the name before is the subject
_PLAIN_CAPITALS = frozenset(("de", "lb", "id", "ms"))  # where ordinary words often have capitals
# Endings of verbs in the past, of which the name before is the subject; folded.
_PAST = {
    "ru": ("ал", "ил", "ел", "ала", "ила", "ела", "лся", "лась", "ает", "яет", "ует"),
    "uk": ("ав", "ив", "ала", "ила", "вся", "лася"),
}
_COMPOUND_ENDINGS = tuple(cues.PLACE_WORD_ENDINGS)
_NEAR = frozenset((" ", "", "\u00a0", ' "', " “", "'", " «", " „"))
NOUNS_WITH_CAPITALS = frozenset(("de", "lb"))


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of words and what can be seen of it and around it."""

    first: int
    end: int
    words: Sequence[Word]
    folded: Sequence[str]
    before: str  # the word before, folded; "" when something stands between
    after: str
    first_name: bool
    last_name: bool
    acronym: bool
    begins_with_place: bool
    ends_with_place: bool
    start: tuple[float, float, float]  # person, place, organisation before any sign is seen


class NameEvidence(NameLookup):
    """Judges runs of words."""

    def __init__(self, words: Sequence[Word], gazetteer: Gazetteer, language: str) -> None:
        super().__init__(words, gazetteer, language)
        self.prepositions = cues.PLACE_PREPOSITIONS.get(language, cues.PLACE_PREPOSITIONS["en"])

    def needed(self, first: int, end: int) -> float:
        """The evidence from which on the run is a name."""
        if end - first > 1:
            return NEEDED_MORE
        return NEEDED_GERMAN if self.language in NOUNS_WITH_CAPITALS else NEEDED_ONE

    def _names_nobody(self, index: int, *, titled: bool) -> bool:
        """Whether a word that stands alone is none that a reader would follow: precision before recall."""
        word = self.words[index]
        if len(word.text) == 1 or PLURAL.fullmatch(word.text):
            return True
        forms = base_forms(word.folded, self.language)
        if any(form in cues.GENERIC_WORDS for form in forms) or word.folded in cues.PLACE_FIRST:
            return True  # also "South" of "South Korean"
        if self.language in NOUNS_WITH_CAPITALS:
            return word.folded in self.nouns
        if self.language in ("id", "ms") and word.folded.startswith(cues.MINISTER_PREFIXES):
            return True
        if not word.upper and self.is_common(word):
            return not (self._is_listed(forms) and self._speaks(index, titled=titled))
        if self._is_listed(forms) or word.upper:
            return False
        if self.language == "en" and (_DEMONYM.search(word.text) or self._is_bent(word.folded)):
            return True
        return self.language in ("ru", "uk") and self._is_adjective(index)

    def _is_bent(self, folded: str) -> bool:
        """Whether it is a form of a common English word: "Analysts", "Rounding"."""
        stems = [
            folded[: -len(ending)] for ending in ("s", "es", "ed", "ing", "ers") if folded.endswith(ending)
        ]
        return any(len(stem) > 2 and (stem in self.common or f"{stem}e" in self.common) for stem in stems)

    def _are_words(self, first: int, end: int) -> bool:
        """Whether words with capitals are ordinary ones, of which no person is called: "Dalam Negeri"."""
        words = self.words[first:end]
        if any(form in self.gazetteer.first_names for form in base_forms(words[0].folded, self.language)[:9]):
            return False
        return all(word.folded in cues.NAME_PARTICLES or self.is_common(word) for word in words)

    def _is_listed(self, forms: Sequence[str]) -> bool:
        """Whether people are called so."""
        return any(form in self.gazetteer.first_names or form in self.gazetteer.last_names for form in forms)

    def _speaks(self, index: int, *, titled: bool) -> bool:
        """Whether somebody of that name says or does something here."""
        beside = (*self.words[max(0, index - 1) : index], *self.words[index + 1 : index + 2])
        said = any(word.folded in cues.PERSON_VERBS for word in beside)
        return said or (titled and self.language not in ("id", "ms"))  # "Direktur Utama": still the office

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Where all nouns have capitals: words that stand behind an article here, as towns and people do not."""
        found = set()
        for before, word in pairwise(self.words):
            if word.capital and word.gap == " " and before.folded in cues.GERMAN_ARTICLES and not word.upper:
                found.add(word.folded)
        return frozenset(found)

    def _is_adjective(self, index: int) -> bool:
        """Whether a noun written small follows an adjective: "Приморский край"."""
        word = self.words[index]
        if not _CYRILLIC_ADJECTIVE.search(word.folded):
            return False
        following = self.words[index + 1] if index + 1 < len(self.words) else None
        if following is None or following.gap != " " or following.capital:
            return False
        return not following.folded.endswith(_PAST["ru"])  # "Достоевский написал"

    def evidence(self, first: int, end: int, *, titled: bool) -> dict[EntityKind, float]:
        """How much speaks for each kind; *titled*: a person's title stands before."""
        run = self._run_of(first, end)
        person = self._person(run, titled=titled)
        place = self._place(run, titled=titled)
        organisation = self._organisation(run)
        if run.begins_with_place and not run.first_name:  # "Chicago Fire", "Berlin Tower": rarely people
            person, place, organisation = person - 0.7, place + 0.7, organisation + 0.9
        if run.ends_with_place:
            place, organisation = place + 0.3, organisation + 0.3
        return {"person": person, "place": place, "organisation": organisation}

    def _run_of(self, first: int, end: int) -> _Run:
        words, gazetteer = self.words, self.gazetteer
        chunk = words[first:end]
        before = words[first].gap in _NEAR and first > 0
        after = end < len(words) and not words[end].gap.strip(' ,"”')
        folded = [word.folded for word in chunk]
        several = len(chunk) > 1
        return _Run(
            first=first,
            end=end,
            words=chunk,
            folded=folded,
            before=words[first - 1].folded if before else "",
            after=words[end].folded if after else "",
            first_name=any(
                form in gazetteer.first_names for form in base_forms(folded[0], self.language)[:9]
            ),
            last_name=any(form in gazetteer.last_names for form in base_forms(folded[-1], self.language)[:9]),
            acronym=not several and chunk[0].upper and len(chunk[0].text.replace(".", "")) <= 6,
            begins_with_place=several and self._is_place(first, end),
            ends_with_place=several and self._is_place(end - 1, end),
            start=(0.0, 0.0, 0.0)
            if several or self.language in NOUNS_WITH_CAPITALS
            else _UNKNOWN_ONE.get(self.language, _UNKNOWN_ONE_ELSEWHERE),
        )

    def _is_place(self, first: int, end: int) -> bool:
        match = self.match(first, end)
        return match is not None and self.gazetteer.known[match[1]].kind == "place"

    def _person(self, run: _Run, *, titled: bool) -> float:
        common = [word in self.common for word in run.folded]
        score = run.start[0]
        if len(run.words) > 1:
            unusual = not any(common) and all(len(word) > 1 for word in run.folded)
            likely = 1.3 if unusual and self.language not in NOUNS_WITH_CAPITALS else 0.7
            if self.language in ("id", "ms") and not run.words[0].opens:
                likely = 1.3
            score += likely if len(run.words) < 4 else 0.2
            score += (0.9 if common[0] else 1.2) * run.first_name
            score += (0.4 if common[-1] else 0.8) * run.last_name
            score += 0.8 * (len(run.folded[0]) == 1 and run.words[0].capital)
            # Indonesian names are often words too: Sakti, Buana, Indah.
            penalty = 0.4 if self.language in ("id", "ms") and not run.words[0].opens else 0.9
            score -= penalty * sum(common) / len(common)
        else:
            score += (0.3 if common[0] else 0.9) * run.first_name + (
                0.2 if common[0] else 0.6
            ) * run.last_name
        score += 1.5 * titled
        if len(run.words) > 1 and run.folded[0] in cues.ORGANISATION_HEADS and not run.first_name:
            score -= 1.0  # "Komisi XI"
        score += 1.0 * (run.after in cues.PERSON_VERBS or run.before in cues.PERSON_VERBS)
        if not titled and run.before and self._is_title(run.before):
            score += SMALL_TITLE
        score += 0.4 * (self.language in ("id", "ms") and run.after.startswith(_ACTING))
        score += 0.7 * run.after.endswith(_PAST.get(self.language, ("\n",)))
        score += 0.6 * bool(_PERSON_ENDING.search(run.folded[-1]))
        if self.language in ("ru", "uk") and run.before not in self.prepositions:
            score += 0.35 * bool(_SLAVIC_SURNAME.search(run.folded[-1]))
        score -= 1.0 * any(word.text.isdigit() for word in run.words)
        score -= 0.6 * run.acronym
        score -= 0.8 * (run.before == "the" and len(run.words) < 3)  # "the Loire", "the Braves"
        return score

    def _is_title(self, folded: str) -> bool:
        """A person's title or office, written small, in the forms that the language bends it to."""
        return any(form in cues.PERSON_TITLES for form in base_forms(folded, self.language)[:12])

    def _place(self, run: _Run, *, titled: bool) -> float:
        several = len(run.words) > 1
        last = run.folded[-1]
        score = run.start[1]
        score += 1.1 * (run.before in self.prepositions)
        score += 0.6 * (len(run.words) < 3 and bool(_PLACE_ENDING.search(last)))
        score += 2.4 * (several and (run.folded[0] in cues.PLACE_HEADS or last in cues.PLACE_HEADS))
        score += 1.0 * (run.before in cues.PLACE_HEADS)
        score += 1.0 * (run.after in _PLACE_BEHIND and self.language == "en")
        score += 1.3 * (several and run.folded[0] in cues.PLACE_FIRST and not titled)
        compound = self.language in ("de", "nl") and len(last) > 6 and last.endswith(_COMPOUND_ENDINGS)
        score += 1.6 * compound
        score += 0.2 * (run.before == "of" and self.language == "en")
        following = self.words[run.end] if run.end < len(self.words) else None
        if run.before in cues.RULERS_OF_PLACES and self.language in ("id", "ms"):
            # "Bupati Teluk Serai, Nurhayati Siregar": the place first, then who rules it
            score += 1.5 * bool(following and following.capital and following.gap.startswith(","))
        if following and following.capital and following.gap.startswith(","):  # "Quetta, Pakistan"
            score += 1.2 * self._is_place(run.end, min(len(self.words), run.end + 3))
        return score

    def _organisation(self, run: _Run) -> float:
        several = len(run.words) > 1
        score = run.start[2]
        score += 2.6 * (several and bool(set(run.folded[:2]) & cues.ORGANISATION_HEADS))
        score += 2.4 * (several and run.folded[-1] in cues.ORGANISATION_TAILS)
        score += 2.4 * (several and self.language == "fr" and run.folded[0] in cues.ORGANISATION_TAILS)
        score += 0.9 * (len(run.words) > 2 and bool(set(run.folded) & cues.ORGANISATION_HEADS))
        score += 1.1 * (run.before in cues.ORGANISATION_CUES)
        if several and not run.first_name and not run.words[0].opens and self.language not in _PLAIN_CAPITALS:
            # Ordinary words with capitals inside a sentence: "Electronic Arts", "Public Enemy".
            score += 1.35 * any(word in self.common for word in run.folded)
        score += 1.5 * (self.language == "id" and run.folded[0].startswith(cues.OFFICE_PREFIXES))
        score += 1.0 * bool(_INNER_CAPITAL.match(run.words[0].text))
        score += 1.2 * run.acronym
        score += 1.2 * any("&" in word.gap for word in run.words[1:])
        return score
