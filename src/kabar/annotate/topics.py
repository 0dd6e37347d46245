"""What an article is about: IPTC Media Topics, by nearness of meaning to our own example sentences.

The vocabulary's codes and English names are those of IPTC Media Topics (CC BY 4.0, https://iptc.org/);
the selection, the other languages' labels and the sentences in data/topics.txt are ours. The sentences are
embedded once by whichever embedder is configured, so nothing here belongs to one model.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kabar.annotate.embedding import Embedder
from kabar.annotate.giving_back import give_back
from kabar.model.article import Topic, Vector

_LABEL_LANGUAGES = ("en", "id", "de", "es", "ar", "zh")
# Chosen on one half of the evaluation texts (docs/decisions/0043-topics.md).
RIDGE = 3.0  # strength of the linear classifier's penalty
NEIGHBOURS = 0.7  # weight of the nearest sentences beside it
SHARPNESS = 15.0  # how much nearer sentences count for more
CONFIDENCE = 9.0  # turns sums into probabilities that mean what they say
SECOND_TOPIC = 0.2  # probability at which another top-level topic is named too
SUBTOPIC = 0.3  # share of a top-level topic at which its part is named


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """One topic of the tree."""

    code: str  # eight digits
    parent: str | None  # None for the seventeen at the top
    labels: Mapping[str, str]  # by language; English always
    children: tuple[str, ...] = ()
    sentences: tuple[str, ...] = field(default=(), repr=False)

    def label(self, language: str = "en") -> str:
        """The name in that language, else in English."""
        return self.labels.get(language.split("-")[0], self.labels["en"])


def _read() -> dict[str, TopicInfo]:
    text = (files("kabar.annotate") / "data" / "topics.txt").read_text("utf-8")
    found: dict[str, TopicInfo] = {}
    children: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        codes, names, sentences = line.split("|")
        code, *parents = codes.split()
        labels = dict(zip(_LABEL_LANGUAGES, (name.strip() for name in names.split(";")), strict=False))
        parent = parents[0] if parents else None
        if parent:
            children.setdefault(parent, []).append(code)
        found[code] = TopicInfo(code, parent, labels, (), tuple(sentences.strip().split(" / ")))
    return {
        code: TopicInfo(code, info.parent, info.labels, tuple(children.get(code, ())), info.sentences)
        for code, info in found.items()
    }


TOPICS: Mapping[str, TopicInfo] = _read()
TOP_TOPICS: tuple[str, ...] = tuple(code for code, info in TOPICS.items() if info.parent is None)


def top_topic(code: str) -> str:
    """The code at the top of the tree above *code*; itself when it is there or unknown."""
    info = TOPICS.get(code)
    return info.parent if info and info.parent else code


class TopicFinder:
    """Finds topics by vectors of one embedder; prepares itself at first use. Thread-safe."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._ready = False

    def find(self, vector: Vector) -> tuple[Topic, ...]:
        """Topics of an article with that vector, likeliest first; a part follows its whole."""
        self._prepare()
        near = np.exp(SHARPNESS * (self._examples @ vector))
        chances = self._chances(vector, near)
        order = np.argsort(-chances)
        found: list[Topic] = []
        for rank, position in enumerate(order[:2]):
            chance = float(chances[position])
            if rank and chance < SECOND_TOPIC:
                break
            code = TOP_TOPICS[position]
            found.append(_topic(code, chance))
            part, share = self._part(code, near)
            if part and share >= SUBTOPIC:
                found.append(_topic(part, min(chance * share, chance - 0.001)))
        return tuple(sorted(found, key=lambda topic: -topic.score))

    def _chances(self, vector: Vector, near: NDArray[np.float32]) -> NDArray[np.float64]:
        linear = vector @ self._weights[:-1] + self._weights[-1]
        mass = np.array([near[rows].sum() for rows in self._rows_of_top])
        scores = CONFIDENCE * (linear + NEIGHBOURS * np.log(mass) / SHARPNESS)
        chances = np.exp(scores - scores.max())
        result: NDArray[np.float64] = chances / chances.sum()
        return result

    def _part(self, code: str, near: NDArray[np.float32]) -> tuple[str | None, float]:
        masses = {child: float(near[self._rows_of[child]].mean()) for child in TOPICS[code].children}
        if not masses:
            return None, 0.0
        best = max(masses, key=lambda child: masses[child])
        own = float(near[self._rows_of[code]].mean())
        return best, masses[best] / (masses[best] + own + sum(sorted(masses.values())[-3:-1]))

    def _prepare(self) -> None:
        with self._lock:
            if self._ready:
                return
            codes = [code for code, info in TOPICS.items() for _ in info.sentences]
            sentences = [sentence for info in TOPICS.values() for sentence in info.sentences]
            self._examples = self._embedder.embed(sentences)
            tops = np.array([TOP_TOPICS.index(top_topic(code)) for code in codes])
            self._rows_of = {code: np.array([c == code for c in codes]).nonzero()[0] for code in TOPICS}
            self._rows_of_top = [(tops == position).nonzero()[0] for position in range(len(TOP_TOPICS))]
            # Ridge regression on one column a topic: has a closed form, so nothing needs to be shipped.
            inputs = np.hstack([self._examples, np.ones((len(codes), 1), np.float32)]).astype(np.float64)
            wanted = np.eye(len(TOP_TOPICS))[tops]
            square = inputs.T @ inputs + RIDGE * np.eye(inputs.shape[1])
            self._weights = np.linalg.solve(square, inputs.T @ wanted)
            self._ready = True
            give_back()


def _topic(code: str, score: float) -> Topic:
    return Topic(code=code, label=TOPICS[code].label(), score=round(max(score, 0.0), 3))
