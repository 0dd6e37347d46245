"""Another embedder in the configuration: what is stored with the old one's vectors is told by words from then on."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from fakes import NOW, add_articles, annotations, extraction
from kabar.annotate.embedding import register_embedder
from kabar.config import Config
from kabar.model.ids import ArticleId
from kabar.pipeline import cluster_articles
from kabar.runtime import Runtime, open_runtime

TEXT = "Jembatan di atas sungai Tuntang di Demak ambruk pada Senin sesudah hujan tiga hari; 14 orang tewas."


class Old:
    name, dim = "old/1", 8

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 8), np.float32) / np.float32(8**0.5)


class New(Old):
    name = "new/1"


def start(folder: Path, embedder: str) -> Runtime:
    config = Config()
    return open_runtime(
        msgspec.structs.replace(config, annotate=msgspec.structs.replace(config.annotate, embedder=embedder)),
        folder,
        clock=lambda: NOW,
    )


def add(rt: Runtime, articles: list[int], model: str) -> None:
    with rt.store.write() as db:
        for article, attempt in db.articles.lease("read", NOW, limit=9).items():
            assert article in articles
            db.articles.put(ArticleId(article), attempt, extraction(TEXT), at=NOW)
        for article, attempt in db.articles.lease("annotate", NOW, limit=9).items():
            db.articles.annotate(ArticleId(article), attempt, annotations(vector_model=model))


def test_window_of_a_restart_compares_no_vector_of_the_embedder_before(tmp_path: Path) -> None:
    register_embedder("old", Old)
    register_embedder("new", New)
    rt = start(tmp_path, "old")
    add(rt, add_articles(rt.store, 1), "old/1")
    cluster_articles(rt)
    assert rt.window.vectors == ("old/1", 1)
    rt.close()

    rt = start(tmp_path, "new")
    cluster_articles(rt)
    kept = [rt.window.story_of(number) for number in range(1, 9)]
    rt.close()

    assert any(story is not None for story in kept)  # it is in the window, with its words
    assert rt.window.vectors == ("new/1", 0)
