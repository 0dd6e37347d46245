"""The whole flow over the sample newsroom, held against its truth."""

from collections import Counter, defaultdict

from filling import Filled
from kabar.model.feed import SourceStatus
from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import frontpage, stories
from kabar.urls import url_key
from kabar.work.round import run_round


def _stored(rt: Runtime, filled: Filled) -> dict[str, tuple[int, int]]:
    """Truth id -> (article, story) of what was stored."""
    found = {}
    with rt.store.read() as db:
        for address, truth in filled.truth.items():
            article = db.articles.find(address)
            if article is not None:
                story = db.reading.article(article).story_id
                assert story is not None
                found[truth.id] = (int(article), story)
    return found


def test_round_reads_nearly_everything(filled: Filled) -> None:
    published = {
        url_key(address) for address, truth in filled.truth.items() if truth.published_at <= filled.at
    }

    assert filled.done.entries["new"] >= 0.9 * len(published)
    assert 0 == filled.done.articles["failed"]


def test_dead_and_refused_sources_say_why_and_stop_no_other(newsroom: Runtime) -> None:
    with newsroom.store.read() as db:
        sources = db.sources.all()
    by_status = Counter(source.state.status for source in sources)
    failing = [source for source in sources if source.state.status is SourceStatus.FAILING]

    assert by_status[SourceStatus.OK] >= 15
    assert all(source.state.last_error for source in failing)
    assert any("404" in (source.state.last_error or "") for source in failing)


def test_stories_follow_the_events(newsroom: Runtime, filled: Filled) -> None:
    """B-cubed F1 over all stored articles; one setting, not fitted to the sample."""
    stored = _stored(newsroom, filled)
    event = {truth.id: truth.event_id for truth in filled.truth.values() if truth.id in stored}
    by_event, by_story = defaultdict(set), defaultdict(set)
    for name, (_, story) in stored.items():
        by_event[event[name]].add(name)
        by_story[story].add(name)
    precision = recall = 0.0
    for name, (_, story) in stored.items():
        common = len(by_event[event[name]] & by_story[story])
        precision += common / len(by_story[story]) / len(stored)
        recall += common / len(by_event[event[name]]) / len(stored)

    assert 2 * precision * recall / (precision + recall) >= 0.85


def test_every_copy_is_called_what_it_is_and_nothing_else_is(newsroom: Runtime, filled: Filled) -> None:
    """Of which article, and how: after real pages with their captions, labels and datelines."""
    stored = _stored(newsroom, filled)
    name = {article: truth for truth, (article, _) in stored.items()}
    found = {}
    whole = set()  # a page that a busy machine could not read in time leaves the feed's few words
    with newsroom.store.read() as db:
        for truth, (article, _) in stored.items():
            line = db.reading.article(article)
            if line.fallback_reason is None:
                whole.add(truth)
            if line.copy_of is not None:
                found[truth] = (name[int(line.copy_of)], line.copy_kind)
    copies = [t for t in filled.truth.values() if {t.id, t.copy_of} <= whole]
    wanted = {t.id: (t.copy_of, t.copy_kind) for t in copies}

    assert {"verbatim", "edited", "translated"} == {kind for _, kind in wanted.values()}
    assert wanted == {truth: found.get(truth) for truth in wanted}
    assert found.keys() == wanted.keys()


def test_second_round_changes_nothing(newsroom: Runtime) -> None:
    again = run_round(newsroom)

    assert (0, 0) == (again.sources["polled"], again.entries["new"])


def test_front_page_reasons_add_up_and_languages_are_obeyed(newsroom: Runtime, owner: AccountId) -> None:
    view = frontpage.front_page(newsroom, owner)

    assert len(view.cards) >= 20
    for card in view.cards:
        assert card.score == sum(reason.part for reason in card.reasons)
        if "en" in card.languages:
            assert "en" == card.language  # nothing chosen: the language of the interface


def test_story_told_in_six_languages_is_one_story(newsroom: Runtime, owner: AccountId) -> None:
    cards = frontpage.front_page(newsroom, owner, order="importance").cards
    largest = max(cards, key=lambda card: len(card.languages))
    view = stories.story(newsroom, owner, largest.id)

    assert len(largest.languages) >= 5
    assert len(view.headlines) >= 4
    assert sum(1 + len(report.copies) for report in view.reports) == largest.articles


def test_every_key_point_stands_at_its_place(newsroom: Runtime, owner: AccountId) -> None:
    for card in frontpage.front_page(newsroom, owner).cards:
        with newsroom.store.read() as db:
            texts = db.reading.texts([point.article for point in card.points])
        for point in card.points:
            assert point.text == texts[point.article][point.start : point.end]


def test_nothing_is_damaged(newsroom: Runtime) -> None:
    assert [] == newsroom.store.problems()
