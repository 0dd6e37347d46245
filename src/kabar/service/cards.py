"""Stories as lists show them: headline in a language the person reads, marks, and what can be followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kabar.i18n import language_name
from kabar.model.account import Account, Follow, MarkKind, Target
from kabar.model.article import Media
from kabar.model.frontpage import Scored
from kabar.model.ids import AccountId
from kabar.model.story import StoryRecord
from kabar.model.views import Followable, PointView, StoryCard
from kabar.service.topics import top_topic, topic_label
from kabar.store import Transaction

CARD_POINTS = 2
CARD_FOLLOWS = 6
MOST_KEPT = 64  # accounts whose follows are kept at hand
_BY_KEY: dict[AccountId, tuple[tuple[Follow, ...], str, Mapping[tuple[str, str], Follow]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks at a list: all that cards need to know of them, read once."""

    account: Account
    follows: Mapping[tuple[str, str], Follow]
    sources: frozenset[int]

    def may_see(self, story: StoryRecord) -> bool:
        """Whether one of the account's sources (or nobody's: a page added by hand) brought it."""
        return not story.source_ids or not self.sources.isdisjoint(story.source_ids)

    def followable(self, target: Target, key: str, label: str, *, kind: str = "") -> Followable:
        """Something with its present state."""
        follow = self.follows.get((target.value, key))
        state = "none" if follow is None else "muted" if follow.muted else "followed"
        alert = follow is not None and follow.alert
        return Followable(target=target, key=key, label=label, state=state, kind=kind, alert=alert)  # type: ignore[arg-type]  # one of three literals


def read_reader(db: Transaction, account: AccountId) -> Reader:
    """Look the person up."""
    person = db.accounts.get(account)
    follows = _by_key(account, db.follows.of(account), person.locale)
    sources = frozenset[int](db.subscriptions.of(account))
    return Reader(account=person, follows=follows, sources=sources)


def _by_key(account: AccountId, follows: tuple[Follow, ...], locale: str) -> Mapping[tuple[str, str], Follow]:
    """*follows* by target and key; kept until they are others: each page needs all five hundred."""
    kept = _BY_KEY.get(account)
    if kept is None or kept[0] is not follows or kept[1] != locale:
        if len(_BY_KEY) >= MOST_KEPT:
            _BY_KEY.clear()
        found = {(f.target.value, f.key): _in_words(f, locale) for f in follows}
        kept = _BY_KEY[account] = (follows, locale, found)
    return kept[2]


def _in_words(follow: Follow, locale: str) -> Follow:
    """A topic or language as it is called in *locale*: it may have been followed when pages had another language."""
    if follow.target is Target.TOPIC:
        label = topic_label(follow.key, locale)
    elif follow.target is Target.LANGUAGE:
        label = language_name(follow.key, locale)
    else:
        return follow
    return follow if follow.label == label else replace(follow, label=label)


def labels_of(wanted: Iterable[str], locale: str) -> dict[str, str]:
    """Topics and languages of those *wanted*, as people call them: `topic:16000000` -> `conflict, war and peace`."""
    labels: dict[str, str] = {}
    for target in wanted:
        kind, _, key = target.partition(":")
        if kind == "topic":
            labels[target] = topic_label(key, locale)
        elif kind == "language":
            labels[target] = language_name(key, locale)
    return labels


def headline_for(record: StoryRecord, account: Account) -> tuple[str, str, int | None]:
    """(headline, language, article) in the first language of the account that a report has.

    An account that never said what it reads is taken to read the language of its interface.
    """
    for wanted in account.languages or (account.locale,):
        for language, (title, article) in record.headlines.items():
            if language.partition("-")[0] == wanted.partition("-")[0]:
                return title, language, article
    lead = record.headlines.get(record.language)
    return record.headline, record.language, None if lead is None else lead[1]


def make_cards(
    db: Transaction,
    reader: Reader,
    records: Sequence[StoryRecord],
    *,
    scored: Mapping[int, Scored] | None = None,
    hidden_by: Mapping[int, str] | None = None,
    tags: Mapping[int, tuple[str, ...]] | None = None,
    points: int = CARD_POINTS,
    follows: int = CARD_FOLLOWS,
) -> tuple[StoryCard, ...]:
    """Cards of *records* in their order."""
    marks = db.marks.on_stories(reader.account.id, [record.id for record in records])
    spoken = {
        number
        for record in records
        for point in record.summary_in(headline_for(record, reader.account)[1]).points[:points]
        for number in (point.article, *point.also)
    }
    outlets = db.reading.speakers(sorted(spoken))
    read = {number: made[MarkKind.READ] for number, made in marks.items() if MarkKind.READ in made}
    news = db.reading.count_seen_after(read)
    return tuple(
        _card(
            record,
            reader,
            marks.get(record.id, {}),
            outlets,
            news=news.get(record.id, 0),
            scored=(scored or {}).get(record.id),
            hidden_by=(hidden_by or {}).get(record.id),
            tags=(tags or {}).get(record.id, ()),
            points=points,
            follows=follows,
        )
        for record in records
    )


def _card(
    record: StoryRecord,
    reader: Reader,
    marks: Mapping[MarkKind, datetime],
    outlets: Mapping[int, tuple[str, str]],
    *,
    news: int,
    scored: Scored | None,
    hidden_by: str | None,
    tags: tuple[str, ...],
    points: int,
    follows: int,
) -> StoryCard:
    headline, language, lead = headline_for(record, reader.account)
    place = next((entity for entity in record.entities if entity.kind == "place"), None)
    return StoryCard(
        id=record.id,
        headline=headline,
        language=language,
        section=section_of(record, reader),
        place=None if place is None else place.name,
        place_key=None if place is None else place.key,
        points=tuple(
            PointView(
                text=point.text,
                language=outlets.get(point.article, ("", language))[1],
                article=point.article,
                start=point.start,
                end=point.end,
                outlet=outlets.get(point.article, ("", language))[0],
                also=tuple(outlets[other][0] for other in point.also if other in outlets),
            )
            for point in record.summary_in(language).points[:points]
        ),
        outlets=record.outlets,
        languages=record.languages,
        articles=record.articles,
        independent=record.independent,
        copies=max(0, record.articles - record.independent),
        first_at=record.first_at,
        last_at=record.last_at,
        image=None if record.image is None else Media(kind="image", url=record.image),
        lead_article=lead,
        reasons=() if scored is None else tuple(scored.reasons),
        score=0.0 if scored is None else scored.score,
        discovery=scored is not None and scored.discovery,
        read=MarkKind.READ in marks,
        saved=MarkKind.SAVED in marks,
        new_since_read=news,
        hidden_by=hidden_by,
        follow=follow_choices(record, reader, headline)[:follows],
        follow_up=record.follow_up_of is not None,
        tags=tags,
    )


def section_of(record: StoryRecord, reader: Reader) -> Followable | None:
    """The story's strongest topic, as a section."""
    if not record.topics:
        return None
    top = top_topic(record.topics[0].code)
    return reader.followable(Target.TOPIC, top, topic_label(top, reader.account.locale))


def follow_choices(record: StoryRecord, reader: Reader, headline: str) -> tuple[Followable, ...]:
    """What can be followed from a card: the story, then its topics, names and outlets."""
    locale = reader.account.locale
    return (
        reader.followable(Target.STORY, str(record.id), headline),
        *(reader.followable(Target.TOPIC, t.code, topic_label(t.code, locale)) for t in record.topics[:2]),
        *(reader.followable(Target.ENTITY, e.key, e.name, kind=e.kind) for e in record.entities[:3]),
        *(reader.followable(Target.OUTLET, outlet, outlet) for outlet in record.outlets[:4]),
        *(reader.followable(Target.AGENCY, agency, agency) for agency in record.agencies[:2]),
    )
