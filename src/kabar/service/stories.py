"""One story, whole, and a person's corrections of it: join two, take reports out, move them elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kabar.errors import InputError
from kabar.i18n import number
from kabar.model.account import MarkKind, Target
from kabar.model.article import StoredArticle
from kabar.model.ids import AccountId
from kabar.model.story import StoryRecord, Summary
from kabar.model.views import CorrectionView, FigureCell, FigureView, SaidView, StoryLink, StoryView
from kabar.pipeline import tell_stories
from kabar.runtime import Runtime
from kabar.service.cards import make_cards, read_reader
from kabar.service.folding import fold_copies, group_reports
from kabar.service.frontpage import rank_records
from kabar.service.places import places_of
from kabar.service.timeline import timeline, told_alone
from kabar.store import Transaction

MOST_RELATED = 5
MOST_PAIRS = 400  # of one correction: what is kept of joining two stories of hundreds


def story(rt: Runtime, account: AccountId, story: int) -> StoryView:
    """The story, or what it was merged into."""
    with rt.store.read() as db:
        record = db.stories.get(story)
        reader = read_reader(db, account)
        scored = {slot.story.id: slot for slot in rank_records(db, rt, reader, [record]).scored}
        card = make_cards(db, reader, [record], scored=scored, points=8, follows=20)[0]
        lines = db.reading.of_story(record.id)
        by_hand = db.corrections.on([line.id for line in lines])
        summary = record.summary_in(card.language)
        earlier = [_link(found) for found in db.neighbours.earlier(record)]
        later = [_link(found) for found in db.neighbours.later(record)]
        related = _related(db, record, {record.id, *(link.id for link in (*earlier, *later))})
        read = db.marks.on_stories(account, [record.id]).get(record.id, {}).get(MarkKind.READ)
        followed = db.follows.seen_at(account, Target.STORY, str(record.id))
    by_id = {line.id: line for line in lines}
    reports = fold_copies(lines, by_hand=by_hand)
    languages, locale = reader.account.languages or (reader.account.locale,), reader.account.locale
    alone = told_alone(record, by_id, shown=card.points, languages=languages)
    shown = (*card.points, *alone)
    return StoryView(
        card=card,
        headlines=tuple(
            (language, title)
            for language, (title, _) in record.headlines.items()
            if language != card.language
        ),
        timeline=timeline(record, summary.figures, by_id, shown=shown, languages=languages, locale=locale),
        reports=reports,
        groups=group_reports(reports, languages),
        only_one=alone,
        figures=_figures(summary, by_id, locale),
        said=_said(summary, by_id),
        places=places_of(record.entities),
        earlier=tuple(earlier),
        later=tuple(later),
        related=tuple(related),
        seen_at=max(filter(None, (read, followed)), default=None),
    )


def _link(record: StoryRecord, why: str = "") -> StoryLink:
    return StoryLink(
        id=record.id, headline=record.headline, language=record.language, at=record.first_at, why=why
    )


def _related(db: Transaction, record: StoryRecord, told: set[int]) -> list[StoryLink]:
    near = db.neighbours.related(record, limit=MOST_RELATED + len(told))
    return [_link(found, " · ".join(names[:3])) for found, names in near if found.id not in told][
        :MOST_RELATED
    ]


def _figures(summary: Summary, by_id: Mapping[int, StoredArticle], locale: str) -> tuple[FigureView, ...]:
    """Those on which reports disagree first; each number by the time at which it was first said."""
    views = []
    for figure in summary.figures:
        told = [value for value in figure.values if value.article in by_id]
        if not told:
            continue
        told.sort(key=lambda value: (value.value, by_id[value.article].at))
        cells = tuple(
            FigureCell(
                text=number(cell.value, locale=locale),
                unit=cell.unit,
                article=cell.article,
                start=cell.start,
                end=cell.end,
                outlet=by_id[cell.article].outlet,
                at=by_id[cell.article].at,
            )
            for cell in told
        )
        language = by_id[figure.values[0].article].language if figure.values[0].article in by_id else "und"
        views.append(FigureView(subject=figure.subject, language=language, agree=figure.agree, values=cells))
    return tuple(sorted(views, key=lambda view: view.agree))


def _said(summary: Summary, by_id: Mapping[int, StoredArticle]) -> tuple[SaidView, ...]:
    return tuple(
        SaidView(
            speaker=said.speaker,
            key=said.key,
            text=said.text,
            language=by_id[said.article].language,
            article=said.article,
            start=said.start,
            end=said.end,
            outlet=by_id[said.article].outlet,
            also=tuple(dict.fromkeys(by_id[other].outlet for other in said.also if other in by_id)),
        )
        for said in summary.statements
        if said.article in by_id
    )


def merge(rt: Runtime, account: AccountId, story: int, *, into: int) -> int | None:
    """Two stories are one event: now, and for whatever clustering decides later."""
    now = rt.clock()
    with rt.store.write() as db:
        one, other = db.stories.get(story), db.stories.get(into)
        if one.id == other.id:
            return None
        left = [line.id for line in db.reading.of_story(one.id)]
        right = [line.id for line in db.reading.of_story(other.id)]
        if not left or not right:
            raise InputError("one of the two stories has no reports any more")
        # All hang on one report: none of them is parted from it again.
        pairs = [(number, right[0]) for number in (*left, *right[1:])][:MOST_PAIRS]
        made = db.corrections.add("together", pairs, account=account, at=now)
        db.stories.move_articles(left, to=other.id)
        carried = db.stories.redirect(one.id, other.id)
        db.stories.next_revision()
        action = {
            "corrections": made,
            "articles": left,
            "from": one.id,
            "into": other.id,
            "carried": carried.as_json(),
        }
        entry = db.undo.add(account, "merge", one.headline, action, at=now)
    tell_stories(rt, only=[other.id])
    rt.wake.set()
    return entry


def move(rt: Runtime, account: AccountId, article: int, *, to: int | None) -> int | None:
    """The article belongs to another story, or (None) to none of the present ones."""
    with rt.store.read() as db:
        line = db.reading.article(article)
    if line.story_id is None:
        raise InputError("this article is in no story yet; try again in a minute")
    return part(rt, account, line.story_id, [article], to=to)


def part(
    rt: Runtime, account: AccountId, story: int, articles: Sequence[int], *, to: int | None = None
) -> int | None:
    """*articles* do not belong to the story: together they make one of their own, or belong to the story *to*.

    Copies that hang on a chosen report go with it. InputError when none is of the story, or all of them are chosen
    for a story of their own.
    """
    now = rt.clock()
    with rt.store.write() as db:
        record = db.stories.get(story)
        lines = db.reading.of_story(record.id)
        chosen = _with_copies(lines, set(articles))
        left = [line for line in lines if line.id not in {one.id for one in chosen}]
        if not chosen:
            raise InputError("choose at least one report of the story")
        if to is None and not left:
            if len(lines) == 1:
                return None
            raise InputError("these are all reports of the story: leave at least one in it")
        target = (
            db.stories.create(at=min(line.at for line in chosen)) if to is None else db.stories.get(to).id
        )
        if target == record.id:
            return None
        made = _keep(db, account, now, chosen, left, db.reading.of_story(target))
        numbers = [line.id for line in chosen]
        db.stories.move_articles(numbers, to=target)
        carried = None if left else db.stories.redirect(record.id, target)
        db.stories.next_revision()
        action = {"corrections": made, "articles": numbers, "from": record.id}
        if carried is not None:
            action |= {"into": target, "carried": carried.as_json()}
        entry = db.undo.add(account, "move", chosen[0].title, action, at=now)
    tell_stories(rt, only=[target, *([record.id] if left else [])])
    rt.wake.set()
    return entry


def _with_copies(lines: Sequence[StoredArticle], wanted: set[int]) -> list[StoredArticle]:
    """The chosen lines and whatever copies them, however long the chain."""
    while True:
        more = {line.id for line in lines if line.copy_of in wanted} - wanted
        if not more:
            return [line for line in lines if line.id in wanted]
        wanted = wanted | more


def _keep(
    db: Transaction,
    account: AccountId,
    now: datetime,
    chosen: Sequence[StoredArticle],
    left: Sequence[StoredArticle],
    there: Sequence[StoredArticle],
) -> list[int]:
    """Write down what a person said by moving *chosen* away from *left*, to *there* or to themselves."""
    apart = [(one.id, other.id) for other in left for one in chosen][:MOST_PAIRS]
    anchor = there[0].id if there else chosen[0].id
    joined = [(one.id, anchor) for one in chosen if one.id != anchor]
    made = db.corrections.add("apart", apart, account=account, at=now)
    return made + db.corrections.add("together", joined[:MOST_PAIRS], account=account, at=now)


def corrections(rt: Runtime, account: AccountId, *, limit: int = 200) -> tuple[CorrectionView, ...]:
    """What people said belongs together or apart, newest first: also a labelled set of pairs."""
    with rt.store.read() as db:
        db.accounts.get(account)
        return tuple(
            CorrectionView(
                id=found.id,
                kind=found.kind,  # type: ignore[arg-type]  # one of two
                article=found.article,
                other=found.other,
                title=found.titles[0],
                other_title=found.titles[1],
                outlet=found.outlets[0],
                other_outlet=found.outlets[1],
                at=found.at,
                mine=found.account == account,
            )
            for found in db.corrections.newest(limit=limit)
        )
