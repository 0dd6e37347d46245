"""What a person does, over the filled sample: follow, mute, mark, undo, correct, search, two accounts."""

import pytest

from kabar.errors import ConflictError, InputError, NotFoundError
from kabar.model.account import MarkKind, Target
from kabar.model.ids import AccountId
from kabar.pipeline import cluster_articles
from kabar.runtime import Runtime
from kabar.service import (
    following,
    frontpage,
    provenance,
    reading,
    searching,
    stories,
    subscribing,
    tasting,
    undoing,
)


def _first(rt: Runtime, account: AccountId) -> int:
    return frontpage.front_page(rt, account).cards[0].id


def _places(rt: Runtime, account: AccountId) -> list[int]:
    return [card.id for card in frontpage.front_page(rt, account).cards]


def test_followed_topic_rises_and_says_so(newsroom: Runtime, owner: AccountId) -> None:
    before = _places(newsroom, owner)
    card = next(c for c in reversed(frontpage.front_page(newsroom, owner).cards) if c.section is not None)
    assert card.section is not None
    following.follow(newsroom, owner, Target.TOPIC, card.section.key)
    after = frontpage.front_page(newsroom, owner)
    reasons = next(c for c in after.cards if c.id == card.id).reasons

    assert [c.id for c in after.cards].index(card.id) < before.index(card.id)
    assert any(reason.signal == "follows" for reason in reasons)


def test_muted_outlet_goes_but_stays_reachable(newsroom: Runtime, owner: AccountId) -> None:
    card = next(c for c in frontpage.front_page(newsroom, owner).cards if len(c.outlets) == 1)
    entry = following.mute(newsroom, owner, Target.OUTLET, card.outlets[0])
    hidden = frontpage.hidden(newsroom, owner).cards

    assert card.id not in _places(newsroom, owner)
    assert f"You muted {card.outlets[0]}" == next(c for c in hidden if c.id == card.id).hidden_by
    assert entry is not None
    undoing.undo(newsroom, owner, entry)
    assert card.id in _places(newsroom, owner)


def test_second_account_gets_another_page(newsroom: Runtime, owner: AccountId) -> None:
    with newsroom.store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=newsroom.clock())
        for source in db.subscriptions.of(owner):
            db.subscriptions.add(other, source, at=newsroom.clock())
    following.follow(newsroom, other, Target.TOPIC, "15000000")

    assert _places(newsroom, owner) != _places(newsroom, other)


def test_account_sees_only_what_its_sources_brought(newsroom: Runtime, owner: AccountId) -> None:
    with newsroom.store.write() as db:
        other = db.accounts.create("Citra", is_admin=False, at=newsroom.clock())

    assert ((), 0) == (
        frontpage.front_page(newsroom, other).cards,
        searching.search(newsroom, other, "Selmora").total,
    )


def test_mark_is_learned_and_undone(newsroom: Runtime, owner: AccountId) -> None:
    story = _first(newsroom, owner)
    entry = reading.mark(newsroom, owner, MarkKind.MORE, story=story)
    assert tasting.taste(newsroom, owner).lines
    assert entry is not None
    undoing.undo(newsroom, owner, entry)

    assert 0 == tasting.taste(newsroom, owner).marks
    with pytest.raises(ConflictError):
        undoing.undo(newsroom, owner, entry)


def test_hidden_story_leaves_the_page(newsroom: Runtime, owner: AccountId) -> None:
    story = _first(newsroom, owner)
    reading.mark(newsroom, owner, MarkKind.HIDDEN, story=story)

    assert story not in _places(newsroom, owner)


def test_all_read_is_one_undo(newsroom: Runtime, owner: AccountId) -> None:
    shown = _places(newsroom, owner)
    entry = reading.mark_all_read(newsroom, owner, shown)
    assert all(card.read for card in frontpage.front_page(newsroom, owner).cards)
    assert entry is not None
    undoing.undo(newsroom, owner, entry)

    assert not any(card.read for card in frontpage.front_page(newsroom, owner).cards)


def test_merge_is_kept_and_undone(newsroom: Runtime, owner: AccountId) -> None:
    one, other = _places(newsroom, owner)[:2]
    before = stories.story(newsroom, owner, one).card.articles
    entry = stories.merge(newsroom, owner, one, into=other)
    assert other == stories.story(newsroom, owner, one).card.id
    assert entry is not None
    undoing.undo(newsroom, owner, entry)

    with newsroom.store.read() as db:
        assert before == len(db.reading.of_story(one))


def _of_several(rt: Runtime, account: AccountId) -> int:
    cards = frontpage.front_page(rt, account).cards
    return next(card.id for card in cards if card.copies and card.independent > 2)


def test_parted_reports_take_their_copies_and_stay_apart(newsroom: Runtime, owner: AccountId) -> None:
    number = _of_several(newsroom, owner)
    view = stories.story(newsroom, owner, number)
    chosen = next(report for report in view.reports if report.copies)
    gone = {chosen.article, *(copy.article for copy in chosen.copies)}
    entry = stories.part(newsroom, owner, number, [chosen.article])
    with newsroom.store.read() as db:
        own = db.reading.article(chosen.article).story_id
        assert own is not None
        assert gone == {line.id for line in db.reading.of_story(own)}
    newsroom.window_revision = -1  # as if another process had done it: the window is filled anew
    cluster_articles(newsroom)
    decision = newsroom.window.settle()
    assert not [move for move in decision.placements if move.article in gone and move.story == number]
    assert own == stories.story(newsroom, owner, own).card.id

    assert entry is not None
    undoing.undo(newsroom, owner, entry)
    with newsroom.store.read() as db:
        assert gone <= {line.id for line in db.reading.of_story(number)}
        assert [] == db.corrections.all()


def test_merge_holds_when_stories_are_looked_at_again(newsroom: Runtime, owner: AccountId) -> None:
    one, other = _places(newsroom, owner)[:2]
    stories.merge(newsroom, owner, one, into=other)
    cluster_articles(newsroom)
    with newsroom.store.read() as db:
        joined = {line.id for line in db.reading.of_story(other)}
    newsroom.window.settle()

    assert {other} == {newsroom.window.story_of(number) for number in joined}
    assert all(view.by_hand for view in stories.story(newsroom, owner, other).reports)


def test_followed_story_that_is_merged_stays_followed(newsroom: Runtime, owner: AccountId) -> None:
    one, other = _places(newsroom, owner)[:2]
    following.follow(newsroom, owner, Target.STORY, str(one))
    stories.merge(newsroom, owner, one, into=other)

    assert "followed" == stories.story(newsroom, owner, one).card.follow[0].state


def test_all_reports_cannot_be_parted_from_their_story(newsroom: Runtime, owner: AccountId) -> None:
    number = _of_several(newsroom, owner)
    every = [report.article for report in stories.story(newsroom, owner, number).reports]

    with pytest.raises(InputError, match="leave at least one"):
        stories.part(newsroom, owner, number, every)
    with pytest.raises(InputError, match="choose at least one"):
        stories.part(newsroom, owner, number, [10**6])


def test_moving_every_report_joins_the_stories(newsroom: Runtime, owner: AccountId) -> None:
    one, other = _places(newsroom, owner)[:2]
    every = [report.article for report in stories.story(newsroom, owner, one).reports]
    stories.part(newsroom, owner, one, every, to=other)

    assert other == stories.story(newsroom, owner, one).card.id
    assert {"together"} == {word.kind for word in stories.corrections(newsroom, owner)}


def test_story_page_says_what_each_report_adds(newsroom: Runtime, owner: AccountId) -> None:
    view = stories.story(newsroom, owner, _of_several(newsroom, owner))
    known = {report.article for report in view.reports}

    assert "first" == view.timeline[-1].kind
    assert {item.article for item in view.timeline} <= known
    assert len(view.timeline) > 1
    assert sorted(known) == sorted(report.article for group in view.groups for report in group.reports)


def test_weight_set_by_hand_is_not_relearned(newsroom: Runtime, owner: AccountId) -> None:
    story = _first(newsroom, owner)
    reading.mark(newsroom, owner, MarkKind.MORE, story=story)
    key = tasting.taste(newsroom, owner).lines[0].key
    tasting.set_weight(newsroom, owner, key, -0.5)
    reading.mark(newsroom, owner, MarkKind.SAVED, story=story)
    line = next(line for line in tasting.taste(newsroom, owner).lines if line.key == key)

    assert (-0.5, True) == (line.weight, line.edited)


def test_article_of_a_story_that_was_not_told_yet_can_be_read(newsroom: Runtime, owner: AccountId) -> None:
    number = stories.story(newsroom, owner, _first(newsroom, owner)).reports[0].article
    with newsroom.store.write() as db:
        made = db.stories.create(at=newsroom.clock())
        db.stories.move_articles([number], to=made)

    assert reading.article(newsroom, owner, number).story is None
    assert reading.mark(newsroom, owner, MarkKind.SAVED, article=number) is not None
    assert provenance.provenance(newsroom, owner, number).story is None


def test_article_page_has_text_html_and_provenance(newsroom: Runtime, owner: AccountId) -> None:
    story = stories.story(newsroom, owner, _first(newsroom, owner))
    view = reading.article(newsroom, owner, story.reports[0].article)

    assert len(view.text) > 300
    assert "<script" not in view.html
    assert view.provenance.content_hash.startswith("sha256:")
    assert view.provenance.fetched_from == view.url


@pytest.mark.parametrize("query", ["停火", "Streik", "gempa", "زلزال", "terremoto"])
def test_search_finds_in_every_language(newsroom: Runtime, owner: AccountId, query: str) -> None:
    view = searching.search(newsroom, owner, query)

    assert view.total > 0
    assert any(is_hit for hit in view.hits for _, is_hit in hit.snippet)


def test_opml_goes_out_and_in_again(newsroom: Runtime, owner: AccountId) -> None:
    document = subscribing.export_opml(newsroom, owner)
    with newsroom.store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=newsroom.clock())
    outcome = subscribing.import_opml(newsroom, other, document)

    assert len(subscribing.sources(newsroom, owner).rows) == outcome.added
    assert 0 == len(outcome.refused)


def test_removed_source_keeps_its_articles_and_can_come_back(newsroom: Runtime, owner: AccountId) -> None:
    row = next(r for r in subscribing.sources(newsroom, owner).rows if r.status == "ok")
    entry = subscribing.remove(newsroom, owner, row.id)
    with newsroom.store.read() as db:
        assert db.reading.count_of_source(row.id) > 0
    with pytest.raises(NotFoundError):
        subscribing.source(newsroom, owner, row.id)
    assert entry is not None
    undoing.undo(newsroom, owner, entry)

    assert row.id == subscribing.source(newsroom, owner, row.id).row.id


@pytest.mark.parametrize(
    "address",
    ["", "   ", "not an address", "ftp://example.com/x", "https://", "https://example.com/" + "x" * 3000],
)
def test_bad_address_is_a_clear_refusal(newsroom: Runtime, owner: AccountId, address: str) -> None:
    with pytest.raises(InputError, match=r"address"):
        subscribing.add(newsroom, owner, address)


def test_unknown_topic_cannot_be_followed(newsroom: Runtime, owner: AccountId) -> None:
    with pytest.raises(InputError, match="no Media Topic"):
        following.follow(newsroom, owner, Target.TOPIC, "99999999")


def test_outlets_of_one_side_stand_further_apart(newsroom: Runtime, owner: AccountId) -> None:
    before = [card.id for card in frontpage.front_page(newsroom, owner).cards]
    alone = [card for card in frontpage.front_page(newsroom, owner).cards if len(card.outlets) == 1]
    for outlet in {card.outlets[0] for card in alone[:3]}:
        entry = tasting.set_side(newsroom, owner, outlet, "left")
        assert entry is not None
    assert before != [card.id for card in frontpage.front_page(newsroom, owner).cards]
    for outlet in {card.outlets[0] for card in alone[:3]}:
        tasting.set_side(newsroom, owner, outlet, "")
    assert before == [card.id for card in frontpage.front_page(newsroom, owner).cards]
