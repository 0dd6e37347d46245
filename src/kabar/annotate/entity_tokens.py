"""Words of a text with what name finding needs to know of each."""

import re
from dataclasses import dataclass

from kabar.annotate.gazetteer import fold

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|(?:[A-Z]\.){2,}")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.){2,}[A-Z]?")  # U.S., J.K.
_ELISION = re.compile(
    r"^(?:[ldjmtscnLDJMTSCN]|qu|Qu|[Dd]ell|[Aa]ll|[Nn]ell|[Dd]all|[Ss]ull|[Uu]n|[Cc]oll|[Gg]li)['’](?=\w)"
)
_POSSESSIVE = re.compile(r"['’][sS]$")
_SENTENCE_END = re.compile(r"[.!?…。！？]|\n|^\s*$")
_OPENING = frozenset("\"“”«»„'‘’(:–—-•*[|")


@dataclass(slots=True)
class Word:
    """One word, by offsets into the text."""

    text: str
    start: int
    end: int
    gap: str  # what stands between the word before and this one
    folded: str
    capital: bool  # begins with a capital letter
    upper: bool  # two letters or more, all capitals
    opens: bool  # first word of a sentence, line or quotation: its capital says little


def words_in(text: str) -> list[Word]:
    """The words of *text* in order."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if elided := _ELISION.match(match.group()):
            # "l'Italie", "dell'Università": the article is a word of its own
            _add(found, text, start, start + elided.end(), last)
            last = start + elided.end()
            start = last
        if possessive := _POSSESSIVE.search(text[start:end]):
            end = start + possessive.start()
        if end > start:
            _add(found, text, start, end, last)
            last = end
    return found


def _add(found: list[Word], text: str, start: int, end: int, last: int) -> None:
    word, gap = text[start:end], text[last:start]
    first = word[0]
    capital = first.isupper()
    opens = not found or _opens(found[-1], gap)
    letters = word.replace(".", "")
    found.append(
        Word(
            text=word,
            start=start,
            end=end,
            gap=gap,
            folded=fold(word.replace("’", "'")),
            capital=capital,
            upper=capital and len(letters) > 1 and letters.isupper(),
            opens=opens,
        )
    )


def _opens(before: Word, gap: str) -> bool:
    stripped = gap.strip()
    if "\n" in gap:
        return True
    if not stripped:
        return False
    if stripped[0] == ".":
        # An initial's or title's dot ("J. Smith", "Dr. Smith") ends no sentence.
        short = len(before.text) == 1 and before.capital
        return not (short or before.folded in TITLES_WITH_DOT) or len(stripped) > 1
    return any(character in "!?…:;" for character in stripped) or stripped[-1] in '"“«„‘•*|'


TITLES_WITH_DOT = frozenset(
    "dr mr mrs ms prof st jr sr gen sen rep gov lt col sgt rev hon capt ir drs dra hj kh h r ny mt ft "
    "sra srta dott ing lic mme mlle m fr hr dipl mag ks sw im ul inz hab проф акад ген им св г".split()
)
