"""What a story says of itself, out of its articles: headline, counts, names, topics, picture."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kabar.model.article import Topic
from kabar.model.story import KeyPoint, Member, StoryEntity, StoryRecord, Summary

MAX_ENTITIES = 24
MAX_TOPICS = 8
MAX_LIST = 60  # outlets, authors, ...: enough for any page, short enough for any row
HEADLINE_LENGTH = (25, 110)  # characters that a headline that names the event usually has


def make_record(
    story: int,
    members: Sequence[Member],
    summaries: Mapping[str, Summary],
    *,
    broader: Mapping[str, Topic] | None = None,
    developments: Sequence[KeyPoint] = (),
    follow_up_of: int | None = None,
) -> StoryRecord:
    """The record of a story of at least one article; *members* in any order.

    broader: topic code -> the topic above it, which then is the story's, too.
    """
    ordered = sorted(members, key=lambda member: (member.at, member.report.id))
    own = [member for member in ordered if member.copy is None] or ordered
    headlines = _headlines(own, ordered)
    language = Counter(member.report.language for member in own).most_common(1)[0][0]
    picture = _picture(own) or _picture(ordered)
    return StoryRecord(
        id=story,
        headline=headlines[language][0],
        language=language,
        headlines=headlines,
        first_at=ordered[0].at,
        last_at=ordered[-1].at,
        articles=len(ordered),
        independent=len(_distinct(member.report.outlet for member in own)),
        languages=_distinct(member.report.language for member in ordered),
        outlets=_distinct(member.report.outlet for member in ordered)[:MAX_LIST],
        source_ids=tuple(sorted({m.source_id for m in ordered if m.source_id is not None}))[:MAX_LIST],
        topics=_topics(own, broader or {}),
        entities=_entities(own),
        agencies=_distinct(m.report.annotations.agency for m in ordered if m.report.annotations.agency)[
            :MAX_LIST
        ],
        authors=_distinct(author for member in own for author in member.authors)[:MAX_LIST],
        section=next((member.section for member in own if member.section), None),
        image=None if picture is None else picture.image,
        image_article=None if picture is None else picture.report.id,
        summaries=summaries,
        developments=tuple(developments),
        follow_up_of=follow_up_of,
    )


def _distinct(values: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))  # type: ignore[attr-defined]


def _headlines(own: Sequence[Member], ordered: Sequence[Member]) -> dict[str, tuple[str, int]]:
    """For each language the headline that names the event best.

    The one that shares most words with the others of its language (it says what all say), neither clipped
    nor rambling; the earlier one on a tie, so that a headline stays once it stands.
    """
    by_language: dict[str, list[Member]] = defaultdict(list)
    for member in own:
        by_language[member.report.language].append(member)
    for member in ordered:  # a language that only copies have
        by_language.setdefault(member.report.language, [member])
    return {language: _best_headline(group) for language, group in by_language.items()}


def _best_headline(group: Sequence[Member]) -> tuple[str, int]:
    words = [_words(member.report.title) for member in group]
    shared = Counter(word for found in words for word in found)

    def worth(number: int) -> tuple[float, int]:
        title, found = group[number].report.title, words[number]
        common = sum(shared[word] - 1 for word in found) / (len(found) or 1)
        low, high = HEADLINE_LENGTH
        length = len(title) * (2 if title and not title.isascii() and " " not in title else 1)
        fits = 1.0 if low <= length <= high else 0.6
        return (fits * (1.0 + common) * (0.5 if group[number].kind != "article" else 1.0), -number)

    best = max(range(len(group)), key=worth)
    return group[best].report.title, group[best].report.id


def _words(title: str) -> frozenset[str]:
    lowered = title.casefold()
    if " " not in lowered:
        return frozenset(lowered[at : at + 2] for at in range(len(lowered) - 1))
    return frozenset(word.strip(".,:;!?\"'“”‘’()") for word in lowered.split() if len(word) > 2)


def _picture(members: Sequence[Member]) -> Member | None:
    return next((member for member in members if member.image), None)


def _topics(members: Sequence[Member], broader: Mapping[str, Topic]) -> tuple[Topic, ...]:
    total: dict[str, float] = defaultdict(float)
    label: dict[str, str] = {}
    for member in members:
        for topic in member.report.annotations.topics:
            total[topic.code] += topic.score
            label[topic.code] = topic.label
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:MAX_TOPICS]
    found = {code: Topic(code=code, label=label[code], score=score / len(members)) for code, score in ranked}
    for code, topic in list(found.items()):
        above = broader.get(code)
        if above is not None and above.code not in found:
            found[above.code] = replace(above, score=topic.score)
    return tuple(found.values())


def _entities(members: Sequence[Member]) -> tuple[StoryEntity, ...]:
    named: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    first: dict[str, tuple[str, str]] = {}
    # Who reports is shown as outlet and agency; it is not what the story is about.
    reporting = {member.report.outlet.casefold() for member in members}
    reporting |= {(member.report.annotations.agency or "").casefold() for member in members}
    for member in members:
        for entity in member.report.annotations.entities:
            if entity.name.casefold() in reporting or (len(entity.name) < 2 and entity.name.isascii()):
                continue
            named[entity.key] += 1
            mentions[entity.key] += len(entity.mentions)
            first.setdefault(entity.key, (entity.name, entity.kind))
    # A name that one of many reports drops once is not what the story is about.
    floor = 2 if len(members) >= 4 else 1
    kept = [key for key in named if named[key] >= floor]
    kept.sort(key=lambda key: (-named[key], -mentions[key], key))
    return tuple(
        StoryEntity(key=key, name=first[key][0], kind=first[key][1], articles=named[key])
        for key in kept[:MAX_ENTITIES]
    )
