"""Read an article, mark stories, and find again what was read and saved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape, unescape
from typing import Literal

from kabar.errors import InputError
from kabar.extract import from_feed
from kabar.extract.media import picture_key
from kabar.i18n import language_name
from kabar.model.account import Mark, MarkKind, Target
from kabar.model.article import Media, StoredArticle, StoredVersion
from kabar.model.ids import AccountId
from kabar.model.story import StoryRecord
from kabar.model.views import (
    ArticleView,
    Followable,
    StoryLink,
    StoryList,
    VersionView,
)
from kabar.rank import learn, score
from kabar.rank.score import PRIOR
from kabar.rank.targets import signal_of
from kabar.runtime import Runtime
from kabar.service.cards import Reader, read_reader
from kabar.service.difference import difference
from kabar.service.facts import facts_of, publication_rates
from kabar.service.frontpage import explained
from kabar.service.provenance import provenance_of, story_of
from kabar.service.topics import top_topic, topic_label
from kabar.store import Transaction

PAGE = 30
WORDS_A_MINUTE = 220
_SOURCE = re.compile(r'\b(?:src|poster)="([^"]+)"')
MOST_COMPARED = 30  # versions of one article that its page compares
UNSPACED_A_MINUTE = 450  # characters, in scripts without spaces
# What stands in a note of correction and hardly anywhere else, in the languages of most news.
_CORRECTION = re.compile(
    r"\b(?:corrections?|corrected|corrects the|clarif(?:ication|ied|ies)|erratum|(?:earlier|previous) version of this|"
    r"koreksi|diralat|ralat|versi sebelumnya|korrektur|korrigiert|berichtig(?:t|ung)|früheren (?:fassung|version)|"
    r"correcci[oó]n|corregid[oa]|fe de errores|versi[oó]n anterior|correctif|rectificatif|version précédente|"
    r"correção|corrigid[oa]|errata|rettifica|исправлен\w*|düzeltme)\b|更正|勘误|訂正|정정|تصحيح|تصويب|सुधार",
    re.I,
)


def article(rt: Runtime, account: AccountId, article: int) -> ArticleView:
    """The article as a person reads it, with where it comes from."""
    with rt.store.read() as db:
        line = db.reading.article(article)
        reader = read_reader(db, account)
        html = line.html or _feed_html(db, line)
        story = story_of(db, line)
        marks = db.marks.on_article(account, article)
        versions = db.reading.versions(article)
        provenance = provenance_of(db, line, story)
        progress = db.marks.progress(account, article)
    return ArticleView(
        id=line.id,
        title=line.title,
        language=line.language,
        outlet=line.outlet,
        text=line.text,
        html=html,
        url=line.url,
        story=None if story is None else _link(story),
        authors=line.authors,
        agency=line.agency,
        section=_section(line, reader),
        published_at=line.published_at,
        published_day_only=line.published_day_only,
        modified_at=line.modified_at,
        first_seen_at=line.first_seen_at,
        image=_lead_image(line, html),
        media=tuple(media for media in line.media if media.kind != "image"),
        apart=tuple(media for media in line.media if media.kind != "image" and escape(media.url) not in html),
        points=line.key_points,
        follow=_follow_choices(line, reader, story),
        kind=line.kind,
        quality=line.quality,
        extractor=line.extractor,
        fallback_reason=line.fallback_reason,
        warnings=line.warnings,
        provenance=provenance,
        versions=_versions(line, versions, read_at=marks.get(MarkKind.READ)),
        progress=progress,
        read=MarkKind.READ in marks,
        saved=MarkKind.SAVED in marks,
        minutes=_minutes(line),
    )


def _feed_html(db: Transaction, line: StoredArticle) -> str:
    """The feed's own text, sanitised now: the page has not been read yet."""
    entries = db.entries.of_article(line.id)
    return from_feed(entries[0][1], url=line.url).html if entries else ""


def _link(record: StoryRecord) -> StoryLink:
    return StoryLink(id=record.id, headline=record.headline, language=record.language, at=record.last_at)


def _section(line: StoredArticle, reader: Reader) -> Followable | None:
    if not line.topics:
        return None
    code = top_topic(line.topics[0].code)
    return reader.followable(Target.TOPIC, code, topic_label(code, reader.account.locale))


def _lead_image(line: StoredArticle, html: str) -> Media | None:
    if not line.image or any(
        picture_key(unescape(url)) == picture_key(line.image) for url in _SOURCE.findall(html)
    ):
        return None
    found = next((media for media in line.media if media.url == line.image), None)
    return found or Media(kind="image", url=line.image)


def _follow_choices(line: StoredArticle, reader: Reader, story: StoryRecord | None) -> tuple[Followable, ...]:
    locale = reader.account.locale
    choices = [reader.followable(Target.OUTLET, line.outlet, line.outlet)] if line.outlet else []
    if line.language != "und":
        name = language_name(line.language, locale)
        choices.append(reader.followable(Target.LANGUAGE, line.language, name))
    if line.agency:
        choices.append(reader.followable(Target.AGENCY, line.agency, line.agency))
    choices += [reader.followable(Target.AUTHOR, author, author) for author in line.authors[:3]]
    if story is not None:
        choices.append(reader.followable(Target.STORY, str(story.id), story.headline))
    choices += [reader.followable(Target.TOPIC, t.code, topic_label(t.code, locale)) for t in line.topics[:3]]
    named = sorted(line.entities, key=lambda entity: -len(entity.mentions))
    choices += [reader.followable(Target.ENTITY, e.key, e.name, kind=e.kind) for e in named[:8]]
    return tuple(choices)


def _minutes(line: StoredArticle) -> int | None:
    if not line.words:
        return None
    unspaced = line.language.partition("-")[0] in {"zh", "ja", "th", "lo", "km", "my"}
    return max(1, round(line.words / (UNSPACED_A_MINUTE if unspaced else WORDS_A_MINUTE)))


def _versions(
    line: StoredArticle, versions: Sequence[StoredVersion], *, read_at: datetime | None
) -> tuple[VersionView, ...]:
    """Each earlier state with what replaced it, newest first."""
    views = []
    newer_title, newer_text = line.title, line.text
    for version in _compared(versions):
        changes = difference(f"{version.title}\n{version.text}", f"{newer_title}\n{newer_text}")
        added = " ".join(change.text for change in changes if change.op == "added")
        views.append(
            VersionView(
                at=version.replaced_at,
                kind=_kind(version, added),
                since_read=version.cause == "edit" and read_at is not None and version.replaced_at > read_at,
                changes=changes,
            )
        )
        newer_title, newer_text = version.title, version.text
    return tuple(views)


def _compared(versions: Sequence[StoredVersion]) -> Sequence[StoredVersion]:
    """The newest ones, and what changed before them as one change of the first: a ticker has hundreds."""
    if len(versions) <= MOST_COMPARED:
        return versions
    newest, others = versions[: MOST_COMPARED - 1], versions[MOST_COMPARED - 1 :]
    cause: Literal["edit", "reread"] = "edit" if any(one.cause == "edit" for one in others) else "reread"
    return [*newest, replace(others[-1], replaced_at=others[0].replaced_at, cause=cause)]


def _kind(version: StoredVersion, added: str) -> Literal["edit", "correction", "reread"]:
    if version.cause == "reread":
        return "reread"
    return "correction" if _CORRECTION.search(added) else "edit"


def mark(
    rt: Runtime,
    account: AccountId,
    kind: MarkKind,
    *,
    story: int | None = None,
    article: int | None = None,
    on: bool = True,
) -> int | None:
    """Keep (or take away) a mark on a story or an article; what was liked is learned at once."""
    now = rt.clock()
    with rt.store.write() as db:
        number, record = _subject(db, story, article)
        if not on:
            if not db.marks.remove(account, kind, story=number, article=article):
                return None
            action = {"marks": [[number, article, kind.value]], "on": True}
            return db.undo.add(account, f"un{kind.value}", _headline(record), action, at=now)
        deed = _deed(kind, number, record, at=now, signals=_signals(db, rt, account, record, at=now))
        if not db.marks.add(account, deed, article=article):
            return None
        if kind is not MarkKind.SKIPPED:
            _learn(db, account, [deed], now=now)
        action = {"marks": [[number, article, kind.value]], "on": False}
        return db.undo.add(account, kind.value, _headline(record), action, at=now)


def _subject(db: Transaction, story: int | None, article: int | None) -> tuple[int, StoryRecord | None]:
    if story is not None:
        record = db.stories.get(story)
        return record.id, record
    if article is None:
        raise InputError("say which story or article is meant")
    line = db.reading.article(article)
    told = story_of(db, line)
    if told is None:
        return line.story_id or 0, None  # not in a story yet: the mark is the article's alone
    return told.id, told


def _headline(record: StoryRecord | None) -> str:
    return "" if record is None else record.headline


def _signals(
    db: Transaction, rt: Runtime, account: AccountId, record: StoryRecord | None, *, at: datetime
) -> dict[str, float]:
    """The value of each signal of the story for the account now: what its weights are learned from."""
    if record is None:
        return {}
    taste = db.follows.taste(account)
    follows = db.follows.of(account)
    facts = facts_of(record, publication_rates(db, rt))
    scored = score([facts], account=db.accounts.get(account), follows=follows, taste=taste, now=at)
    weights = {**PRIOR, **taste.signals}
    found: dict[str, float] = {}
    for reason in scored[0].reasons if scored else ():
        weight = weights.get(reason.signal, 0.0)
        found[reason.signal] = found.get(reason.signal, 0.0) + (reason.part / weight if weight else 0.0)
    return found


def _deed(
    kind: MarkKind,
    story: int,
    record: StoryRecord | None,
    *,
    at: datetime,
    signals: Mapping[str, float] | None = None,
) -> Mark:
    if record is None:
        return Mark(story=story, kind=kind, at=at)
    return Mark(
        story=story,
        kind=kind,
        at=at,
        topics=tuple(topic.code for topic in record.topics),
        entities=tuple(entity.key for entity in record.entities[:8]),
        outlets=record.outlets[:4],
        language=record.language,
        signals=signals or {},
    )


def _learn(db: Transaction, account: AccountId, deeds: Sequence[Mark], *, now: datetime) -> None:
    """A few microseconds of arithmetic; weights that the person set by hand stay as they are."""
    before = db.follows.taste(account)
    after = learn(before, deeds, now=now)
    edited = db.follows.edited(account)
    fixed = {key: before.weights[key] for key in edited if key in before.weights}
    hand = [name for name in (signal_of(key) for key in edited) if name in before.signals]
    signals = {**after.signals, **{name: before.signals[name] for name in hand}}
    # The rest of the profile, the sides of outlets among it, is not what marks teach.
    db.follows.save_taste(account, replace(after, weights={**after.weights, **fixed}, signals=signals))


def opened(rt: Runtime, account: AccountId, *, story: int | None = None, article: int | None = None) -> None:
    """The account opened a story or an article: it counts as read, and a followed story as seen.

    Nothing to undo: "Mark as unread" takes it back.
    """
    now = rt.clock()
    with rt.store.write() as db:
        number, record = _subject(db, story, article)
        deed = _deed(MarkKind.READ, number, record, at=now, signals=_signals(db, rt, account, record, at=now))
        if db.marks.add(account, deed, article=article):
            _learn(db, account, [deed], now=now)
        if story is not None and record is not None:
            db.follows.seen(account, Target.STORY, str(record.id), at=now)


def mark_all_read(rt: Runtime, account: AccountId, stories: Sequence[int]) -> int | None:
    """Mark several stories as read in one transaction, with one way back."""
    now = rt.clock()
    with rt.store.write() as db:
        records = db.stories.records(list(dict.fromkeys(stories))[:1000])
        done = [
            [number, None, MarkKind.READ.value]
            for number, record in records.items()
            if db.marks.add(account, _deed(MarkKind.READ, number, record, at=now))
        ]
        if not done:
            return None
        return db.undo.add(account, "read_all", str(len(done)), {"marks": done, "on": False}, at=now)


def progress(rt: Runtime, account: AccountId, article: int, *, fraction: float) -> None:
    """Remember how far the account read; at the end the story counts as read to the end."""
    fraction = min(max(fraction, 0.0), 1.0)
    with rt.store.write() as db:
        db.reading.article(article)
        db.marks.set_progress(account, article, fraction, at=rt.clock())


def report(rt: Runtime, account: AccountId, article: int, *, note: str) -> None:
    """The extraction is bad: keep that, and the page with it; a page that is not stored is fetched for it."""
    with rt.store.write() as db:
        line = db.reading.article(article)
        has_page = db.outlet_rules.report(account, article, note, at=rt.clock())
        fetch = not has_page and line.url is not None and line.stage in ("done", "failed")
        if fetch:
            db.articles.requeue(article)
    if fetch:
        rt.wake.set()


def saved(rt: Runtime, account: AccountId, *, page: int = 1) -> StoryList:
    """Saved stories, newest mark first."""
    return _marked(rt, account, [MarkKind.SAVED], page=page)


def history(rt: Runtime, account: AccountId, *, page: int = 1) -> StoryList:
    """Stories that were read, newest first."""
    return _marked(rt, account, [MarkKind.READ, MarkKind.FINISHED], page=page)


def _marked(rt: Runtime, account: AccountId, kinds: Sequence[MarkKind], *, page: int) -> StoryList:
    with rt.store.read() as db:
        reader = read_reader(db, account)
        found = db.marks.stories(account, kinds, limit=PAGE + 1, offset=(page - 1) * PAGE)
        records = db.stories.records([story for story, _ in found[:PAGE]])
        ordered = [records[story] for story, _ in found[:PAGE] if story in records]
        cards = explained(db, rt, reader, ordered)
    return StoryList(cards=cards, page=page, has_more=len(found) > PAGE)
