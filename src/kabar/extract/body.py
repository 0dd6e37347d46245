"""Which blocks of a page are the article: the model's answers, and what the rest of the page says."""

from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from kabar.extract.features import Statements, plain
from kabar.extract.page import Page, article_thing


def statements_of(page: Page, *, ask_others: bool = True) -> Statements:
    """What the page says about its article outside of its blocks.

    ask_others: also run the second extractor, whose time grows with the square of the nesting.
    """
    thing = article_thing(page) or {}
    titles = (page.title, page.meta("og:title"), thing.get("headline"))
    return Statements(
        titles=frozenset(plain(one) for one in titles if isinstance(one, str) and one),
        description=plain(page.meta("og:description", "description") or "")[:400],
        article_body=plain(declared_text(thing)),
        voted=plain(_voted(page.source)) if ask_others else "",
    )


def declared_text(thing: dict[str, Any]) -> str:
    """The text that structured data carries, without tags."""
    body = thing.get("articleBody")
    return body if isinstance(body, str) else ""


def _voted(source: bytes) -> str:
    try:
        return str(
            extract_plain_text(
                HTMLTree.parse_from_bytes(source, "utf-8"),  # text would be encoded once more
                preserve_formatting=False,
                main_content=True,
                alt_texts=False,
                list_bullets=False,
            )
        )
    except (ValueError, RuntimeError):  # a page that its parser refuses
        return ""
