"""Any bytes, and feeds with random damage: the parser never raises, and what it gives can be kept.

KABAR_FUZZ_SECONDS says how long all of tests/fuzz runs (see fuzzing.py), KABAR_FUZZ_SEED repeats a run, and
KABAR_FUZZ_KEEP names a file for the document that broke something.
"""

import os
import random
import time
from datetime import UTC
from pathlib import Path

import pytest
from benchmarks.farm import make_feed
from fuzzing import SEED, Tries, examples, seconds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kabar.parse
from kabar.cli.stage_parse import feed_line
from kabar.model.feed import ParsedFeed
from kabar.parse import changed_entries
from kabar.parse.dates import parse_date
from kabar.parse.identity import page_identity
from kabar.parse.links import web_address
from kabar.parse.markup import absolute_links, plain
from kabar.parse.people import person

PIECES = [
    b"<item>", b"</item>", b"<entry>", b"</channel>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#1114112;", b"&#55296;", b"&#0;",
    b"\x00", b"\x08", b"\xff\xfe", b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\xc2\x92", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b'"',
    b"'", b"<", b">", b"&", b"=", b'xml:base="http://[::1"', b"xml:lang='x y'", b'encoding="hex"', b'encoding="utf-16"',
    b"<title>", b"</title>", b"<a:b>", b'xmlns="x"', b"type='xhtml'", b"mode='base64'", b"{", b"}", b"[", b"]", b"\\ud800",
    b"\\u0000", b"1e999", b"9" * 400, b"null", b"http://a:b/", b"javascript:x", b"-1", b"<html>", b"<rss>", b"<feed>",
]  # fmt: skip


def check(feed: ParsedFeed) -> None:
    """What every result keeps, however damaged the document was."""
    feed_line(feed)
    for entry in feed.entries:
        texts = (
            entry.title,
            entry.html,
            entry.summary_html,
            entry.key,
            *entry.authors,
            *entry.categories,
            feed.title,
        )
        for text in texts:
            text.encode()
            assert "\x00" not in text
        assert entry.key
        assert len(entry.title) <= 1_000
        assert len(entry.fingerprint) == 16
        for url in (entry.url, entry.image, entry.comments_url, *(file.url for file in entry.enclosures)):
            assert url is None or url.lower().startswith(("http://", "https://"))
        for at in (entry.published_at, entry.updated_at):
            assert at is None or (at.tzinfo is UTC and 1800 <= at.year <= 2200)
    assert len({e.key for e in feed.entries}) == len(changed_entries(feed.entries, {}))


@pytest.mark.case("R-099")
@given(st.binary(max_size=2_000))
@settings(max_examples=examples(0.02, a_second=2_000), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes(body: bytes) -> None:
    check(kabar.parse._parse(body, None, None))


@pytest.mark.case("R-099")
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=60),
    st.sampled_from([b"<rss><channel>", b"<feed>", b"{", b""]),
)
@settings(max_examples=examples(0.04, a_second=500), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_pieces(pieces: list[bytes], start: bytes) -> None:
    check(kabar.parse._parse(start + b"".join(pieces), "https://k.example/feed", "text/xml; charset=x"))


@pytest.mark.case("R-091", "R-099")
@given(st.text(max_size=300))
@settings(max_examples=examples(0.04, a_second=400), deadline=None)
def test_any_text_in_the_small_parts(text: str) -> None:
    parse_date(text)
    plain(text)
    person(text)
    page_identity(text)
    absolute_links(text, "https://k.example/")
    url = web_address(text, "https://k.example/a/")
    assert url is None or url.lower().startswith(("http://", "https://"))


@pytest.mark.case("R-099")
@pytest.mark.parametrize("format", ["rss", "atom", "rdf", "json"])
def test_damaged_feeds(format: str) -> None:
    seeds = [make_feed(n, entries=4, kilobytes=3, format=format).body for n in range(4)]
    rng = random.Random(SEED)
    end = time.monotonic() + seconds(0.125)
    rounds, tries = 0, Tries()
    while rounds < 20 or time.monotonic() < end:
        rounds += 1
        body = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 8)):
            _damage(body, rng, seeds)
        began = time.process_time()
        try:
            check(kabar.parse._parse(bytes(body), "https://k.example/feed", None))
        except Exception:
            Path(os.environ.get("KABAR_FUZZ_KEEP", os.devnull)).write_bytes(body)
            raise
        tries.add(time.process_time() - began)
    tries.report(f"damaged feeds, {format}")


def _damage(body: bytearray, rng: random.Random, seeds: list[bytes]) -> None:
    at, kind = rng.randrange(len(body) + 1), rng.random()
    if kind < 0.3:
        body[at:at] = rng.choice(PIECES)
    elif kind < 0.55:
        del body[at : at + rng.randint(1, 40)]
    elif kind < 0.75 and at < len(body):
        body[at] = rng.randrange(256)
    elif kind < 0.9:
        other = rng.choice(seeds)
        start = rng.randrange(len(other))
        body[at:at] = other[start : start + rng.randint(1, 300)]
    elif kind < 0.95:
        del body[at:]
    else:
        body[:] = (
            bytes(body)
            .decode("utf-8", "replace")
            .encode(rng.choice(["utf-16", "utf-32", "cp1252"]), "replace")
        )
