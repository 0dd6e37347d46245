"""One story, whole: key points, time line, reports with their copies, figures, places, what came before and after."""

from collections.abc import Mapping, Sequence

from kabar.errors import InputError
from kabar.model.article import StoredArticle
from kabar.model.ids import AccountId
from kabar.model.story import KeyPoint, StoryRecord, Summary
from kabar.model.views import (
    FigureCell,
    FigureView,
    PointView,
    ReportView,
    StoryLink,
    StoryView,
    TimelineItem,
)
from kabar.runtime import Runtime
from kabar.service.cards import make_cards, read_reader
from kabar.service.frontpage import rank_records
from kabar.store import Transaction

MAX_TIMELINE = 12
MAX_ONLY_ONE = 4


def story(rt: Runtime, account: AccountId, story: int) -> StoryView:
    """The story, or what it was merged into."""
    with rt.store.read() as db:
        record = db.stories.get(story)
        reader = read_reader(db, account)
        scored = {slot.story.id: slot for slot in rank_records(db, rt, reader, [record]).scored}
        card = make_cards(db, reader, [record], scored=scored, points=8, follows=20)[0]
        lines = db.reading.of_story(record.id)
        summary = record.summary_in(card.language)
        earlier = _earlier(db, record)
        later = [_link(found) for found in db.stories.followed_by(record.id)]
    by_id = {line.id: line for line in lines}
    return StoryView(
        card=card,
        headlines=tuple(
            (language, title)
            for language, (title, _) in record.headlines.items()
            if language != card.language
        ),
        timeline=_timeline(summary, by_id),
        reports=fold_copies(lines),
        only_one=_only_one(record, summary, by_id),
        figures=_figures(summary, by_id),
        places=(),
        earlier=tuple(earlier),
        later=tuple(later),
    )


def _earlier(db: Transaction, record: StoryRecord) -> list[StoryLink]:
    if record.follow_up_of is None:
        return []
    return [_link(found) for found in db.stories.records([record.follow_up_of]).values()]


def _link(record: StoryRecord) -> StoryLink:
    return StoryLink(id=record.id, headline=record.headline, language=record.language, at=record.first_at)


def report_view(line: StoredArticle, *, copies: tuple[ReportView, ...] = ()) -> ReportView:
    """One article in a line."""
    return ReportView(
        article=line.id,
        outlet=line.outlet,
        title=line.title,
        language=line.language,
        published_at=line.published_at,
        first_seen_at=line.first_seen_at,
        url=line.url,
        agency=line.agency,
        kind=line.kind,
        changed=line.changed_at is not None,
        story_id=line.story_id,
        copy_kind=line.copy_kind,
        copy_share=line.copy_share,
        because=line.because,
        copies=copies,
    )


def fold_copies(lines: Sequence[StoredArticle]) -> tuple[ReportView, ...]:
    """Reports of their own, newest first, each with its copies in the order in which they appeared."""
    here = {line.id: line for line in lines}

    def origin(line: StoredArticle) -> int | None:
        seen = set()
        while line.copy_of in here and line.id not in seen:
            seen.add(line.id)
            line = here[line.copy_of]
        return line.id

    folded: dict[int, list[StoredArticle]] = {}
    for line in lines:
        root = origin(line)
        if root is not None and root != line.id:
            folded.setdefault(root, []).append(line)
    below = {line.id for copies in folded.values() for line in copies}
    own = sorted((line for line in lines if line.id not in below), key=lambda line: line.at, reverse=True)
    return tuple(
        report_view(line, copies=tuple(report_view(copy) for copy in folded.get(line.id, ()))) for line in own
    )


def _timeline(summary: Summary, by_id: Mapping[int, StoredArticle]) -> tuple[TimelineItem, ...]:
    """Developments, newest first: the first report, then each report of its own, and edits."""
    own = [line for line in by_id.values() if line.copy_of is None]
    items = [
        TimelineItem(
            at=line.at,
            text=_point_of(summary, line) or line.title,
            language=line.language,
            article=line.id,
            outlet=line.outlet,
            kind="first" if number == 0 else "report",
        )
        for number, line in enumerate(sorted(own, key=lambda line: line.at))
    ]
    items += [
        TimelineItem(
            at=line.changed_at,
            text=line.title,
            language=line.language,
            article=line.id,
            outlet=line.outlet,
            kind="update",
        )
        for line in own
        if line.changed_at is not None
    ]
    items.sort(key=lambda item: item.at, reverse=True)
    if len(items) > MAX_TIMELINE:  # the newest and the very first
        items = [*items[: MAX_TIMELINE - 1], items[-1]]
    return tuple(items)


def _point_of(summary: Summary, line: StoredArticle) -> str | None:
    return next((point.text for point in summary.points if point.article == line.id), None)


def _point_view(point: KeyPoint, by_id: Mapping[int, StoredArticle]) -> PointView:
    line = by_id[point.article]
    return PointView(
        text=point.text,
        language=line.language,
        article=point.article,
        start=point.start,
        end=point.end,
        outlet=line.outlet,
        also=tuple(by_id[other].outlet for other in point.also if other in by_id),
    )


def _only_one(
    record: StoryRecord, summary: Summary, by_id: Mapping[int, StoredArticle]
) -> tuple[PointView, ...]:
    """Key points that no second outlet has, in a story that several tell."""
    if record.independent < 2:
        return ()
    alone = [point for point in summary.points if not point.also and point.article in by_id]
    return tuple(_point_view(point, by_id) for point in alone[:MAX_ONLY_ONE])


def _figures(summary: Summary, by_id: Mapping[int, StoredArticle]) -> tuple[FigureView, ...]:
    views = [
        FigureView(
            subject=figure.subject,
            language=by_id[figure.values[0].article].language,
            agree=figure.agree,
            values=tuple(
                FigureCell(
                    text=f"{cell.value:,.6g}" if cell.value < 1e6 else f"{cell.value:,.0f}",
                    unit=cell.unit,
                    article=cell.article,
                    start=cell.start,
                    end=cell.end,
                    outlet=by_id[cell.article].outlet,
                    at=by_id[cell.article].at,
                )
                for cell in figure.values
                if cell.article in by_id
            ),
        )
        for figure in summary.figures
        if figure.values and figure.values[0].article in by_id
    ]
    return tuple(sorted(views, key=lambda view: view.agree))


def merge(rt: Runtime, account: AccountId, story: int, *, into: int) -> int | None:
    """Two stories are one event: keep that, and merge them with the next clustering step."""
    now = rt.clock()
    with rt.store.write() as db:
        one, other = db.stories.get(story), db.stories.get(into)
        if one.id == other.id:
            return None
        left = [line.id for line in db.reading.of_story(one.id)]
        right = [line.id for line in db.reading.of_story(other.id)]
        made = [db.stories.correct("together", left[0], right[0], account=account, at=now)]
        db.stories.move_articles(left, to=other.id)
        db.stories.redirect(one.id, other.id)
        db.stories.next_revision()
        action = {"corrections": made, "articles": left, "from": one.id, "into": other.id}
        entry = db.undo.add(account, "merge", f"Merged: {one.headline}", action, at=now)
    rt.wake.set()
    return entry


def move(rt: Runtime, account: AccountId, article: int, *, to: int | None) -> int | None:
    """The article belongs to another story, or (None) to none of the present ones."""
    now = rt.clock()
    with rt.store.write() as db:
        line = db.reading.article(article)
        if line.story_id is None:
            raise InputError("this article is in no story yet; try again in a minute")
        others = [other.id for other in db.reading.of_story(line.story_id) if other.id != article]
        if to is None and not others:
            return None
        target = db.stories.create(at=line.at) if to is None else db.stories.get(to).id
        if target == line.story_id:
            return None
        made = [db.stories.correct("apart", article, other, account=account, at=now) for other in others[:20]]
        if to is not None:
            there = db.reading.of_story(target)
            made += (
                [db.stories.correct("together", article, there[0].id, account=account, at=now)]
                if there
                else []
            )
        db.stories.move_articles([article], to=target)
        db.stories.next_revision()
        action = {"corrections": made, "articles": [article], "from": line.story_id}
        entry = db.undo.add(account, "move", f"Moved: {line.title}", action, at=now)
    rt.wake.set()
    return entry
