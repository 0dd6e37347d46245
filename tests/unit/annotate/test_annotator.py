"""The whole stage, and its command's line."""

import numpy as np

from kabar.annotate import AnnotateSettings, Document, open_annotator
from kabar.cli.stage_annotate import handle

ARTICLE = Document(
    title="Warga Demak mengungsi",
    text="JAKARTA (ANTARA) - Warga mengungsi karena banjir, kata Presiden Prabowo Subianto di Jakarta.",
)


def test_annotations_of_an_article() -> None:
    found = open_annotator().annotate([ARTICLE])[0]

    assert found.language == "id"
    assert (found.agency, found.dateline) == ("Antara", "JAKARTA")
    assert {"Jakarta", "Prabowo Subianto"} <= {entity.name for entity in found.entities}
    assert found.topics
    assert found.vector is not None
    assert found.vector_model == open_annotator().embedder.name


def test_batch_gives_what_single_documents_give() -> None:
    other = Document(title="Stocks rise", text="Shares rose in Tokyo on Monday.")
    annotator = open_annotator(AnnotateSettings())
    together = annotator.annotate([ARTICLE, other])
    alone = [annotator.annotate([document])[0] for document in (ARTICLE, other)]

    for one, two in zip(together, alone, strict=True):
        assert (one.language, one.entities, one.topics) == (two.language, two.entities, two.topics)
        assert one.vector is not None and two.vector is not None
        assert np.allclose(one.vector, two.vector, atol=1e-5)


def test_empty_document_is_undetermined_and_has_no_topic() -> None:
    found = open_annotator().annotate([Document()])[0]

    assert (found.language, found.entities, found.topics) == ("und", (), ())


def test_nothing_in_nothing_out() -> None:
    assert open_annotator().annotate([]) == []


def test_line_of_the_command() -> None:
    line = handle({"id": 7, "text": "The United Nations warned of floods in Jakarta.", "more": 1})

    assert line["language"] == "en"
    assert {
        "name": "United Nations",
        "kind": "organisation",
        "wikidata": "Q1065",
        "mentions": [[4, 18]],
    } in line["entities"]
    assert line["topics"][0]["code"].startswith("medtop:")
