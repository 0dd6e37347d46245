"""The topic tree (IPTC Media Topics), as pages and follows need it."""

from collections.abc import Mapping, Sequence
from functools import cache

from kabar.annotate import TOP_TOPICS, TOPICS


def topic_label(code: str, locale: str) -> str:
    """The topic's name in the language of the interface, English where it has none; the code if unknown."""
    topic = TOPICS.get(code)
    return code if topic is None else topic.label(locale)


def is_topic(code: str) -> bool:
    """Whether the tree has it."""
    return code in TOPICS


@cache
def broader_topics(code: str) -> Sequence[str]:
    """The codes above *code*, nearest first."""
    found: list[str] = []
    topic = TOPICS.get(code)
    while topic is not None and topic.parent is not None:
        found.append(topic.parent)
        topic = TOPICS.get(topic.parent)
    return tuple(found)


@cache
def all_broader_topics() -> Mapping[str, Sequence[str]]:
    """Each code of the tree with those above it."""
    return {code: broader_topics(code) for code in TOPICS}


def narrower_topics(code: str) -> Sequence[str]:
    """The codes right below *code*."""
    topic = TOPICS.get(code)
    return () if topic is None else topic.children


def find_topics(words: str, locale: str) -> Sequence[str]:
    """The codes of topics whose name, in any language, has all of *words*."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    return [
        code
        for code, topic in TOPICS.items()
        if all(any(word in label.casefold() for label in topic.labels.values()) for word in wanted)
        or code == words.strip()
    ]


def top_topic(code: str) -> str:
    """The section that *code* belongs to; itself when it is one."""
    above = broader_topics(code)
    return above[-1] if above else code


def top_topics() -> Sequence[str]:
    """All sections."""
    return TOP_TOPICS
