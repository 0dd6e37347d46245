"""How articles are annotated here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotateSettings:
    """What the person who runs Kabar may choose."""

    languages: tuple[str, ...] = ()  # expected, BCP 47: tips the scale for short texts; empty: any
    embedder: str | None = None  # name for `open_embedder`; None: the built-in one
    max_entities: int = 60  # an article's most named ones are kept
