"""The text that stays of an article: of its page as it is now, its page as it was, and its feed. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from kabar.errors import FetchError, SourceError
from kabar.extract import choose, from_feed
from kabar.extract.files import file_kind
from kabar.extract.pool import PageJob
from kabar.extract.rules import RULE, rule_for
from kabar.fetch import Answer
from kabar.model.article import Extraction
from kabar.model.feed import Fetched
from kabar.model.outlet_rules import OutletRule
from kabar.model.source import Waiting

WHOLE = ("article", "live", "video")
CUT = 0.6  # of the words there were before: a beginning that is shorter is a sample
SAME = 0.8  # of a sample's words that are the beginning; what asks for money stands at its end


def page_job(page: Fetched, rules: Mapping[str, OutletRule]) -> PageJob:
    """*page* for extraction, with the rule of its outlet if there is one."""
    return PageJob(
        html=page.body, url=page.url, content_type=page.content_type, rule=rule_for(page.url, rules)
    )


def page_or_error(answer: Answer) -> Answer:
    """An error where the link leads to a file: it is not read, and the reason names what it is."""
    kind = file_kind(answer.body) if isinstance(answer, Fetched) else None
    if kind is None or not isinstance(answer, Fetched):
        return answer
    return FetchError(answer.url, f"the link leads to {kind}, not to a page", kind="not_a_page")


def is_whole(page: Extraction | SourceError) -> bool:
    """Whether an article was read, and not a wall, a sample of it, an error or an empty shell."""
    return isinstance(page, Extraction) and page.kind in WHOLE and bool(page.text)


def is_less(page: Extraction | SourceError, before: str) -> bool:
    """Whether a page gives no article, or only the beginning of the text that stood there before."""
    if not isinstance(page, Extraction) or not is_whole(page):
        return True
    words, had = page.text.split(), before.split()
    sure = int(len(words) * SAME)
    return len(words) < CUT * len(had) and words[:sure] == had[:sure]


def settled(item: Waiting, answer: Answer | None, page: Extraction | SourceError | None) -> Extraction:
    """The page's text if it is one, else the feed's own, with the reason."""
    feed = from_feed(item.entry, url=item.url)
    if isinstance(page, Extraction):
        return settle(page, feed)
    reason = str(page or answer) if isinstance(page or answer, SourceError) else None
    return choose(None, feed, reason)


def settle(page: Extraction, feed: Extraction) -> Extraction:
    """The better of the two; a text that a person's own rule chose is not weighed against the feed's."""
    by_rule = page.extractor == RULE and page.text and page.kind in ("article", "live")
    return choose(page, replace(feed, text="", html="") if by_rule else feed)
