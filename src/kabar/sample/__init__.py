"""The sample newsroom: fictional outlets in six languages, served on loopback, carrying their truth.

`load()` gives the content, `SampleServer` (in `kabar.sample.server`) serves it over real HTTP.
"""

from kabar.sample.loading import load
from kabar.sample.newsroom import (
    Event,
    Newsroom,
    Outlet,
    SampleArticle,
    SampleSource,
    SampleTruth,
    Version,
)

__all__ = [
    "Event",
    "Newsroom",
    "Outlet",
    "SampleArticle",
    "SampleSource",
    "SampleTruth",
    "Version",
    "load",
    "truth",
]


def truth() -> list[SampleTruth]:
    """The truth about every article of the sample newsroom, dated back from now."""
    return load().truth()
