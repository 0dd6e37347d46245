"""How articles are annotated here."""

from dataclasses import dataclass

# Languages in which countries and territories are called by name, BCP 47; CLDR has more.
NAME_LANGUAGES = tuple(
    "en id ms de es fr it nl pl pt ru uk tr vi ar fa he hi bn ur ta th zh-Hans zh-Hant ja ko el cs sk hu ro bg sr hr sl "
    "sv da nb fi et lv lt sq mk sw fil ca".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotateSettings:
    """What the person who runs Kabar may choose."""

    languages: tuple[str, ...] = ()  # expected, BCP 47: tips the scale for short texts; empty: any
    embedder: str | None = None  # name for `open_embedder`; None: the built-in one
    max_entities: int = 60  # an article's most named ones are kept
