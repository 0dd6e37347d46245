"""Feeds for other programs: of the front page and of anything that can be followed, read with a private token."""

from datetime import timedelta

from kabar import i18n
from kabar.errors import InputError, NotFoundError
from kabar.model.account import Target
from kabar.model.frontpage import Reason
from kabar.model.ids import AccountId
from kabar.model.syndication import FeedDocument, FeedItem, FeedRow, FeedsView
from kabar.model.views import StoryCard
from kabar.rank.explain import sentence
from kabar.runtime import Runtime
from kabar.service import credentials
from kabar.service.cards import make_cards, read_reader
from kabar.service.following import checked_key
from kabar.service.frontpage import front_page, name_of, rank_stories
from kabar.store import Transaction

MOST_FEEDS = 500  # of an account
MOST_ITEMS = 30
MOST_ISSUES = 20
DIGESTS = "digests"  # the key of the feed of one's digests, which has no target
NOTE_USE_EVERY = timedelta(hours=1)


def feeds(rt: Runtime, account: AccountId, *, target: Target | None = None, key: str = "") -> FeedsView:
    """The account's feeds; with *target* and *key*, also what the asked one is called."""
    with rt.store.read() as db:
        label = _label(db, account, target, key) if target is not None else ""
        rows = tuple(db.feeds.of(account))
    return FeedsView(rows=rows, asked=(target, key, label))


def make(rt: Runtime, account: AccountId, target: Target | None, key: str) -> FeedsView:
    """A new address for the front page (None) or something that can be followed; its token is shown this once."""
    if target is not None:
        key = checked_key(target, key)
    elif key not in ("", DIGESTS):
        raise InputError("There is no feed of that.")
    token = credentials.new_token()
    with rt.store.write() as db:
        if len(db.feeds.of(account)) >= MOST_FEEDS:
            raise InputError(f"an account has at most {MOST_FEEDS} feeds; end some first")
        if target is Target.SEARCH and db.follows.get(account, target, key) is None:
            raise InputError("follow the search first; then it has a feed")
        label = "" if target is None else _label(db, account, target, key)
        made = db.feeds.create(
            account, credentials.token_hash(token), target=target, key=key, label=label, at=rt.clock()
        )
        rows = tuple(db.feeds.of(account))
    return FeedsView(rows=rows, made=made, token=token)


def rotate(rt: Runtime, account: AccountId, feed: int) -> FeedsView:
    """A new address for a feed; the old one stops working at once."""
    token = credentials.new_token()
    with rt.store.write() as db:
        made = db.feeds.set_token(account, feed, credentials.token_hash(token), at=rt.clock())
        rows = tuple(db.feeds.of(account))
    if made is None:
        raise NotFoundError("there is no such feed")
    return FeedsView(rows=rows, made=made, token=token)


def revoke(rt: Runtime, account: AccountId, feed: int) -> FeedRow:
    """End a feed: its address stops working at once, for good."""
    with rt.store.write() as db:
        ended = db.feeds.delete(account, feed)
    if ended is None:
        raise NotFoundError("there is no such feed")
    return ended


def document(rt: Runtime, token: str) -> FeedDocument:
    """What the feed with that token says now; NotFoundError for any other token."""
    now = rt.clock()
    with rt.store.read() as db:
        feed = db.feeds.find(credentials.token_hash(token))
        if feed is None:
            raise NotFoundError("There is no such feed.")
    if feed.used_at is None or now - feed.used_at > NOTE_USE_EVERY:
        with rt.store.write() as db:
            db.feeds.used(feed.id, at=now)
    account = AccountId(feed.account)
    if feed.target is None:
        return _digests(rt, account, feed) if feed.key == DIGESTS else _front_page(rt, account, feed)
    with rt.store.read() as db:
        if feed.target is Target.STORY:
            return _reports(db, account, feed)
        return _stories(db, rt, account, feed)


def _label(db: Transaction, account: AccountId, target: Target, key: str) -> str:
    follow = db.follows.get(account, target, key)
    if follow is not None and follow.label:
        return follow.label
    return name_of(db, target, key, db.accounts.get(account).locale)[0]


def _digests(rt: Runtime, account: AccountId, feed: FeedRow) -> FeedDocument:
    """The newest digests, each as one item that holds all of it."""
    with rt.store.read() as db:
        issues = db.digests.newest(account, limit=MOST_ISSUES)
        person = db.accounts.get(account)
        items = tuple(
            FeedItem(
                path=f"/digests/{issue.id}",
                title=i18n.moment(issue.at, locale=person.locale, timezone=person.timezone),
                language=person.locale,
                published_at=issue.at,
                updated_at=issue.at,
                stories=issue.stories,
            )
            for issue in issues
        )
        return _document(db, account, feed, items, path="/alerts")


def _front_page(rt: Runtime, account: AccountId, feed: FeedRow) -> FeedDocument:
    cards = front_page(rt, account).cards[:MOST_ITEMS]
    with rt.store.read() as db:
        return _of_cards(db, account, feed, cards, path="/")


def _stories(db: Transaction, rt: Runtime, account: AccountId, feed: FeedRow) -> FeedDocument:
    """Stories about one thing, newest first, without those that mutes and rules take away."""
    assert feed.target is not None
    reader = read_reader(db, account)
    ranking = rank_stories(db, rt, account)
    found, _ = db.stories.about(feed.target, feed.key, limit=MOST_ITEMS)
    hidden = ranking.why_hidden
    records = [record for record in found if reader.may_see(record) and record.id not in hidden]
    scored = {one.story.id: one for one in ranking.scored}
    cards = make_cards(db, reader, records, scored=scored, tags=ranking.tags)
    return _of_cards(db, account, feed, cards, path=f"/{feed.target.value}/{feed.key}")


def _of_cards(
    db: Transaction, account: AccountId, feed: FeedRow, cards: tuple[StoryCard, ...], *, path: str
) -> FeedDocument:
    lead = [card.lead_article for card in cards if card.lead_article is not None]
    known = db.reading.articles(lead)
    urls = {number: article.url for number, article in known.items()}
    items = tuple(_item(card, urls.get(card.lead_article or 0)) for card in cards)
    return _document(db, account, feed, items, path=path)


def _item(card: StoryCard, url: str | None) -> FeedItem:
    return FeedItem(
        path=f"/story/{card.id}",
        title=card.headline,
        language=card.language,
        published_at=card.first_at,
        updated_at=card.last_at,
        external_url=url,
        points=tuple((point.text, point.outlet) for point in card.points),
        outlets=card.outlets,
        reports=card.articles,
        reasons=tuple(reason.text for reason in card.reasons if _lasts(reason)),
        tags=card.tags,
    )


def _lasts(reason: Reason) -> bool:
    """Whether the words stay true in a program that keeps them: "new 5 minutes ago" does not."""
    return reason.signal != "freshness" and reason.part > 0


def _reports(db: Transaction, account: AccountId, feed: FeedRow) -> FeedDocument:
    """What is new in a story since it was followed: reports of its own, copies left out."""
    reader = read_reader(db, account)
    story = db.stories.get(int(feed.key))
    if not reader.may_see(story):
        raise NotFoundError("There is no such feed.")
    wish = db.follows.get(account, Target.STORY, feed.key)
    since = (wish.created_at if wish is not None else None) or feed.created_at
    reason = sentence("follow.story", reader.account.locale)
    new = [
        article
        for article in db.reading.of_story(story.id)
        if article.first_seen_at > since
        and article.copy_of is None
        and (article.source_id is None or article.source_id in reader.sources)
    ]
    items = tuple(
        FeedItem(
            path=f"/article/{article.id}",
            title=article.title,
            language=article.language,
            published_at=article.at,
            updated_at=article.changed_at or article.at,
            external_url=article.url,
            outlets=(article.outlet,) if article.outlet else (),
            reasons=(reason,),
        )
        for article in sorted(new, key=lambda article: article.at, reverse=True)[:MOST_ITEMS]
    )
    return _document(db, account, feed, items, path=f"/story/{story.id}")


def _document(
    db: Transaction, account: AccountId, feed: FeedRow, items: tuple[FeedItem, ...], *, path: str
) -> FeedDocument:
    """The feed changes when something in it does, not with each look."""
    newest = max((item.updated_at for item in items if item.updated_at), default=feed.created_at)
    locale = db.accounts.get(account).locale
    return FeedDocument(title=feed.label, path=path, locale=locale, updated_at=newest, items=items)
