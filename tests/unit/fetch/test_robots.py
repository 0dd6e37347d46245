"""Reading robots.txt as RFC 9309 says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.fetch.robots import ALLOW_ALL, UNREACHABLE, parse_robots, robots_for_status


@pytest.mark.case("R-205")
@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /\nUser-agent: Kabar\nAllow: /", "/x", True),
        ("User-agent: kabar\nUser-agent: other\nDisallow: /a", "/a/b", False),
        ("User-agent: Kabar/1.0\nDisallow: /a", "/a/b", False),
        ("User-agent: kabarbot\nDisallow: /", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /x$", "/x", False),
        ("User-agent: *\nDisallow: /x$", "/xy", True),
        ("User-agent: *\nDisallow: /*/private/", "/a/b/private/c", False),
        ("User-agent: *\nDisallow: *?session=", "/a?session=1", False),
        ("\ufeffuser-agent : * # all\ndisallow : /a # this", "/a", False),
        ("Disallow: /", "/a", True),
        ("User-agent: *\n\nDisallow: /a\nSitemap: x\nDisallow: /b", "/b", False),
        ("User-agent: a\nDisallow: /\n\nUser-agent: *\nDisallow: /only", "/x", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert parse_robots(text.encode()).allows(path) is allowed


def test_crawl_delay_is_kept_within_reason() -> None:
    assert parse_robots(b"User-agent: *\nCrawl-delay: 7\n").crawl_delay_seconds == 7
    assert parse_robots(b"User-agent: *\nCrawl-delay: 86400\n").crawl_delay_seconds == 30
    assert parse_robots(b"User-agent: *\nCrawl-delay: soon\n").crawl_delay_seconds is None


@pytest.mark.parametrize(
    ("status", "rules"), [(404, ALLOW_ALL), (403, ALLOW_ALL), (429, UNREACHABLE), (503, UNREACHABLE)]
)
def test_status_without_rules(status: int, rules: object) -> None:
    assert robots_for_status(status) is rules


@pytest.mark.case("R-091")
def test_hostile_pattern_costs_nothing() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /" + b"*a" * 20_000 + b"$")
    began = time.process_time()

    assert rules.allows("/" + "a" * 4000)
    assert time.process_time() - began < 0.2


@given(st.binary(max_size=500), st.text(max_size=50))
def test_any_bytes_are_survived(junk: bytes, path: str) -> None:
    parse_robots(b"User-agent: *\nDisallow: " + junk).allows("/" + path)
