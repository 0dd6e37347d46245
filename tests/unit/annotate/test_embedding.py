"""Embedders are found by name, loaded once, and replaceable."""

from collections.abc import Sequence

import numpy as np
import pytest

from kabar.annotate.embedding import (
    LEAD_CHARACTERS,
    Vectors,
    embedder_names,
    embedding_text,
    open_embedder,
    register_embedder,
)
from kabar.errors import ConfigError


class Constant:
    name = "constant/1"
    dim = 4

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), self.dim), 0.5, dtype=np.float32)


def test_text_is_headline_and_lead() -> None:
    text = embedding_text("Banjir di Demak", "Air naik. " * 400)

    assert text.startswith("Banjir di Demak\nAir naik.")
    assert len(text) <= len("Banjir di Demak\n") + LEAD_CHARACTERS


def test_repeated_headline_is_taken_once() -> None:
    assert embedding_text("Banjir", "BANJIR\nAir naik.") == "Banjir\nAir naik."


def test_unknown_embedder_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"no such embedder; known here: .*use"):
        open_embedder("no-such-model")


def test_registered_embedder_replaces_the_built_in_one() -> None:
    register_embedder("constant", Constant)

    assert "constant" in embedder_names()
    assert open_embedder("constant") is open_embedder("constant")
    assert open_embedder("constant").name == "constant/1"


def test_rows_have_unit_length_and_keep_their_order() -> None:
    texts = ["Floods hit the harbour town", "Saham naik", "", "Floods hit the harbour town"]
    vectors = open_embedder().embed(texts)

    assert vectors.shape == (4, open_embedder().dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert np.allclose(vectors[0], vectors[3], atol=1e-5)


def test_translations_are_near() -> None:
    flood, banjir, stocks = open_embedder().embed(
        ["Severe flooding hits Jakarta", "Banjir besar melanda Jakarta", "Stocks rise in Tokyo"]
    )

    assert flood @ banjir > flood @ stocks + 0.2


def test_name_holds_model_and_version() -> None:
    assert open_embedder().name.startswith("use-multilingual-3/")
