"""Rules as they are kept."""

from datetime import timedelta

from fakes import NOW
from kabar.model.ids import AccountId
from kabar.store import Store


def test_lines_keep_their_order_and_the_time_they_were_made(store: Store, account: AccountId) -> None:
    later = NOW + timedelta(days=1)
    with store.write() as db:
        db.rules.save(account, ["# mine", "hide a", ""], at=NOW)
        db.rules.save(account, ["hide b", "hide a"], at=later)
        lines = db.rules.of(account)

    assert [("hide b", later), ("hide a", NOW)] == [(line.text, line.created_at) for line in lines]


def test_remarks_and_blank_lines_are_off(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.rules.save(account, [" # hide a", "", "hide a"], at=NOW)

        assert [False, False, True] == [line.enabled for line in db.rules.of(account)]


def test_rules_go_with_their_account(store: Store, account: AccountId) -> None:
    with store.write() as db:
        db.rules.save(account, ["hide a"], at=NOW)
        db.accounts.delete(account)

        assert [] == db.rules.of(account)
