"""Reads the content files into a Newsroom, resolving copies, edits and times relative to an anchor."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from kabar.sample.newsroom import Event, Newsroom, Outlet, SampleArticle, Version
from kabar.sample.weekdays import move_weekdays, shift_days

Table = Mapping[str, Any]  # a TOML table: strings, numbers, lists and tables

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def load(now: datetime | None = None) -> Newsroom:
    """The whole newsroom, dated back from *now* (the real time, if None).

    Times in the content are distances from the anchor, so the newest article is always minutes old.
    Raises ValueError naming file and article if the content contradicts itself.
    """
    anchor = (now or datetime.now(UTC)).astimezone(UTC).replace(second=0, microsecond=0)
    content = files("kabar.sample") / "content"
    outlets = tuple(Outlet(**table) for table in _toml(content / "outlets.toml")["outlet"])
    by_slug = {outlet.slug: outlet for outlet in outlets}

    events: list[Event] = []
    tables: dict[str, tuple[Event, Table]] = {}
    for file in sorted((content / "events").iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        data = _toml(file)
        event = _event(data["event"])
        events.append(event)
        for table in data["article"]:
            if table["id"] in tables:
                raise ValueError(f"{file.name}: two articles have the id {table['id']}")
            tables[table["id"]] = (event, table)

    made: dict[str, SampleArticle] = {}
    for article_id in tables:
        _make(article_id, tables, made, by_slug, anchor)
    days = shift_days(anchor)
    dated = [_on_its_day(each, days) for each in made.values()]
    articles = sorted(dated, key=lambda each: (each.published_at, each.id))
    return Newsroom(anchor=anchor, outlets=outlets, events=tuple(events), articles=tuple(articles))


def _on_its_day(article: SampleArticle, days: int) -> SampleArticle:
    def moved(text: str) -> str:
        return move_weekdays(text, article.language, days)

    versions = [
        replace(
            version,
            headline=moved(version.headline),
            standfirst=moved(version.standfirst),
            points=tuple(map(moved, version.points)),
            paragraphs=tuple(map(moved, version.paragraphs)),
        )
        for version in article.versions
    ]
    return replace(article, versions=tuple(versions), caption=moved(article.caption))


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: {error}") from error


def _event(table: Table) -> Event:
    lists = {key: tuple(table.get(key, ())) for key in ("topics", "facts", "disputed", "near_misses")}
    return Event(**{**table, **lists})


def _make(
    article_id: str,
    tables: Mapping[str, tuple[Event, Table]],
    made: dict[str, SampleArticle],
    outlets: Mapping[str, Outlet],
    anchor: datetime,
) -> SampleArticle:
    """Build one article, its original first."""
    if article_id in made:
        return made[article_id]
    event, table = tables[article_id]
    original = None
    if copied := table.get("copy_of", ""):
        if copied not in tables:
            raise ValueError(f"{article_id}: copy_of names {copied}, which does not exist")
        original = _make(copied, tables, made, outlets, anchor)
    outlet = outlets[table["outlet"]]
    section = table.get("section", outlet.section)
    article = SampleArticle(
        id=article_id,
        event_id=event.id,
        outlet=outlet.slug,
        language=outlet.language,
        kind=table.get("kind", "article"),
        path="",
        versions=_versions(table, original, anchor - span(table["at"])),
        byline=table.get("byline", original.byline if original and "credit" not in table else ""),
        credit=table.get("credit", ""),
        dateline=table.get("dateline", original.dateline if original else ""),
        section=section,
        caption=table.get("caption", ""),
        tags=tuple(table.get("tags", ())),
        duration_seconds=table.get("duration_seconds", 0),
        copy_of=copied,
        copy_kind=table.get("copy_kind", "verbatim" if copied else ""),
        topics=tuple(table.get("topics", event.topics)),
    )
    shown = re.sub(r"[^a-z0-9]+", "-", table.get("path_section", _ASCII.get(section, section)).lower())
    path = outlet.article_path.format(
        section=shown.strip("-") or "news", id=article_id, number=article.number
    )
    made[article_id] = replace(article, path=path)
    return made[article_id]


_ASCII = {"Küste": "kueste", "País": "pais", "Economía": "economia", "Kultur": "kultur"}


def _versions(table: Table, original: SampleArticle | None, at: datetime) -> tuple[Version, ...]:
    if table.get("kind") == "live":
        return _posts(table, at)
    first = original.versions[0] if original else None
    paragraphs = paragraphs_of(table["body"]) if "body" in table else _copied(table, original)
    if dropped := table.get("drop", ""):  # the fault of a translating program: one letter lost everywhere
        paragraphs = tuple(_without(each, dropped) for each in paragraphs)
    version = Version(
        at=at,
        headline=_without(table.get("headline", first.headline if first else ""), table.get("drop", "")),
        standfirst=table.get("standfirst", ""),
        points=tuple(_without(each, table.get("drop", "")) for each in table.get("points", ())),
        paragraphs=paragraphs,
    )
    versions = [version]
    for change in table.get("change", ()):
        version = _changed(table["id"], version, change, at + span(change["after"]))
        versions.append(version)
    return tuple(versions)


def _copied(table: Table, original: SampleArticle | None) -> tuple[str, ...]:
    """The original's first text, cut to `keep` (counted from 1), with `replace` and `lead` applied."""
    if original is None:
        raise ValueError(f"{table['id']}: neither body nor copy_of")
    source = original.versions[0].paragraphs
    chosen = [source[index - 1] for index in table["keep"]] if "keep" in table else list(source)
    for old, new in table.get("replace", ()):
        if not any(old in each for each in chosen):
            raise ValueError(f"{table['id']}: nothing to replace: {old}")
        chosen = [each.replace(old, new) for each in chosen]
    lead = paragraphs_of(table.get("lead", ""))
    return (*lead, *chosen, *paragraphs_of(table.get("tail", "")))


def _changed(article_id: str, before: Version, change: Table, at: datetime) -> Version:
    paragraphs = list(before.paragraphs)
    points = list(before.points)
    for old, new in change.get("replace", ()):
        if not any(old in each for each in paragraphs):
            raise ValueError(f"{article_id}: nothing to change: {old}")
        paragraphs = [each.replace(old, new) for each in paragraphs]
        points = [each.replace(old, new) for each in points]
    paragraphs += paragraphs_of(change.get("add", ""))
    return Version(
        at=at,
        headline=change.get("headline", before.headline),
        standfirst=change.get("standfirst", before.standfirst),
        points=tuple(points),
        paragraphs=tuple(each for each in paragraphs if each),
        note=change.get("note", ""),
    )


def _posts(table: Table, at: datetime) -> tuple[Version, ...]:
    """A live blog: every post is a version of the page, newest post on top."""
    versions: list[Version] = []
    shown: tuple[str, ...] = ()
    for post in table["post"]:
        posted = at + span(post["after"])
        shown = (f"## {posted:%H:%M} {post['headline']}", *paragraphs_of(post["body"]), *shown)
        versions.append(
            Version(
                at=posted,
                headline=post.get("page_headline", table["headline"]),
                standfirst=table.get("standfirst", ""),
                points=tuple(table.get("points", ())),
                paragraphs=shown,
            )
        )
    return tuple(versions)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Paragraphs of a content string: parted by empty lines, wrapped lines joined."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return tuple(_unwrap(block) for block in blocks if block.strip())


def _unwrap(block: str) -> str:
    """One line; between Han characters a line break is not a space."""
    joined = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef“”])\n\s*(?=[\u3000-\u9fff\uff00-\uffef“”])", "", block)
    return re.sub(r"\s*\n\s*", " ", joined).strip()


def _without(text: str, letters: str) -> str:
    return "".join(each for each in text if each.lower() not in letters) if letters else text


def span(text: str) -> timedelta:
    """`2d 4h 30m` as a duration. Raises ValueError for anything else."""
    parts = re.fullmatch(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?", text.strip())
    if not parts or not any(parts.groups()):
        raise ValueError(f"not a span of time: {text!r}; write it like 2d 4h 30m")
    values: Sequence[str | None] = parts.groups()
    return timedelta(**{unit: int(value or 0) for unit, value in zip(_UNITS.values(), values, strict=True)})
