"""A rule tried out on one page: block by block, what it adds to the article and what it takes away."""

from kabar.extract.article import extract_article
from kabar.extract.decode import decode
from kabar.extract.page import parse_page
from kabar.extract.rules import leave_out, pieces_of
from kabar.model.outlet_rules import OutletRule, TriedPage
from kabar.text.tokens import tokens


def try_on(
    html: bytes | str,
    url: str | None,
    content_type: str | None,
    rule: OutletRule | None,
    today: OutletRule | None,
    article: int,
) -> TriedPage:
    """The page read by the rule of *today* and by *rule*, side by side."""
    before = extract_article(html, url=url, content_type=content_type, rule=today)
    after = extract_article(html, url=url, content_type=content_type, rule=rule)
    text = decode(html, content_type)
    unmatched = leave_out(parse_page(text, url), rule).unmatched if rule else ()
    return TriedPage(
        article=article,
        title=after.title or before.title,
        language=after.language,
        url=url or "",
        pieces=pieces_of(parse_page(text, url), before.text, after.text),
        unmatched=unmatched,
        words_before=len(tokens(before.text)),
        words_after=len(tokens(after.text)),
    )
