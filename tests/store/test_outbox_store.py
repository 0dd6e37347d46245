"""The outbox and its channels on both databases: nothing twice, nothing of another account."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from fakes import NOW, add_articles, add_story
from kabar.errors import NotFoundError
from kabar.model.account import Follow, Target
from kabar.model.ids import AccountId
from kabar.model.notices import Channel, ChannelKind, Issue, Message, NoticeSettings, Sending, Told
from kabar.store import Store, Transaction
from kabar.store.schema_notices import outbox

MESSAGE = Message(title="Banjir", text="Air naik.\n")


def channel(db: Transaction, account: AccountId, kind: ChannelKind = ChannelKind.MAIL) -> Channel:
    return db.channels.add(
        account, kind, label="ayu", address={"to": "a@b.example"}, alerts=True, digests=False, at=NOW
    )


def test_same_subject_goes_once_through_a_channel(store: Store, account: AccountId) -> None:
    with store.write() as db:
        way = channel(db, account)
        first = db.outbox.put(way, "alert", "alert:1", MESSAGE, at=NOW)
        second = db.outbox.put(way, "alert", "alert:1", MESSAGE, at=NOW)

    assert first is not None
    assert second is None


def test_taken_message_is_taken_by_nobody_else(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.outbox.put(channel(db, account), "alert", "k", MESSAGE, at=NOW)
    with store.write() as db:
        (item,) = db.outbox.take(now=NOW)
    with store.write() as db:
        again = db.outbox.take(now=NOW)

    assert MESSAGE == item.message
    assert [] == again


def test_message_that_was_cut_off_is_settled_by_its_kind(store: Store, account: AccountId) -> None:
    with store.write() as db:
        for kind in (ChannelKind.MAIL, ChannelKind.FILE):
            db.outbox.put(channel(db, account, kind), "alert", "k", MESSAGE, at=NOW)
        db.outbox.take(now=NOW)
    with store.write() as db:
        early = db.outbox.recover(now=NOW + timedelta(minutes=9), harmless=[ChannelKind.FILE], why="ended")
        late = db.outbox.recover(now=NOW + timedelta(minutes=11), harmless=[ChannelKind.FILE], why="ended")
        states = {row.channel: row.state for row in db.outbox.of(account)}

    assert (0, 1) == (early, late)
    assert [Sending.UNCERTAIN, Sending.WAITING] == [states[n] for n in sorted(states)]


def test_text_is_forgotten_when_it_was_sent(store: Store, account: AccountId) -> None:
    with store.write() as db:
        number = db.outbox.put(channel(db, account), "alert", "k", MESSAGE, at=NOW)
        assert number is not None
        db.outbox.sent(number, at=NOW)
        assert not db.outbox.send_again(account, number, at=NOW)
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(outbox.c.content)).scalar_one() is None


def test_channels_of_others_do_not_exist(store: Store, account: AccountId) -> None:
    with store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=NOW)
        mine = channel(db, account)
        with pytest.raises(NotFoundError):
            db.channels.get(other, mine.id)
        with pytest.raises(NotFoundError):
            db.channels.remove(other, mine.id)
        number = db.outbox.put(mine, "alert", "k", MESSAGE, at=NOW)
        assert number is not None
        db.outbox.failed(number, "no")
        assert not db.outbox.send_again(other, number, at=NOW)


def test_settings_come_back_as_they_were(store: Store, account: AccountId) -> None:
    wish = NoticeSettings(cap=3, quiet_from=None, rhythm="weekly", since=NOW, digest_slot=NOW)
    with store.write() as db:
        before = db.channels.settings(account)
        db.channels.save_settings(account, wish)
    with store.read() as db:
        assert (NoticeSettings(), wish) == (before, db.channels.settings(account))
        assert {account: wish} == db.channels.wishes()


def test_one_digest_for_a_moment(store: Store, account: AccountId) -> None:
    issue = Issue(at=NOW, since=NOW - timedelta(days=1))
    with store.write() as db:
        first = db.digests.add(account, issue, slot=NOW)
        second = db.digests.add(account, issue, slot=NOW)
        assert first is not None
        assert second is None
        assert NOW == db.digests.get(account, first).at


def test_what_was_said_of_a_story_follows_its_merge(store: Store, account: AccountId) -> None:
    articles = add_articles(store, 2)
    ended, into = add_story(store, articles[:1]), add_story(store, articles[1:])
    with store.write() as db:
        follow = Follow(target=Target.STORY, key=str(ended), label="Banjir", alert=True)
        db.follows.put(account, follow, at=NOW)
        db.alerts.add(account, [Told(story=ended, at=NOW, kind="new")])
        db.stories.redirect(ended, into)
        (followed,) = db.follows.of(account)

        assert str(into) == followed.key
        assert [into] == list(db.alerts.about(account, [ended, into]))


def test_time_of_the_alert_switch_is_kept(store: Store, account: AccountId) -> None:
    follow = Follow(target=Target.LANGUAGE, key="id", label="id")
    later = NOW + timedelta(hours=1)
    with store.write() as db:
        db.follows.put(account, follow, at=NOW)
        db.follows.put(account, Follow(target=Target.LANGUAGE, key="id", label="id", alert=True), at=later)
        (found,) = db.follows.of(account)
        seen = db.follows.seen_at(account, Target.LANGUAGE, "id")

    assert (later, NOW) == (found.alert_at, seen)
