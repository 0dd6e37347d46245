"""A plain text file -> article (first version: title and paragraphs)."""

from kabar.extract.language import language_of
from kabar.model.article import Extraction


def from_text(text: str) -> Extraction:
    """The article in *text*."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    title, body = (lines[0], lines[1:]) if lines else ("", [])
    return Extraction(
        title=title,
        text="\n".join(body),
        html="".join(f"<p>{line}</p>" for line in body),
        language=language_of(text),
        extractor="text",
        quality=0.5,
    )
