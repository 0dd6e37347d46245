"""The window's reports as columns of numbers: one row a report, compared many at a time.

Rows are reused after `drop`. About 1.3 KB a report with a vector of 512 numbers.
"""

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from kabar.cluster.meaning import Directions, shipped_directions
from kabar.cluster.sketch import Sketch
from kabar.cluster.terms import BUCKETS, MOST, SLOTS, Terms

Rows = NDArray[np.intp]
PAD = BUCKETS  # the bucket of empty slots
PRIOR = 60  # made-up reports that every window begins with
WEIGHT = np.array([0.0, *(1 + np.log(np.arange(1, MOST + 1)))], np.float32)  # of a term, by its count
_FIRST_CAPACITY = 256
FIRST_WORDS = 2  # of 64 signs that are compared with the whole window; all signs only of the nearest by these
_BY_WORD = frozenset({"signs"})  # columns whose last axis is the row: read from end to end


def common_words() -> NDArray[np.float32]:
    """In how many of PRIOR reports each term would stand, by the table made by scripts/train_cluster.py."""
    stored = np.load(
        BytesIO((files("kabar.cluster") / "data" / "common.npz").read_bytes()), allow_pickle=False
    )
    frequency = np.zeros(BUCKETS + 1, np.float32)
    frequency[stored["terms"]] = stored["share"].astype(np.float32) * PRIOR
    return frequency


class Columns:
    """Numbers of every report in the window, and in how many of them each term stands."""

    def __init__(self, vector_model: str = "", directions: Directions | None = None) -> None:
        """*vector_model*: the one whose vectors are compared; without it the model of the first vector.

        directions: what its vectors have in common, without it what ships with Kabar.
        """
        self.size = 0  # rows in use or free; columns are valid up to here
        self.live = 0
        self.count = 0  # reports ever added
        # Reports a term stands in, beginning with those that every language's common words would stand in
        # if PRIOR reports had been seen: the first reports of an empty window are judged sensibly.
        self.frequency = common_words()
        self.vector_model = vector_model
        self._directions = directions or shipped_directions()
        self._free: list[int] = []
        self._languages: dict[str, int] = {"und": 0}
        self._allocate(_FIRST_CAPACITY, 0)

    def _allocate(self, capacity: int, width: int) -> None:
        self.used = np.zeros(capacity, np.bool_)
        self.told = np.zeros(capacity, np.bool_)  # its copies were told before this window was made
        self.article = np.zeros(capacity, np.int64)
        self.order = np.zeros(capacity, np.int32)  # when it came, counted
        self.hour = np.full(capacity, np.nan, np.float64)
        self.seen = np.full(capacity, np.nan, np.float64)  # hour it arrived, or was published
        self.language = np.zeros(capacity, np.int16)
        self.script = np.zeros(capacity, np.int8)
        self.length = np.zeros(capacity, np.float32)  # ln(1 + tokens)
        self.has_vector = np.zeros(capacity, np.bool_)
        self.far = np.zeros(capacity, np.uint8)  # 255 where there is no vector: unlike everything
        self.ids = np.full((capacity, SLOTS), PAD, np.uint32)
        self.counts = np.zeros(
            (capacity, SLOTS), np.uint8
        )  # in the whole text * 16 + in title and lead, with LEAD
        self.kinds = np.zeros((capacity, SLOTS), np.uint8)
        self.scale = np.zeros(capacity, np.float32)
        self.extent = np.ones(capacity, np.float32)  # length of the vector, common directions counting less
        self._allocate_vectors(capacity, width)

    def _allocate_vectors(self, capacity: int, width: int) -> None:
        words = (width + 63) // 64
        self.vectors = np.zeros((capacity, width), np.int8)  # times `scale`
        self.signs = np.zeros((min(words, FIRST_WORDS), capacity), np.uint64)  # of the vector, the first ones
        self.more_signs = np.zeros((capacity, max(words - FIRST_WORDS, 0)), np.uint64)

    def _grow(self, capacity: int) -> None:
        for name, column in list(vars(self).items()):
            if not isinstance(column, np.ndarray) or name == "frequency":
                continue
            if name in _BY_WORD:
                wider = np.zeros((*column.shape[:-1], capacity), column.dtype)
                wider[..., : column.shape[-1]] = column
            else:
                wider = np.zeros((capacity, *column.shape[1:]), column.dtype)
                wider[: len(column)] = column
            setattr(self, name, wider)

    def add(self, sketch: Sketch) -> int:
        """Keep *sketch*; return its row."""
        if self._free:
            row = self._free.pop()
        else:
            row = self.size
            self.size += 1
            if row >= len(self.article):
                self._grow(len(self.article) * 2)  # what is not used yet takes no memory
        self.live += 1
        self.count += 1
        self.used[row] = True
        self.told[row] = False
        self.order[row] = self.count
        self.article[row] = sketch.article
        self.hour[row] = sketch.hour
        self.seen[row] = sketch.seen
        self.language[row] = self._languages.setdefault(sketch.language, len(self._languages))
        self.script[row] = sketch.script
        self.length[row] = np.log1p(sketch.terms.length)
        self._put_terms(row, sketch.terms)
        self._put_vector(row, sketch)
        return row

    def _put_terms(self, row: int, terms: Terms) -> None:
        count = len(terms.ids)
        self.ids[row] = PAD
        self.ids[row, :count] = terms.ids
        self.counts[row] = 0
        self.counts[row, :count] = terms.whole * 16 + terms.head
        self.kinds[row] = 0
        self.kinds[row, :count] = terms.kinds
        self.frequency[terms.ids] += 1

    def _put_vector(self, row: int, sketch: Sketch) -> None:
        vector = sketch.vector
        if vector is not None and self.vector_model in ("", sketch.vector_model) and not self.vectors.size:
            self.vector_model = sketch.vector_model
            self._allocate_vectors(len(self.article), len(vector))
        # Vectors of different models never mix: another model's report is compared by its words alone.
        known = vector is not None and sketch.vector_model == self.vector_model
        self.has_vector[row] = known and len(vector if vector is not None else ()) == self.vectors.shape[1]
        self.far[row] = 0 if self.has_vector[row] else 255
        if vector is not None and self.has_vector[row]:
            self.scale[row] = max(float(np.abs(vector).max()), 1e-6) / 127
            self.vectors[row] = np.round(vector / self.scale[row])
            if self._turns:
                self.extent[row] = self._directions.length(self._vector(row))
            code = sign_code(vector)
            self.signs[:, row], self.more_signs[row] = code[:FIRST_WORDS], code[FIRST_WORDS:]
        else:
            self.vectors[row] = 0
            self.signs[:, row] = 0

    def drop(self, rows: Sequence[int]) -> None:
        """Forget *rows*; their numbers may be given to later reports."""
        for row in rows:
            self.frequency[self.ids[row][self.ids[row] != PAD]] -= 1
            self.ids[row] = PAD
            self.used[row] = False
            self.has_vector[row] = False
            self.far[row] = 255
            self.signs[:, row] = 0
            self._free.append(row)
            self.live -= 1

    @property
    def _turns(self) -> bool:
        return self.vector_model == self._directions.model

    def _vector(self, row: int) -> NDArray[np.float32]:
        return np.asarray(self.vectors[row].astype(np.float32) * self.scale[row], np.float32)

    def cosines(self, row: int, others: Rows) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosine of the vector of *row* with those of *others*, 0 where one has none.

        Then the same with what all news have in common counting for less; guessed where that is not known of a model.
        """
        mine = self._vector(row)
        theirs = self.vectors[others].astype(np.float32)
        if not (self._turns and self.has_vector[row]):
            plain = np.asarray((theirs @ mine) * self.scale[others], np.float32)
            return plain, plain * np.abs(plain)  # near what it is on average for the model that ships
        turned = self._directions.turned(mine)
        both = (theirs @ np.stack([mine, turned], axis=1)) * self.scale[others][:, None]
        less = (both[:, 1] - self._directions.mean @ turned) / (self.extent[row] * self.extent[others])
        return both[:, 0], np.where(self.has_vector[others], less, 0)

    def rarity(self, ids: NDArray[np.uint32]) -> NDArray[np.float32]:
        """ln(reports / reports with the term), the PRIOR ones included, for each of *ids*, 0 for empty slots."""
        found: NDArray[np.float32] = np.log((self.live + PRIOR + 1) / (self.frequency[ids] + np.float32(0.5)))
        found[ids == PAD] = 0
        return np.maximum(found, 0)


def sign_code(vector: NDArray[np.float32]) -> NDArray[np.uint64]:
    """The signs of *vector* as bits: the share of unlike bits grows with the angle between two vectors."""
    bits = np.packbits(vector > 0)
    padded = np.zeros((len(bits) + 7) // 8 * 8, np.uint8)
    padded[: len(bits)] = bits
    return padded.view(np.uint64)
