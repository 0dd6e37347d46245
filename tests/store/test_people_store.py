"""Accounts, sessions, links, follows, marks, undo, secrets."""

from datetime import timedelta

import pytest

from fakes import NOW
from kabar.errors import ConflictError, NotFoundError
from kabar.model.account import Follow, Mark, MarkKind, Target, Taste
from kabar.model.ids import AccountId
from kabar.store import Store


def test_name_in_other_letters_is_taken(store: Store, account: AccountId) -> None:
    with store.write() as db, pytest.raises(ConflictError):
        db.accounts.create("ＡＹＵ ", is_admin=False, at=NOW)


def test_link_works_once(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.links.create(account, b"h", at=NOW, expires_at=NOW + timedelta(minutes=30))

        assert [account, None] == [db.links.take(b"h", now=NOW), db.links.take(b"h", now=NOW)]


def test_link_expires(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.links.create(account, b"h", at=NOW, expires_at=NOW + timedelta(minutes=30))

        assert db.links.take(b"h", now=NOW + timedelta(minutes=31)) is None


def test_session_of_another_account_cannot_be_ended(store: Store, account: AccountId) -> None:
    with store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=NOW)
        session = db.sessions.create(
            account, b"t", at=NOW, expires_at=NOW + timedelta(days=1), user_agent="x"
        )

        assert not db.sessions.delete(other, session)
        assert db.sessions.find(b"t", now=NOW) is not None
        assert db.sessions.find(b"t", now=NOW + timedelta(days=2)) is None


def test_deleted_account_leaves_nothing_personal(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.follows.put(account, Follow(target=Target.TOPIC, key="1", label="x"), at=NOW)
        db.marks.add(account, Mark(story=1, kind=MarkKind.READ, at=NOW))
        db.accounts.delete(account)

        assert (db.follows.of(account), db.marks.count(account)) == ((), 0)


def test_second_mark_of_a_kind_only_moves_its_time(store: Store, account: AccountId) -> None:
    later = NOW + timedelta(hours=1)
    with store.write() as db:
        added = [db.marks.add(account, Mark(story=1, kind=MarkKind.READ, at=at)) for at in (NOW, later)]

        assert added == [True, False]
        assert {1: {MarkKind.READ: later}} == db.marks.on_stories(account, [1])


def test_undo_is_taken_once_and_for_seven_days(store: Store, account: AccountId) -> None:
    with store.write() as db:
        number = db.undo.add(account, "mute", "Demak", {"target": "topic"}, at=NOW)
        with pytest.raises(NotFoundError):
            db.undo.take(account, number, now=NOW + timedelta(days=8))
        assert db.undo.take(account, number, now=NOW) == {"what": "mute", "target": "topic"}
        with pytest.raises(ConflictError):
            db.undo.take(account, number, now=NOW)


def test_undo_of_another_account_is_not_there(store: Store, account: AccountId) -> None:
    with store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=NOW)
        number = db.undo.add(account, "mute", "Demak", {}, at=NOW)
        with pytest.raises(NotFoundError):
            db.undo.take(other, number, now=NOW)


def test_secret_stays_the_same(store: Store) -> None:
    with store.write() as db:
        first = db.secrets.get("pictures")
    with store.write() as db:
        assert (32, first) == (len(first), db.secrets.get("pictures"))


def test_taste_comes_back_as_it_was_saved(store: Store, account: AccountId) -> None:
    taste = Taste(weights={"topic:1": 0.5}, signals={"freshness": 2.0}, learned_at=NOW)
    with store.write() as db:
        db.follows.save_taste(account, taste, edited=("topic:1",))

        assert (taste, ("topic:1",)) == (db.follows.taste(account), db.follows.edited(account))
