"""Everything a person can do: one module per noun, one function per act."""

from kabar.service import (
    about,
    accounts,
    beginning,
    extraction,
    feeds,
    following,
    frontpage,
    pictures,
    reading,
    ruling,
    searching,
    stories,
    subscribing,
    tasting,
    undoing,
)

__all__ = [
    "about",
    "accounts",
    "beginning",
    "extraction",
    "feeds",
    "following",
    "frontpage",
    "pictures",
    "reading",
    "ruling",
    "searching",
    "stories",
    "subscribing",
    "tasting",
    "undoing",
]
