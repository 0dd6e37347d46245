"""What the sample newsroom promises: enough of everything, and a truth that agrees with itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from kabar.sample import Newsroom, SampleArticle, load
from kabar.sample.canvas import PALETTES
from kabar.sample.feeds import feed_document
from kabar.sample.loading import paragraphs_of, span
from kabar.sample.newsroom import SPAN
from kabar.sample.pictures import SCENES, jpeg
from kabar.sample.weekdays import move_weekdays, shift_days

SUNDAY = datetime(2025, 11, 23, 16, 0, tzinfo=UTC)
IPTC_TOP = {f"{number:02d}000000" for number in range(1, 18)}


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load(SUNDAY)


def words(article: SampleArticle) -> int:
    """Words; for Chinese, characters over one and a half, which is about as much to read."""
    text = " ".join(article.versions[0].paragraphs)
    if article.language == "zh-Hans":
        return round(len(re.findall(r"[\u4e00-\u9fff]", text)) / 1.5)
    return len(text.split())


def test_newsroom_is_as_large_as_promised(newsroom: Newsroom) -> None:
    writing = {article.outlet for article in newsroom.articles}

    assert len(writing) >= 12
    assert len(newsroom.events) >= 25
    assert len(newsroom.articles) >= 120


def test_every_language_has_a_fair_share(newsroom: Newsroom) -> None:
    counts = Counter(article.language for article in newsroom.articles)

    assert set(counts) == {"en", "id", "de", "es", "ar", "zh-Hans"}
    assert min(counts.values()) >= 0.12 * len(newsroom.articles)


def test_articles_are_long_enough_to_be_articles(newsroom: Newsroom) -> None:
    short = {
        article.id: words(article)
        for article in newsroom.articles
        if article.kind != "live"
        and not (80 if article.copy_kind == "edited" else 120) <= words(article) <= 450
    }

    assert short == {}


def test_all_articles_fall_in_ten_days(newsroom: Newsroom) -> None:
    ages = [newsroom.anchor - article.published_at for article in newsroom.articles]

    assert timedelta(0) < min(ages)
    assert max(ages) <= SPAN
    assert max(ages) > timedelta(days=9)


def test_copies_come_later_than_their_original(newsroom: Newsroom) -> None:
    by_id = {article.id: article for article in newsroom.articles}
    copies = [article for article in newsroom.articles if article.copy_of]

    assert len(copies) >= 20
    for copy in copies:
        original = by_id[copy.copy_of]
        assert original.published_at < copy.published_at, copy.id
        assert original.event_id == copy.event_id
        assert original.outlet != copy.outlet


def test_verbatim_copies_equal_their_original(newsroom: Newsroom) -> None:
    by_id = {article.id: article for article in newsroom.articles}
    verbatim = [article for article in newsroom.articles if article.copy_kind == "verbatim"]

    assert len(verbatim) >= 5
    for copy in verbatim:
        assert by_id[copy.copy_of].versions[0].paragraphs == copy.versions[0].paragraphs


def test_edited_copies_keep_some_and_change_some(newsroom: Newsroom) -> None:
    by_id = {article.id: article for article in newsroom.articles}
    edited = [article for article in newsroom.articles if article.copy_kind == "edited"]

    assert len(edited) >= 5
    for copy in edited:
        source = set(by_id[copy.copy_of].versions[0].paragraphs)
        kept = source & set(copy.versions[0].paragraphs)
        assert kept and kept != source, copy.id


def test_translated_copies_change_the_language(newsroom: Newsroom) -> None:
    by_id = {article.id: article for article in newsroom.articles}
    translated = [article for article in newsroom.articles if article.copy_kind == "translated"]

    assert len(translated) >= 5
    assert all(by_id[copy.copy_of].language != copy.language for copy in translated)


def test_machine_translated_copies_have_lost_every_z(newsroom: Newsroom) -> None:
    machine = [
        article
        for article in newsroom.articles
        if article.outlet == "suara-teluk" and article.copy_kind == "translated"
    ]

    assert machine
    assert not any("z" in paragraph.lower() for each in machine for paragraph in each.versions[0].paragraphs)


def test_one_story_is_told_in_all_six_languages(newsroom: Newsroom) -> None:
    languages: defaultdict[str, set[str]] = defaultdict(set)
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    for article in newsroom.articles:
        languages[article.event_id].add(article.language)
        outlets[article.event_id].add(article.outlet)

    assert any(len(languages[event]) == 6 and len(outlets[event]) >= 6 for event in languages)
    assert sum(3 <= len(each) <= 5 for each in outlets.values()) >= 8
    assert sum(len(each) == 1 for each in outlets.values()) >= 5


def test_events_name_events_that_exist_and_topics_that_iptc_has(newsroom: Newsroom) -> None:
    known = {event.id for event in newsroom.events}

    for event in newsroom.events:
        assert set(event.near_misses) <= known, event.id
        assert not event.follows or event.follows in known
        assert event.topics and set(event.topics) <= IPTC_TOP
        assert event.scene in SCENES and event.palette in PALETTES
    assert sum(bool(event.follows) for event in newsroom.events) >= 5
    assert sum(bool(event.near_misses) for event in newsroom.events) >= 10
    assert sum(bool(event.disputed) for event in newsroom.events) >= 2
    assert len({topic for event in newsroom.events for topic in event.topics}) >= 14


def test_near_misses_share_a_background_paragraph(newsroom: Newsroom) -> None:
    by_id = {article.id: article for article in newsroom.articles}

    shared = set(by_id["fire-meridian"].versions[0].paragraphs) & set(
        by_id["truce-meridian"].versions[0].paragraphs
    )
    assert len(shared) == 1


def test_special_items_are_all_there(newsroom: Newsroom) -> None:
    kinds = Counter(article.kind for article in newsroom.articles)
    feeds = {outlet.feed_kind for outlet in newsroom.outlets}

    assert {"article", "video", "podcast", "live", "paywall", "consent"} == set(kinds)
    assert {"rss", "atom", "json", "rdf", "sitemap", "broken", "dead"} == feeds
    assert len({outlet.template for outlet in newsroom.outlets}) >= 6
    assert sum(article.silent_edits for article in newsroom.articles) >= 4
    assert sum(bool(version.note) for article in newsroom.articles for version in article.versions) >= 4


def test_addresses_are_one_of_a_kind(newsroom: Newsroom) -> None:
    paths = Counter(each.path for each in newsroom.truth())

    assert [path for path, count in paths.items() if count > 1] == []


def test_correction_is_seen_only_after_it_was_made(newsroom: Newsroom) -> None:
    article = next(each for each in newsroom.articles if each.id == "chips-meridian")
    before = article.version_at(article.published_at + timedelta(hours=4))
    after = article.version_at(article.published_at + timedelta(hours=6))

    assert before and "16 billion" in before.paragraphs[0]
    assert after and "18.6 billion" in after.paragraphs[0]
    assert article.version_at(article.published_at - timedelta(minutes=1)) is None


def test_weekdays_follow_the_anchor() -> None:
    assert shift_days(SUNDAY) == 0
    assert shift_days(SUNDAY + timedelta(days=2)) == 2
    assert move_weekdays("am Samstagmorgen", "de", 2) == "am Montagmorgen"
    assert move_weekdays("星期日", "zh-Hans", 1) == "星期一"
    assert move_weekdays("minggu lalu, Minggu", "id", 1) == "minggu lalu, Senin"


def test_wrapped_han_lines_are_joined_without_a_space() -> None:
    assert paragraphs_of("云港\n湾\n\nOne\ntwo") == ("云港湾", "One two")


def test_span_refuses_what_is_no_time() -> None:
    assert span("1d 8h 40m") == timedelta(days=1, hours=8, minutes=40)
    with pytest.raises(ValueError, match="not a span"):
        span("yesterday")


def test_broken_feed_is_not_well_formed_but_holds_its_items(newsroom: Newsroom) -> None:
    import xml.etree.ElementTree as ElementTree

    outlet = newsroom.outlet("deichkurier")
    items = [(each, each.versions[-1]) for each in newsroom.of_outlet("deichkurier")]
    body, _ = feed_document(outlet, items, "http://127.0.0.1/deichkurier")

    assert body.count(b"<item>") == len(items) > 3
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(body)


def test_pictures_are_the_same_every_time() -> None:
    first = jpeg("sea", "dusk", "an event", "small")
    jpeg.cache_clear()

    assert first == jpeg("sea", "dusk", "an event", "small")
    assert first != jpeg("sea", "dusk", "another event", "small")
