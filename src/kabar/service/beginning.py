"""The first minute: languages and interests of a new account."""

from collections.abc import Sequence
from dataclasses import replace

from kabar.model.account import Follow, Target
from kabar.model.ids import AccountId
from kabar.model.panels import WelcomeView
from kabar.runtime import Runtime
from kabar.service.accounts import readable_languages
from kabar.service.cards import read_reader
from kabar.service.topics import is_topic, top_topics, topic_label


def welcome(rt: Runtime, account: AccountId) -> WelcomeView:
    """What there is to choose from; starter lists come with a curated list of feeds."""
    with rt.store.read() as db:
        reader = read_reader(db, account)
        languages = tuple(db.articles.count_by_language())
    locale = reader.account.locale
    topics = [reader.followable(Target.TOPIC, code, topic_label(code, locale)) for code in top_topics()]
    return WelcomeView(
        languages=languages,
        topics=tuple(sorted(topics, key=lambda topic: topic.label.casefold())),
        sources=len(reader.sources),
    )


def begin(
    rt: Runtime,
    account: AccountId,
    *,
    languages: Sequence[str],
    topics: Sequence[str],
    starters: Sequence[str],
) -> None:
    """Set the languages, follow the topics; from now on the account has been here.

    *starters* are keys of `WelcomeView.starters`; unknown ones are passed over, like unknown topics.
    """
    now = rt.clock()
    with rt.store.write() as db:
        mine = db.accounts.get(account)
        db.accounts.save(replace(mine, languages=readable_languages(languages)))
        for code in dict.fromkeys(topics):
            if is_topic(code) and db.follows.get(account, Target.TOPIC, code) is None:
                wish = Follow(target=Target.TOPIC, key=code, label=topic_label(code, mine.locale))
                db.follows.put(account, wish, at=now)
        db.accounts.seen(account, at=now)
