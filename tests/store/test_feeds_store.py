"""Feeds with tokens as they are kept."""

from fakes import NOW
from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.store import Store


def test_feed_is_found_by_the_hash_alone_until_it_ends(store: Store, account: AccountId) -> None:
    with store.write() as db:
        made = db.feeds.create(account, b"h", target=Target.TOPIC, key="1", label="x", at=NOW)
        other = db.accounts.create("Budi", is_admin=False, at=NOW)

        assert made == db.feeds.find(b"h")
        assert db.feeds.find(b"other") is None
        assert db.feeds.delete(other, made.id) is None, "another's feed cannot be ended"
        assert made == db.feeds.delete(account, made.id)
        assert db.feeds.find(b"h") is None


def test_front_page_has_no_target(store: Store, account: AccountId) -> None:
    with store.write() as db:
        made = db.feeds.create(account, b"h", target=None, key="", label="", at=NOW)
        db.feeds.used(made.id, at=NOW)

        assert [(None, NOW)] == [(feed.target, feed.used_at) for feed in db.feeds.of(account)]


def test_feeds_go_with_their_account(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.feeds.create(account, b"h", target=None, key="", label="", at=NOW)
        db.accounts.delete(account)

        assert db.feeds.find(b"h") is None
