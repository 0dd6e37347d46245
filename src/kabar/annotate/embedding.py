"""Text to vectors: the embedder's interface, the built-in model, and the registry that replaces it.

One embedder is loaded per process and name, on first use. A vector is only ever compared with vectors
of the same `Embedder.name`, which holds the model and its version.
"""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kabar.errors import ConfigError

Vectors = NDArray[np.float32]  # (n, dim), rows of unit length

DEFAULT_EMBEDDER = "use"
OPTIONAL_EMBEDDER = "e5"
ENTRY_POINT_GROUP = "kabar.embedders"
# Enough for a headline and the first paragraphs in any script the built-in model knows; it cuts by
# tokens itself, this only spares the rest of a long text the tokeniser.
LEAD_CHARACTERS = 900


class Embedder(Protocol):
    """Turns texts into unit vectors. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Model and version; stored with every vector."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length per text, in their order; the text's end may be cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingReport:
    """What the embedder costs here, for `kabar doctor`."""

    name: str
    dim: int
    load_seconds: float  # CPU
    memory_mib: float  # growth of the process's peak by loading and one batch
    articles_per_cpu_second: float


def embedding_text(title: str, text: str) -> str:
    """The part of an article that its vector is made of: headline and lead.

    The mean over a whole page is diluted by background and boilerplate (docs/decisions/0040-embedding.md).
    """
    title, lead = title.strip(), text.strip()
    if lead[: len(title)].casefold() == title.casefold():
        lead = lead[len(title) :].lstrip(" .\n")  # pages that repeat the headline above the text
    return f"{title}\n{lead[:LEAD_CHARACTERS]}".strip()


_factories: dict[str, Callable[[], Embedder]] = {}
_opened: dict[str, Embedder] = {}
_lock = threading.Lock()


def _built_in(name: str) -> Callable[[], Embedder] | None:
    if name == DEFAULT_EMBEDDER:
        from kabar.annotate.use_model import UseEmbedder

        return UseEmbedder
    if name == OPTIONAL_EMBEDDER:
        from kabar.annotate.e5_model import E5Embedder

        return E5Embedder
    if "/" in name or "\\" in name:
        from kabar.annotate.folder_model import FolderEmbedder

        return partial(FolderEmbedder, name)
    return None


def register_embedder(name: str, factory: Callable[[], Embedder]) -> None:
    """Make *factory* available as `open_embedder(name)`; replaces one of the same name."""
    with _lock:
        _factories[name] = factory
        _opened.pop(name, None)


def embedder_names() -> tuple[str, ...]:
    """What `open_embedder` accepts here: built in, registered, and installed by other packages."""
    found = {
        DEFAULT_EMBEDDER,
        OPTIONAL_EMBEDDER,
        *_factories,
        *(point.name for point in entry_points(group=ENTRY_POINT_GROUP)),
    }
    return tuple(sorted(found))


def open_embedder(name: str | None = None) -> Embedder:
    """The embedder of that name or in that folder (default: the built-in one), the same object each time.

    Opening costs nothing; the model is read at the first `embed`. Raises ConfigError for an unknown name.
    """
    wanted = name or DEFAULT_EMBEDDER
    with _lock:
        if wanted not in _opened:
            _opened[wanted] = _find(wanted)()
        return _opened[wanted]


def _find(name: str) -> Callable[[], Embedder]:
    if factory := _factories.get(name) or _built_in(name):
        return factory
    for point in entry_points(group=ENTRY_POINT_GROUP, name=name):
        found: Callable[[], Embedder] = point.load()
        return found
    raise ConfigError(
        f"[annotate] embedder {name!r}: no such embedder; known here: {', '.join(embedder_names())}, "
        "or the path of a folder with a model"
    )


def _peak_mib() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def embedding_report(name: str | None = None, *, articles: int = 24) -> EmbeddingReport:
    """Load the embedder if need be, embed made-up articles, and say what it cost."""
    embedder = open_embedder(name)
    before, start = _peak_mib(), time.process_time()
    embedder.embed(["warm up"])
    load_seconds = time.process_time() - start
    sentence = (
        "The council of the harbour town approved report number {} on repairs after the flood of last week. "
    )
    texts = [embedding_text(f"Council approves repairs {n}", sentence.format(n) * 8) for n in range(articles)]
    start = time.process_time()
    embedder.embed(texts)
    spent = max(time.process_time() - start, 1e-6)
    return EmbeddingReport(
        name=embedder.name,
        dim=embedder.dim,
        load_seconds=round(load_seconds, 3),
        memory_mib=round(_peak_mib() - before, 1),
        articles_per_cpu_second=round(articles / spent, 1),
    )
