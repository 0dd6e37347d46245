"""What the rules of an account do to stories; worked out once for each state of a story."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

from kabar.model.article import StoredArticle
from kabar.model.ids import AccountId
from kabar.model.story import StoryRecord
from kabar.rank.rules import Facts, Match, Rule, apply_to_story, needs_text, parse
from kabar.runtime import Runtime
from kabar.store import Transaction

KEPT_ACCOUNTS = 64
KEPT_STORIES = 4000  # of an account: some days of candidates

_Judged = dict[int, tuple[int, Match]]  # story -> (its revision, what the rules do)


class _Rulebook:
    """The parsed rules of one account with what they came to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rules = parse(text).rules
        self.judged: _Judged = {}


_LOCK = threading.Lock()
_BOOKS: WeakKeyDictionary[Runtime, OrderedDict[int, _Rulebook]] = WeakKeyDictionary()


def judge(
    db: Transaction, rt: Runtime, account: AccountId, records: Iterable[StoryRecord]
) -> dict[int, Match]:
    """Story -> what the account's rules do to it; stories that no rule meets are left out.

    A story is looked at again when it changed, and all are when the rules changed: both are part of the memory's
    key, so stored stories follow the rules as they are now.
    """
    text = "\n".join(line.text for line in db.rules.of(account) if line.enabled)
    if not text:
        return {}
    book = _book(rt, account, text)
    known = book.judged
    revisions = {record.id: record.revision for record in records}
    new = [n for n, revision in revisions.items() if n not in known or known[n][0] != revision]
    if new:
        found = try_out(db, book.rules, new)
        if len(known) + len(new) > KEPT_STORIES:
            known = {}
        # A new mapping instead of a changed one: another thread may be reading the old.
        known = {**known, **{n: (revisions[n], found.get(n, Match())) for n in new}}
        book.judged = known
    return {n: known[n][1] for n in revisions if known[n][1].rules}


def try_out(db: Transaction, rules: Sequence[Rule], stories: Sequence[int]) -> dict[int, Match]:
    """What *rules* do to *stories*, looked up now."""
    reports = db.rules.reports(stories, with_text=needs_text(rules))
    return {number: apply_to_story(rules, facts) for number, facts in _facts(reports).items()}


def _facts(reports: Mapping[int, Sequence[tuple[StoredArticle, str]]]) -> dict[int, list[Facts]]:
    return {
        number: [_facts_of(article, source) for article, source in articles]
        for number, articles in reports.items()
    }


def _facts_of(article: StoredArticle, source: str) -> Facts:
    number = () if article.source_id is None else (str(article.source_id),)
    return Facts(
        title=article.title,
        text=article.text,
        authors=article.authors,
        outlet=article.outlet,
        source=(*number, source) if source else number,
        agency=article.agency or "",
        topics=tuple(part for topic in article.topics for part in (topic.code, topic.label)),
        names=tuple(part for e in article.entities for part in (e.name, e.wikidata) if part),
        language=article.language,
        section=article.section or "",
        url=article.url or "",
    )


def _book(rt: Runtime, account: AccountId, text: str) -> _Rulebook:
    with _LOCK:
        books = _BOOKS.setdefault(rt, OrderedDict())
        book = books.get(account)
        if book is None or book.text != text:
            book = books[account] = _Rulebook(text)
        books.move_to_end(account)
        while len(books) > KEPT_ACCOUNTS:
            books.popitem(last=False)
        return book
