"""An article that changes with every visit: its page compares a few of its states."""

from datetime import UTC, datetime, timedelta

from kabar.model.article import StoredArticle, StoredVersion
from kabar.service.reading import MOST_COMPARED, _versions

NOW = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)


def states(count: int) -> list[StoredVersion]:
    """Earlier states, newest first; the text tells the number of each, from 0."""
    return [
        StoredVersion(
            seen_at=NOW + timedelta(minutes=number),
            replaced_at=NOW + timedelta(minutes=number + 1),
            title="Count",
            text=f"Votes counted: {number}."
            + (" Correction: the harbour was left out." if number >= 7 else ""),
        )
        for number in reversed(range(count))
    ]


def article(count: int) -> StoredArticle:
    text = f"Votes counted: {count}. Correction: the harbour was left out."
    return StoredArticle(
        id=1, title="Count", language="en", outlet="Gazette", at=NOW, first_seen_at=NOW, text=text
    )


def test_few_states_are_compared_one_by_one() -> None:
    views = _versions(article(MOST_COMPARED), states(MOST_COMPARED), read_at=None)

    assert [NOW + timedelta(minutes=number) for number in range(MOST_COMPARED, 0, -1)] == [
        one.at for one in views
    ]


def test_what_came_before_the_newest_is_one_change_since_the_first() -> None:
    views = _versions(article(500), states(500), read_at=None)
    first = views[-1]
    said = {(change.op, change.text.strip()) for change in first.changes}

    assert MOST_COMPARED == len(views)
    assert first.at == views[-2].at - timedelta(minutes=1)
    assert "correction" == first.kind
    assert ("removed", "0.") in said
