"""Saved searches over the filled sample: followed, muted, counted, and compared with new stories."""

import pytest

from kabar.errors import InputError, NotFoundError
from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import following, frontpage, undoing
from kabar.text.tokens import tokens


def _hidden_word(rt: Runtime, account: AccountId) -> tuple[int, str]:
    """A story and a word that only the text of one of its articles has, no headline."""
    cards = frontpage.front_page(rt, account, order="time").cards
    with rt.store.read() as db:
        for card in reversed(cards):
            articles = db.reading.of_story(card.id)
            titles = {term for article in articles for term in tokens(article.title)}
            for text in db.reading.texts([article.id for article in articles]).values():
                for word in sorted(set(tokens(text)) - titles):
                    if len(word) > 7 and word.isalpha() and word.isascii():
                        return card.id, word
    raise AssertionError("the sample has no such word")


def test_followed_search_looks_into_texts_and_gives_its_reason(newsroom: Runtime, owner: AccountId) -> None:
    story, word = _hidden_word(newsroom, owner)
    following.follow(newsroom, owner, Target.SEARCH, word)
    card = next(c for c in frontpage.front_page(newsroom, owner, order="time").cards if c.id == story)

    assert f"Matches your saved search {word}" in [reason.text for reason in card.reasons]
    assert story in {
        c.id for c in frontpage.section(newsroom, owner, Target.SEARCH, word).cards
    }  # and has a page


def test_muted_search_takes_away_and_undo_brings_back(newsroom: Runtime, owner: AccountId) -> None:
    story, word = _hidden_word(newsroom, owner)
    entry = following.mute(newsroom, owner, Target.SEARCH, word)

    assert story in {card.id for card in frontpage.hidden(newsroom, owner).cards}
    assert entry is not None
    undoing.undo(newsroom, owner, entry)
    assert story not in {card.id for card in frontpage.hidden(newsroom, owner).cards}
    with newsroom.store.read() as db:
        assert {} == db.searches.hits([word], since=newsroom.clock() - frontpage.HORIZON)


def test_retold_story_is_compared_again(newsroom: Runtime, owner: AccountId) -> None:
    from kabar.pipeline import tell_stories

    story, word = _hidden_word(newsroom, owner)
    following.follow(newsroom, owner, Target.SEARCH, word)
    with newsroom.store.write() as db:
        db.stories.make_stale([story])
    tell_stories(newsroom)
    with newsroom.store.read() as db:
        assert story in db.searches.hits([word], since=newsroom.clock() - frontpage.HORIZON)


def test_search_that_asks_nothing_cannot_be_followed(newsroom: Runtime, owner: AccountId) -> None:
    with pytest.raises(InputError, match="nothing to search for"):
        following.follow(newsroom, owner, Target.SEARCH, "!!")


def test_search_that_was_not_saved_has_no_page(newsroom: Runtime, owner: AccountId) -> None:
    with pytest.raises(NotFoundError):
        frontpage.section(newsroom, owner, Target.SEARCH, "panen")
