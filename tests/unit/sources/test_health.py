"""Plain words for what went wrong."""

import pytest

from kabar.errors import FetchError
from kabar.sources import health


@pytest.mark.parametrize(
    "kind",
    """timeout dns tls_expired http_401 http_403 http_404 http_429 http_500 http_599 http_418 bot_wall too_large
    not_a_feed redirect_loop captive_portal never_heard_of""".split(),
)
def test_every_kind_has_advice(kind: str) -> None:
    words = health.explain(FetchError("https://example.com/", "it went wrong", kind=kind))

    assert words.startswith("It went wrong. ") and words.endswith(".")


def test_message_that_says_all_gets_no_advice() -> None:
    error = FetchError("https://example.com/", "list the host under [fetch]", kind="private_address")

    assert health.explain(error) == "List the host under [fetch]."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (40, "40 seconds"), (60, "1 minute"), (89, "89 seconds"), (600, "10 minutes"),
     (3600, "1 hour"), (7200, "2 hours"), (86400, "1 day"), (200000, "2 days")],
)  # fmt: skip
def test_duration_in_words(seconds: float, words: str) -> None:
    assert health.duration(seconds) == words
