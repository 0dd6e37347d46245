"""The parts of a score, before and after they are words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

from kabar.model.account import Follow, Target
from kabar.model.frontpage import Reason
from kabar.rank.explain import age_sentence, count_word, sentence
from kabar.rank.targets import FOLLOW, signal_key

# Parts are multiples of this: sums of them are exact in binary floating point, in any order and any language.
GRAIN: Final = 2.0**-20
# Signals whose reasons name nothing that could be followed or liked: they are judged as a whole.
WHOLE: Final = frozenset({"taste", "importance", "freshness", "originality", "quiet", "language", "activity"})


@dataclass(frozen=True, slots=True)
class Saying:
    """In which language parts are said, and what targets are called there."""

    locale: str
    labels: Mapping[str, str]  # "topic:16000000" -> "conflict, war and peace"


# How many grains, signal, `text(saying, *words)` that says it, words, target. Any: what each text asks for.
Part = tuple[int, str, Callable[..., str], tuple[Any, ...], str | None]


class Reasons(Sequence[Reason]):
    """Parts, put into words when somebody looks: hundreds of stories are ranked, thirty are shown."""

    __slots__ = ("_parts", "_said", "_saying")

    def __init__(self, parts: list[Part], saying: Saying) -> None:
        self._parts = parts
        self._saying = saying
        self._said: tuple[Reason, ...] | None = None

    def _say(self) -> tuple[Reason, ...]:
        if self._said is None:
            self._parts.sort(key=_size, reverse=True)
            self._said = tuple(
                [
                    Reason(
                        signal=signal,
                        text=text(self._saying, *words),
                        part=grains * GRAIN,
                        target=reason_target(signal, target),
                    )
                    for grains, signal, text, words, target in self._parts
                ]
            )
        return self._said

    def __len__(self) -> int:
        return len(self._parts)

    @overload
    def __getitem__(self, place: int) -> Reason: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Reason]: ...
    def __getitem__(self, place: int | slice) -> Reason | Sequence[Reason]:
        return self._say()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._say() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._say())


def reason_target(signal: str, target: str | None) -> str | None:
    """What "more / less / not this" beside a reason acts on: the follow, the thing itself, or the whole signal."""
    if target is not None:
        return f"{FOLLOW}:{target}" if signal == "follows" else target
    return signal_key(signal) if signal in WHOLE else None


def _size(part: Part) -> int:
    return abs(part[0])


def plain_text(saying: Saying, text_id: str) -> str:
    """A text without names in it."""
    return sentence(text_id, saying.locale)


def labelled_text(saying: Saying, text_id: str, label: str) -> str:
    """A text with one name in it."""
    return sentence(text_id, saying.locale, label=label)


def follow_text(saying: Saying, follow: Follow) -> str:
    """You follow this."""
    kind = f"follow.{follow.target}" if follow.target in (Target.SEARCH, Target.STORY) else "follow"
    return sentence(kind, saying.locale, label=follow.label or follow.key)


def taste_text(saying: Saying, target: str, value: float, names: Mapping[str, str]) -> str:
    """Your marks say that you like it, or not; *names* are those that the story has for what it is about."""
    key = target.partition(":")[2]
    label = saying.labels.get(target) or names.get(key) or key
    return sentence("taste.more" if value > 0 else "taste.less", saying.locale, label=label)


def age_text(saying: Saying, age: float | None) -> str:
    """How long ago, in seconds; None: nobody knows."""
    return sentence("freshness.unknown", saying.locale) if age is None else age_sentence(age, saying.locale)


def importance_text(saying: Saying, independent: int) -> str:
    """How many report it on their own."""
    return sentence("importance", saying.locale, number=count_word(independent, saying.locale))


def originality_text(saying: Saying, articles: int, independent: int) -> str:
    """How many of the reports are copies."""
    copies = count_word(articles - independent, saying.locale)
    if articles - independent == 1:
        return sentence("originality.one", saying.locale, articles=articles)
    return sentence("originality", saying.locale, number=copies, articles=articles)
