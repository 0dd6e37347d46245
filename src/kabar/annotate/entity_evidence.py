"""What speaks for a name being a person's, a place's or an organisation's.

Signs are added up by kind; the weights were set by hand on one half of the evaluation sentences
(docs/decisions/0042-entities.md). Nothing was trained.
"""

import re
from collections.abc import Sequence

from kabar.annotate import entity_cues as cues
from kabar.annotate.entity_lookup import NameLookup, base_forms
from kabar.annotate.entity_tokens import Word
from kabar.annotate.gazetteer import Gazetteer
from kabar.model.article import EntityKind

# A name needs this much evidence: alone, in company, alone in a language that writes nouns with capitals.
NEEDED_ONE, NEEDED_MORE, NEEDED_GERMAN = 0.5, 1.3, 1.9
# What an unknown word inside a sentence is, before any sign is seen: (person, place, organisation).
_UNKNOWN_ONE = {"id": (0.75, 0.35, 0.5), "ms": (0.75, 0.35, 0.5), "en": (0.6, 0.45, 0.5)}
_UNKNOWN_ONE_ELSEWHERE = (0.55, 0.6, 0.4)
_PLACE_ENDING = re.compile(
    r"(?:burg|bourg|borough|stadt|dorf|heim|hausen|bach|furt|hafen|ville|shire|town|grad|град|stan|стан|land|ingen|inghem|"
    r"weiler|kirchen|pur|abad|polis|ford|wick|minster|mouth|ham|wood|field|dale|beach|сити|ск|бург|город|ów|owice|sko)$"
)
_PERSON_ENDING = re.compile(
    r"(?:ski|ska|skiego|skim|skiej|czyk|wicz|owicz|ovich|evich|ович|евич|ovna|evna|овна|евна|ова|ева|енко|enko|shvili|швили|yan|ян|"
    r"sson|ssen|dottir|escu|opoulos|idis|akis|oglu|oğlu|ovic|evic|ović|ević|ский|ская|ского|ским|чук|zadeh|ullah|uddin)$"
)
_INNER_CAPITAL = re.compile(r"^(?!Mc|Mac|De|La|Le|Di|Van|Von|O['’])[A-Z]?[a-z]+[A-Z]")


class NameEvidence(NameLookup):
    """Judges runs of words."""

    def __init__(self, words: Sequence[Word], gazetteer: Gazetteer, language: str) -> None:
        super().__init__(words, gazetteer, language)
        self.prepositions = cues.PLACE_PREPOSITIONS.get(language, cues.PLACE_PREPOSITIONS["en"])

    def needed(self, first: int, end: int) -> float:
        if end - first > 1:
            return NEEDED_MORE
        return NEEDED_GERMAN if self.language in ("de", "lb") else NEEDED_ONE

    def evidence(self, first: int, end: int, *, titled: bool) -> dict[EntityKind, float]:
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
            match = self.match(end, min(len(words), end + 3))
            place += 1.2 * (match is not None and gazetteer.known[match[1]].kind == "place")
        if length > 1 and (inner := self.match(end - 1, end)) and gazetteer.known[inner[1]].kind == "place":
            place += 0.3
            organisation += 0.3
        if (
            length > 1
            and not first_name
            and (inner := self.match(first, end))
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
