"""Feeds over the filled sample: the front page, a topic, a story that is followed, a search; and their end."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from kabar.errors import InputError, NotFoundError
from kabar.model.account import Follow, Target
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import feeds, following, frontpage, ruling
from kabar.web.app import create_app


def test_front_page_as_a_feed(newsroom: Runtime, owner: AccountId) -> None:
    token = feeds.make(newsroom, owner, None, "").token
    document = feeds.document(newsroom, token)
    cards = frontpage.front_page(newsroom, owner).cards

    assert [f"/story/{card.id}" for card in cards] == [item.path for item in document.items]
    assert any(item.reasons for item in document.items)
    assert not [r for item in document.items for r in item.reasons if "ago" in r]
    first = next(item for item in document.items if item.external_url)
    assert first.external_url is not None
    assert first.external_url.startswith("http")


def test_section_feed_obeys_rules(newsroom: Runtime, owner: AccountId) -> None:
    card = next(
        c for c in frontpage.front_page(newsroom, owner).cards if c.section is not None and c.articles == 1
    )
    assert card.section is not None
    token = feeds.make(newsroom, owner, Target.TOPIC, card.section.key).token

    assert f"/story/{card.id}" in [item.path for item in feeds.document(newsroom, token).items]
    ruling.save(newsroom, owner, f'hide title:"{card.headline}"')
    assert f"/story/{card.id}" not in [item.path for item in feeds.document(newsroom, token).items]


def test_followed_story_brings_only_what_is_new(newsroom: Runtime, owner: AccountId) -> None:
    card = next(c for c in frontpage.front_page(newsroom, owner).cards if c.independent > 1)
    key = str(card.id)
    following.follow(newsroom, owner, Target.STORY, key)
    token = feeds.make(newsroom, owner, Target.STORY, key).token

    assert () == feeds.document(newsroom, token).items
    with newsroom.store.write() as db:  # as if it had been followed a month ago
        db.follows.remove(owner, Target.STORY, key)
        earlier = newsroom.clock() - timedelta(days=30)
        wish = Follow(target=Target.STORY, key=key, label="x", created_at=earlier)
        db.follows.put(owner, wish, at=earlier)
        originals = {a.id for a in db.reading.of_story(card.id) if a.copy_of is None}
    items = feeds.document(newsroom, token).items

    assert {f"/article/{number}" for number in originals} == {item.path for item in items}
    assert {("New in a story you follow",)} == {item.reasons for item in items}


def test_search_has_a_feed_once_it_is_followed(newsroom: Runtime, owner: AccountId) -> None:
    with pytest.raises(InputError, match="follow the search first"):
        feeds.make(newsroom, owner, Target.SEARCH, "lang:id")
    following.follow(newsroom, owner, Target.SEARCH, "lang:id")
    token = feeds.make(newsroom, owner, Target.SEARCH, "lang:id").token

    assert feeds.document(newsroom, token).items


def test_ended_feed_is_like_one_that_never_was(newsroom: Runtime, owner: AccountId) -> None:
    view = feeds.make(newsroom, owner, None, "")
    assert view.made is not None
    feeds.revoke(newsroom, owner, view.made.id)

    with pytest.raises(NotFoundError):
        feeds.document(newsroom, view.token)
    with pytest.raises(NotFoundError):
        feeds.revoke(newsroom, owner, view.made.id)


def test_reader_without_a_session_reads_it_over_http(newsroom: Runtime, owner: AccountId) -> None:
    token = feeds.make(newsroom, owner, None, "").token
    client = TestClient(create_app(newsroom), base_url="http://127.0.0.1:8080")
    answer = client.get(f"/feed/{token}.json")

    assert 200 == answer.status_code
    assert answer.json()["items"]
    assert "owner" not in answer.text
    assert 200 == client.get(f"/feed/{token}").status_code
    with newsroom.store.read() as db:
        assert [True] == [feed.used_at is not None for feed in db.feeds.of(owner)]
