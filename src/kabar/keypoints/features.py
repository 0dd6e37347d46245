"""What a sentence has to recommend it, as numbers: one row a candidate, one column a feature."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.candidates import Candidate
from kabar.model.article import Report
from kabar.text.words import stems

Matrix = NDArray[np.float64]

FEATURES: Final = (
    "first",  # opens the report
    "early",  # 1 / (1 + position)
    "place",  # position / sentences
    "last",
    "opens_paragraph",
    "central",  # mean likeness to the other sentences of its report
    "lexrank",  # share of a walk over the sentences that ends here, times their number
    "frequent",  # mean share of the report's words that its words make up
    "mass",  # the same, summed over the sentence: what a longer sentence covers
    "title",  # share of the title's words that it has
    "length",  # logarithm of its words
    "short",  # under eight words
    "long",  # over 45 words
    "names",  # names to the word
    "numbers",  # has a figure
    "quoted",  # share of it inside quotation marks
    "opens_quote",
    "leans",  # opens with a word that needs the sentence before it, or is half of a quotation
    "asked",  # how much of the report is asked for, share of its sentences, times early
    "asked_mass",
    "asked_place",
)

_NAME = re.compile(r"(?<=[^\W\d_.] |[,;:(] )[A-ZÀ-ÞА-Я][^\W\d_]+")
_FIGURE = re.compile(r"\d")
_QUOTED = re.compile(r"[\"“„«「『](?:[^\"“”„«»「」『』]*)[\"”“»」』]?")
_LEANS = re.compile(
    r"""(?xi)^[\"“‘'«]?(?: he|she|it|they|his|her|their|this|that|these|those|but|and|however|also|yet|so|such
      |ia|dia|mereka|hal|namun|tapi|tetapi|selain|sementara|adapun|lebih\slanjut|menurutnya|dengan\sdemikian|itu|ini
      |er|sie|es|das|dies\w*|aber|auch|doch|il|elle|ils|elles|mais|cela|ce|cette|ella|ellos|esto|esta|pero|ademá[s]
      |ele|ela|eles|mas|isso|он|она|они|это|но|однако|他|她|这|但|此外|كما|وقال|وأضاف|لكن
    )\b"""
)
_DAMPING = 0.85  # of the walk, as in LexRank (Erkan & Radev, JAIR 2004)


def features(found: Sequence[Candidate], reports: Sequence[Report], *, count: int) -> Matrix:
    """float64 (candidates, FEATURES); *count*: how many points are asked for."""
    rows = np.zeros((len(found), len(FEATURES)))
    by_report: dict[int, list[int]] = defaultdict(list)
    for index, one in enumerate(found):
        by_report[one.report].append(index)
    for number, indexes in by_report.items():
        group = [found[index] for index in indexes]
        rows[indexes] = _of_report(group, reports[number], count)
    return rows


def vectors(groups: Sequence[Sequence[str]]) -> Matrix:
    """Rows of unit length for lists of stems: (1 + log tf) * idf over the lists; float64 (n, vocabulary)."""
    vocabulary: dict[str, int] = {}
    document_frequency: Counter[str] = Counter()
    counts = [Counter(group) for group in groups]
    for count in counts:
        for stem in count:
            vocabulary.setdefault(stem, len(vocabulary))
            document_frequency[stem] += 1
    rows = np.zeros((len(groups), max(1, len(vocabulary))))
    for row, count in zip(rows, counts, strict=True):
        for stem, times in count.items():
            row[vocabulary[stem]] = (1 + math.log(times)) * math.log(
                1 + len(groups) / document_frequency[stem]
            )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def _of_report(group: Sequence[Candidate], report: Report, count: int) -> Matrix:
    total = max(1, group[0].of)
    alike = (unit := vectors([one.stems for one in group])) @ unit.T
    np.fill_diagonal(alike, 0.0)
    others = max(1, len(group) - 1)
    walk = _walk(alike) * len(group)
    shares = Counter(stem for one in group for stem in one.stems)
    every = max(1, sum(shares.values()))
    title = set(stems(report.title))
    asked = min(1.0, count / total)
    named = _name_starts(report)
    rows = np.zeros((len(group), len(FEATURES)))
    for i, one in enumerate(group):
        early = 1.0 / (1 + one.position)
        place = one.position / total
        mass = sum(shares[stem] for stem in set(one.stems)) / every
        names = sum(one.start <= start < one.end for start in named) or len(_NAME.findall(one.text))
        rows[i] = (
            one.position == 0,
            early,
            place,
            one.position == one.of - 1,
            one.opens_paragraph,
            alike[i].sum() / others,
            walk[i],
            10 * sum(shares[stem] for stem in one.stems) / every / max(1, len(one.stems)),
            mass,
            len(title & set(one.stems)) / len(title) if title else 0.0,
            math.log(1 + one.words),
            one.words < 8,
            one.words > 45,
            min(1.0, 3 * names / max(1, one.words)),
            bool(_FIGURE.search(one.text)),
            min(1.0, sum(map(len, _QUOTED.findall(one.text))) / len(one.text)),
            one.text[0] in "\"“‘'«„「『",
            bool(_LEANS.match(one.text)) + 2.0 * _half_quoted(one.text),
            asked * early,
            asked * mass,
            asked * place,
        )
    return rows


def _name_starts(report: Report) -> list[int]:
    return [start for entity in report.annotations.entities for start, _ in entity.mentions]


def _walk(alike: Matrix) -> Matrix:
    """Where a random walk over the sentences is found, LexRank with the likeness as weights."""
    size = len(alike)
    sums = alike.sum(axis=1, keepdims=True)
    step = np.where(sums > 0, alike / np.where(sums > 0, sums, 1.0), 1.0 / size)
    place = np.full(size, 1.0 / size)
    for _ in range(30):
        place = (1 - _DAMPING) / size + _DAMPING * (place @ step)
    return np.asarray(place)


def _half_quoted(text: str) -> bool:
    """Whether a quotation began or ends in another sentence."""
    return text.count('"') % 2 == 1 or text.count("“") != text.count("”")
