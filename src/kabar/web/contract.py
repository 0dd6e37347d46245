"""What the web app asks of `kabar.service`: one protocol per module there, one method per act.

Rules for all of them: `account` is who asks, and what is not theirs raises NotFoundError exactly as what does
not exist; wrong input raises InputError with a sentence for the person; an act returns the number under which
it can be undone for seven days, or None when there was nothing to do. mypy checks the modules against this.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kabar.model.account import Account, MarkKind, Target
from kabar.model.ids import AccountId
from kabar.model.notices import Channel, ChannelKind, Issue, NoticesView, Rhythm
from kabar.model.outlet_rules import ExtractionView, Rereading, RuleEditor
from kabar.model.panels import (
    AboutView,
    AccountView,
    AddOutcome,
    CatchUpView,
    FollowsView,
    ImportOutcome,
    SearchView,
    Session,
    SourcesView,
    SourceView,
    TasteView,
    UndoEntry,
    WelcomeView,
)
from kabar.model.provenance import ProvenanceRecord
from kabar.model.rules import RulesView
from kabar.model.syndication import FeedDocument, FeedRow, FeedsView
from kabar.model.views import (
    ArticleView,
    Followable,
    FrontPageView,
    Progress,
    Sections,
    SectionView,
    StoryList,
    StoryView,
)

if TYPE_CHECKING:
    from kabar.runtime import Runtime
    from kabar.service.recordings import Piece

Order = Literal["mine", "time", "importance"]


class FrontPages(Protocol):
    """service/frontpage.py"""

    def front_page(
        self, rt: "Runtime", account: AccountId, *, order: Order = "mine", page: int = 1
    ) -> FrontPageView: ...
    def hidden(self, rt: "Runtime", account: AccountId, *, page: int = 1) -> StoryList: ...
    def sections(self, rt: "Runtime", account: AccountId) -> Sections: ...
    def section(
        self, rt: "Runtime", account: AccountId, target: Target, key: str, *, page: int = 1
    ) -> SectionView: ...


class Stories(Protocol):
    """service/stories.py. Corrections (merge, part, move) are kept and obeyed by clustering."""

    def story(self, rt: "Runtime", account: AccountId, story: int) -> StoryView: ...
    def merge(self, rt: "Runtime", account: AccountId, story: int, *, into: int) -> int | None: ...
    def move(self, rt: "Runtime", account: AccountId, article: int, *, to: int | None) -> int | None: ...
    def part(
        self,
        rt: "Runtime",
        account: AccountId,
        story: int,
        articles: Sequence[int],
        *,
        to: int | None = None,
    ) -> int | None: ...


class Provenances(Protocol):
    """service/provenance.py: where an article comes from, as a document and as a line to quote."""

    def provenance(self, rt: "Runtime", account: AccountId, article: int) -> ProvenanceRecord: ...
    def citation(self, record: ProvenanceRecord, *, locale: str, timezone: str = "UTC") -> str: ...


class Reading(Protocol):
    """service/reading.py. `mark(on=False)` takes a mark away; a story's own id, or the article's for SAVED, READ."""

    def article(self, rt: "Runtime", account: AccountId, article: int) -> ArticleView: ...
    def mark(
        self,
        rt: "Runtime",
        account: AccountId,
        kind: MarkKind,
        *,
        story: int | None = None,
        article: int | None = None,
        on: bool = True,
    ) -> int | None: ...
    def opened(
        self, rt: "Runtime", account: AccountId, *, story: int | None = None, article: int | None = None
    ) -> None: ...
    def mark_all_read(self, rt: "Runtime", account: AccountId, stories: Sequence[int]) -> int | None: ...
    def progress(self, rt: "Runtime", account: AccountId, article: int, *, fraction: float) -> None: ...
    def report(self, rt: "Runtime", account: AccountId, article: int, *, note: str) -> None: ...
    def saved(self, rt: "Runtime", account: AccountId, *, page: int = 1) -> StoryList: ...
    def history(self, rt: "Runtime", account: AccountId, *, page: int = 1) -> StoryList: ...


class Following(Protocol):
    """service/following.py. An empty label: the service finds it from the key."""

    def follows(self, rt: "Runtime", account: AccountId) -> FollowsView: ...
    def follow(
        self,
        rt: "Runtime",
        account: AccountId,
        target: Target,
        key: str,
        *,
        label: str = "",
        strength: float = 1.0,
    ) -> int | None: ...
    def mute(
        self, rt: "Runtime", account: AccountId, target: Target, key: str, *, label: str = ""
    ) -> int | None: ...
    def forget(self, rt: "Runtime", account: AccountId, target: Target, key: str) -> int | None: ...
    def alert(
        self, rt: "Runtime", account: AccountId, target: Target, key: str, *, on: bool
    ) -> int | None: ...

    def topic_tree(
        self, rt: "Runtime", account: AccountId, words: str = ""
    ) -> tuple[tuple[Followable, tuple[Followable, ...]], ...]: ...


class Catching(Protocol):
    """service/catching.py: lists that end."""

    def since(self, rt: "Runtime", account: AccountId) -> CatchUpView: ...
    def day(self, rt: "Runtime", account: AccountId) -> CatchUpView: ...
    def week(self, rt: "Runtime", account: AccountId) -> CatchUpView: ...
    def unread(self, rt: "Runtime", account: AccountId, *, page: int = 1) -> StoryList: ...


class Noticing(Protocol):
    """service/noticing.py. Sending itself is `kabar.digest`'s; nothing goes out before a channel is switched on."""

    def notices(self, rt: "Runtime", account: AccountId) -> NoticesView: ...
    def set_alerts(
        self,
        rt: "Runtime",
        account: AccountId,
        *,
        cap: int,
        quiet_from: int | None,
        quiet_to: int,
        least_reports: int,
    ) -> int | None: ...
    def set_digests(
        self, rt: "Runtime", account: AccountId, *, rhythm: Rhythm, hour: int, weekday: int, stories: int
    ) -> int | None: ...
    def add_channel(
        self,
        rt: "Runtime",
        account: AccountId,
        kind: ChannelKind,
        address: Mapping[str, str],
        *,
        label: str = "",
    ) -> Channel: ...
    def switch(
        self,
        rt: "Runtime",
        account: AccountId,
        channel: int,
        *,
        alerts: bool | None = None,
        digests: bool | None = None,
    ) -> int | None: ...
    def remove_channel(self, rt: "Runtime", account: AccountId, channel: int) -> int | None: ...
    def send_again(self, rt: "Runtime", account: AccountId, number: int) -> None: ...
    def stop(self, rt: "Runtime", channel: int) -> Channel: ...
    def issue(self, rt: "Runtime", account: AccountId, number: int) -> Issue: ...


class Subscribing(Protocol):
    """service/subscribing.py. `add` may take as long as one fetch; `poll` only makes the source due."""

    def sources(self, rt: "Runtime", account: AccountId) -> SourcesView: ...
    def source(self, rt: "Runtime", account: AccountId, source: int) -> SourceView: ...
    def add(self, rt: "Runtime", account: AccountId, address: str) -> AddOutcome: ...
    def add_page(
        self, rt: "Runtime", account: AccountId, address: str, rule: Mapping[str, Any]
    ) -> AddOutcome: ...
    def remove(self, rt: "Runtime", account: AccountId, source: int) -> int | None: ...
    def poll(self, rt: "Runtime", account: AccountId, source: int) -> None: ...
    def pause(self, rt: "Runtime", account: AccountId, source: int, *, on: bool) -> int | None: ...
    def import_opml(self, rt: "Runtime", account: AccountId, document: bytes) -> ImportOutcome: ...
    def export_opml(self, rt: "Runtime", account: AccountId) -> bytes: ...
    def progress(self, rt: "Runtime") -> Progress | None: ...


class Searching(Protocol):
    """service/searching.py. A query that cannot be read is a view with problems, never an exception."""

    def search(
        self,
        rt: "Runtime",
        account: AccountId,
        query: str,
        *,
        order: Literal["newest", "best"] = "newest",
        page: int = 1,
    ) -> SearchView: ...


class Tasting(Protocol):
    """service/tasting.py: what ranking has learned, to be read and edited."""

    def taste(self, rt: "Runtime", account: AccountId) -> TasteView: ...
    def set_weight(self, rt: "Runtime", account: AccountId, key: str, weight: float | None) -> int | None: ...
    def adjust(
        self, rt: "Runtime", account: AccountId, key: str, direction: Literal["more", "less", "not"]
    ) -> int | None: ...
    def set_widen(self, rt: "Runtime", account: AccountId, widen: float) -> int | None: ...
    def set_side(self, rt: "Runtime", account: AccountId, outlet: str, side: str) -> int | None: ...
    def reset(self, rt: "Runtime", account: AccountId) -> int | None: ...
    def export(self, rt: "Runtime", account: AccountId) -> bytes: ...


class Feeds(Protocol):
    """service/feeds.py. `make` alone knows the token; `document` asks for it and for nobody's session."""

    def feeds(
        self, rt: "Runtime", account: AccountId, *, target: Target | None = None, key: str = ""
    ) -> FeedsView: ...
    def make(self, rt: "Runtime", account: AccountId, target: Target | None, key: str) -> FeedsView: ...
    def rotate(self, rt: "Runtime", account: AccountId, feed: int) -> FeedsView: ...
    def revoke(self, rt: "Runtime", account: AccountId, feed: int) -> FeedRow: ...
    def document(self, rt: "Runtime", token: str) -> FeedDocument: ...


class Ruling(Protocol):
    """service/ruling.py. Mistakes in rules are in the view, with their places; with any, `save` saves nothing."""

    def rules(self, rt: "Runtime", account: AccountId, *, whole: int | None = None) -> RulesView: ...
    def preview(self, rt: "Runtime", account: AccountId, text: str) -> RulesView: ...
    def save(self, rt: "Runtime", account: AccountId, text: str) -> RulesView: ...


class Extractions(Protocol):
    """service/extraction.py. Mistakes in selectors are in the view, with their places; with any, `save` saves nothing."""

    def overview(self, rt: "Runtime", account: AccountId) -> ExtractionView: ...
    def editor(
        self, rt: "Runtime", account: AccountId, outlet: str, *, article: int | None = None
    ) -> RuleEditor: ...
    def try_out(
        self,
        rt: "Runtime",
        account: AccountId,
        outlet: str,
        *,
        keep: str,
        drop: str,
        article: int | None = None,
    ) -> RuleEditor: ...
    def save(self, rt: "Runtime", account: AccountId, outlet: str, *, keep: str, drop: str) -> RuleEditor: ...
    def remove(self, rt: "Runtime", account: AccountId, outlet: str) -> RuleEditor: ...
    def reread(
        self, rt: "Runtime", account: AccountId, *, outlet: str = "", since: datetime | None = None
    ) -> Rereading: ...
    def under_way(self, rt: "Runtime", account: AccountId) -> Rereading | None: ...
    def settle(self, rt: "Runtime", account: AccountId, report: int) -> int | None: ...


class Undoing(Protocol):
    """service/undoing.py. `undo` raises NotFoundError after seven days and ConflictError when it was undone."""

    def undo(self, rt: "Runtime", account: AccountId, entry: int) -> None: ...
    def recent(self, rt: "Runtime", account: AccountId) -> Sequence[UndoEntry]: ...


class Accounts(Protocol):
    """service/accounts.py"""

    def account(self, rt: "Runtime", account: AccountId) -> AccountView: ...
    def set_reading(
        self, rt: "Runtime", account: AccountId, *, languages: Sequence[str], timezone: str, locale: str
    ) -> None: ...
    def set_password(
        self, rt: "Runtime", account: AccountId, *, current: str | None, new: str, keep_session: int | None
    ) -> None: ...
    def create(self, rt: "Runtime", admin: AccountId, name: str, *, password: str) -> AccountId: ...
    def invite(self, rt: "Runtime", admin: AccountId, account: AccountId) -> str: ...
    def sign_in(
        self, rt: "Runtime", name: str, password: str, *, address: str, user_agent: str
    ) -> tuple[str, Session]: ...
    def redeem_link(
        self, rt: "Runtime", token: str, *, address: str, user_agent: str
    ) -> tuple[str, Session]: ...
    def resume(self, rt: "Runtime", token: str) -> tuple[Account, Session] | None: ...
    def end_session(self, rt: "Runtime", account: AccountId, session: int) -> None: ...
    def end_other_sessions(self, rt: "Runtime", account: AccountId, *, keep: int) -> int: ...


class Beginning(Protocol):
    """service/beginning.py: the first minute. An account that has never chosen has no `last_seen_at`; begin sets it."""

    def welcome(self, rt: "Runtime", account: AccountId) -> WelcomeView: ...
    def begin(
        self,
        rt: "Runtime",
        account: AccountId,
        *,
        languages: Sequence[str],
        topics: Sequence[str],
        starters: Sequence[str],
    ) -> int | None: ...


class Pictures(Protocol):
    """service/pictures.py: the bytes of a remote picture through the guarded client, cached; raises SourceError."""

    def fetch(self, rt: "Runtime", url: str) -> bytes: ...


class Recordings(Protocol):
    """service/recordings.py: a piece of a film or sound through the guarded client, cached; raises SourceError."""

    def piece(self, rt: "Runtime", url: str, at: int) -> "Piece": ...


class About(Protocol):
    """service/about.py. `alive` is one trivial read: False when the database does not answer."""

    def about(self, rt: "Runtime", account: AccountId | None) -> AboutView: ...
    def alive(self, rt: "Runtime") -> bool: ...
    def secret(
        self, rt: "Runtime", name: str
    ) -> bytes: ...  # 32 random bytes, made once, kept in the database


class Services(Protocol):
    """The package `kabar.service`, as the web app sees it."""

    @property
    def frontpage(self) -> FrontPages: ...
    @property
    def catching(self) -> Catching: ...
    @property
    def noticing(self) -> Noticing: ...
    @property
    def stories(self) -> Stories: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def provenance(self) -> Provenances: ...
    @property
    def following(self) -> Following: ...
    @property
    def subscribing(self) -> Subscribing: ...
    @property
    def searching(self) -> Searching: ...
    @property
    def tasting(self) -> Tasting: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def ruling(self) -> Ruling: ...
    @property
    def extraction(self) -> Extractions: ...
    @property
    def undoing(self) -> Undoing: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def beginning(self) -> Beginning: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def recordings(self) -> Recordings: ...
    @property
    def about(self) -> About: ...
