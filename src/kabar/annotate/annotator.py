"""The stage: documents in, annotations out."""

from collections.abc import Sequence
from dataclasses import dataclass

from kabar.annotate.dateline import find_origin
from kabar.annotate.embedding import Embedder, embedding_text, open_embedder
from kabar.annotate.entities import find_entities, with_title
from kabar.annotate.language import identify, sample
from kabar.annotate.said import find_quotes
from kabar.annotate.settings import AnnotateSettings
from kabar.annotate.topics import TopicFinder
from kabar.model.article import Amount, Annotations, Entity, Vector
from kabar.text.numbers import numbers

LONGEST = 20_000  # characters searched for names: a book pasted into a feed must not hold up the rest

MOST_AMOUNTS = 40  # of one article


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is annotated."""

    title: str = ""
    text: str = ""
    language_hint: str | None = None  # as the feed or page declares it, BCP 47


class Annotator:
    """Annotates documents in batches. Safe to call from several threads."""

    def __init__(self, settings: AnnotateSettings, embedder: Embedder) -> None:
        self.settings = settings
        self.embedder = embedder
        self.topics = TopicFinder(embedder)

    def annotate(self, documents: Sequence[Document]) -> list[Annotations]:
        """What models say about each document, in their order."""
        if not documents:
            return []
        vectors = self.embedder.embed(
            [embedding_text(document.title, document.text) for document in documents]
        )
        return [self._annotate(document, vectors[i]) for i, document in enumerate(documents)]

    def annotate_words(self, documents: Sequence[Document]) -> list[Annotations]:
        """The same without vectors and topics, which need the embedder: a third of the cost, and nothing to load."""
        return [self._annotate(document, None) for document in documents]

    def _annotate(self, document: Document, vector: Vector | None) -> Annotations:
        guess = identify(
            sample(document.title, document.text),
            hint=document.language_hint,
            prefer=self.settings.languages,
        )
        origin = find_origin(document.text)
        entities = self._entities(document, guess.language)
        return Annotations(
            language=guess.language,
            language_confidence=guess.confidence,
            entities=entities,
            topics=()
            if vector is None or not (document.title or document.text)
            else self.topics.find(vector),
            agency=origin.agency,
            dateline=origin.dateline,
            quotes=find_quotes(document.text[:LONGEST], entities),
            amounts=find_amounts(
                document.text[origin.body_start : LONGEST], guess.language, origin.body_start
            ),
            vector=vector,
            vector_model="" if vector is None else self.embedder.name,
        )

    def _entities(self, document: Document, language: str) -> tuple[Entity, ...]:
        most = self.settings.max_entities
        found = find_entities(document.text[:LONGEST], language=language, at_most=most)
        return with_title(found, document.title[:LONGEST], language=language, at_most=most)


def find_amounts(text: str, language: str, offset: int = 0) -> tuple[Amount, ...]:
    """The counts and amounts of *text* whose unit is one in every language; *offset* is added to their places."""
    found = [number for number in numbers(text, language=language) if number.known][:MOST_AMOUNTS]
    return tuple(
        Amount(start=one.start + offset, end=one.end + offset, value=one.value, unit=one.unit)
        for one in found
    )


def open_annotator(settings: AnnotateSettings | None = None) -> Annotator:
    """An annotator for these settings; models are read at the first use. Raises ConfigError."""
    chosen = settings or AnnotateSettings()
    return Annotator(chosen, open_embedder(chosen.embedder or None))
