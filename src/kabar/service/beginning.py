"""The first minute: languages, interests and first sources of a new account."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from kabar.model.account import Follow, Target
from kabar.model.feed import SourceKind, SourceStatus
from kabar.model.ids import AccountId
from kabar.model.panels import StarterGroup, WelcomeView
from kabar.runtime import Runtime
from kabar.service.accounts import readable_languages
from kabar.service.cards import read_reader
from kabar.service.topics import is_topic, top_topics, topic_label
from kabar.store import Transaction


@cache
def starter_lists() -> dict[str, dict[str, Any]]:
    """The curated lists of public feeds, by key (Any: TOML)."""
    return tomllib.loads((files("kabar.service") / "starters.toml").read_text("utf-8"))


def welcome(rt: Runtime, account: AccountId) -> WelcomeView:
    """What there is to choose from."""
    with rt.store.read() as db:
        reader = read_reader(db, account)
        languages = tuple(db.articles.count_by_language())
        dead = _dead(db)
    locale = reader.account.locale
    topics = [reader.followable(Target.TOPIC, code, topic_label(code, locale)) for code in top_topics()]
    return WelcomeView(
        languages=languages,
        topics=tuple(sorted(topics, key=lambda topic: topic.label.casefold())),
        starters=tuple(
            _starter_group(key, group, dead)
            for key, group in starter_lists().items()
            if not dead.issuperset(url for _, url in group["feeds"])
        ),
        sources=len(reader.sources),
    )


def _dead(db: Transaction) -> frozenset[str]:
    """Addresses of the lists that are gone, as far as this installation has found."""
    listed = [url for group in starter_lists().values() for _, url in group["feeds"]]
    found = (db.sources.find(url) for url in listed)
    return frozenset(source.url for source in found if source and source.state.status is SourceStatus.GONE)


def _starter_group(key: str, group: dict[str, Any], dead: frozenset[str]) -> StarterGroup:
    alive = tuple(title for title, url in group["feeds"] if url not in dead)
    return StarterGroup(
        key=key,
        language=group["language"],
        label=group["label"],
        sources=len(alive),
        names=alive,
        dropped=tuple(title for title, url in group["feeds"] if url in dead),
    )


def begin(
    rt: Runtime,
    account: AccountId,
    *,
    languages: Sequence[str],
    topics: Sequence[str],
    starters: Sequence[str],
) -> int | None:
    """Set the languages, follow the topics, add the sources; from now on the account has been here.

    *starters* are keys of `WelcomeView.starters`; unknown ones are passed over, like unknown topics.
    """
    now = rt.clock()
    with rt.store.write() as db:
        mine = db.accounts.get(account)
        spoken = readable_languages(languages)
        db.accounts.save(replace(mine, languages=spoken))
        followed: list[str] = []
        added: list[int] = []
        for code in dict.fromkeys(topics):
            if is_topic(code) and db.follows.get(account, Target.TOPIC, code) is None:
                wish = Follow(target=Target.TOPIC, key=code, label=topic_label(code, mine.locale))
                db.follows.put(account, wish, at=now)
                followed.append(code)
        dead = _dead(db)
        for key in dict.fromkeys(starters):
            group = starter_lists().get(key, {"feeds": (), "label": ""})
            for title, url in group["feeds"]:
                if url in dead:
                    continue
                number, _ = db.sources.add(url, SourceKind.FEED, at=now, title=title)
                if db.subscriptions.add(account, number, at=now, group=group["label"]):
                    added.append(number)
        db.accounts.seen(account, at=now)
        begun = {"languages": mine.languages, "topics": followed, "sources": added}
        changed = followed or added or spoken != mine.languages
        entry = db.undo.add(account, "first_choices", "", {"begun": begun}, at=now) if changed else None
    rt.wake.set()
    return entry
