"""Empty the outbox: each message through its channel, once; failures in words, and tried again later.

What is taken is written down as `sending` before it is sent. Mail and services cannot be asked whether a message
arrived, so one that was cut off is never sent by itself again; a browser and a file show the same message once, so
those are. Decision 0110.
"""

from datetime import datetime, timedelta

from kabar.digest import files, mail, push, services
from kabar.digest.stopping import stop_link
from kabar.digest.typesetting import trial_message
from kabar.digest.ways import WayError
from kabar.errors import StoreBusyError
from kabar.log import logger
from kabar.model.ids import AccountId
from kabar.model.notices import ChannelKind, Outgoing, OutgoingRow
from kabar.runtime import Runtime
from kabar.service import noticing
from kabar.store import Transaction

BATCH = 20
# Between the tries; then it is given up. A mail server that is down over night still gets it.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
STALE = timedelta(hours=24)  # an alert that old is no alert
HARMLESS = (ChannelKind.FILE, ChannelKind.PUSH)
CUT_OFF = "Kabar ended while it was being sent; it may have arrived, so it is not sent again by itself"


def deliver(rt: Runtime, *, only: int | None = None) -> int:
    """Send what is due; return how many messages arrived."""
    with rt.store.write() as db:
        db.outbox.recover(now=rt.clock(), harmless=HARMLESS, why=CUT_OFF)
    arrived = 0
    while True:
        with rt.store.write() as db:
            taken = db.outbox.take(now=rt.clock(), limit=1, only=only)
        if not taken:
            return arrived
        arrived += _deliver(rt, taken[0])


def _deliver(rt: Runtime, item: Outgoing) -> bool:
    now = rt.clock()
    problem: WayError | None = None
    try:
        if item.kind == "alert" and now - item.created_at > STALE:
            raise WayError("it could not be sent for a day; it is no longer news", retry=False)
        if item.channel.gone:
            raise WayError(item.channel.error or "this channel has ended", retry=False)
        _send(rt, item)
    except WayError as error:
        problem = error
    except Exception as error:  # a bug in one way out must not stop the others, and is told like a failure
        logger().exception("notice.failed", message=item.id)
        problem = WayError(f"a fault in Kabar: {type(error).__name__}; the log has it", uncertain=True)
    _report(rt, item, problem)
    words = {} if problem is None else {"reason": str(problem)}
    kind, way = item.kind, item.channel.kind.value
    logger().info("notice.sent" if problem is None else "notice.refused", kind=kind, way=way, **words)
    return problem is None


def _report(rt: Runtime, item: Outgoing, problem: WayError | None) -> None:
    """Write down what became of it: this must succeed, so it waits for other writers."""
    for attempt in range(5):
        try:
            with rt.store.write() as db:
                _settle(db, item, problem, now=rt.clock())
            return
        except StoreBusyError:
            if attempt == 4:
                raise


def _settle(db: Transaction, item: Outgoing, problem: WayError | None, *, now: datetime) -> None:
    if problem is None:
        db.outbox.sent(item.id, at=now)
        db.channels.succeeded(item.channel.id, at=now)
        return
    db.channels.failed(item.channel.id, str(problem), gone=problem.gone)
    wait = WAITS[item.attempts - 1] if item.attempts <= len(WAITS) else None
    # A test is for the person who waits for it: it says at once how it went.
    if problem.retry and wait is not None and item.kind != "test":
        asked = timedelta(seconds=min(problem.after_seconds or 0, 86_400))
        db.outbox.again(item.id, str(problem), next_at=now + max(wait, asked))
    else:
        db.outbox.failed(item.id, str(problem), uncertain=problem.uncertain)


def _send(rt: Runtime, item: Outgoing) -> None:
    match item.channel.kind:
        case ChannelKind.MAIL:
            if not rt.config.mail.host:
                raise WayError("there is no mail server: set [mail] host in kabar.toml")
            mail.send(item, rt.config.mail, stop=_stop(rt, item))
        case ChannelKind.APPRISE:
            services.send(item, rt.fetcher)
        case ChannelKind.PUSH:
            push.send(item, rt.fetcher, key=push_secret(rt), contact=_contact(rt), now=rt.clock())
        case ChannelKind.FILE:
            files.send(item, rt.data_dir)


def _stop(rt: Runtime, item: Outgoing) -> str:
    return stop_link(rt.base_url, item.channel.id, secret_of(rt, "stop"))


def secret_of(rt: Runtime, name: str) -> bytes:
    """32 random bytes of this installation, made when they are first asked for."""
    with rt.store.read() as db:
        known = db.secrets.find(name)
    if known is not None:
        return known
    with rt.store.write() as db:
        return db.secrets.get(name)


def push_secret(rt: Runtime) -> bytes:
    """What our key for Web Push is made from."""
    return secret_of(rt, "push")


def _contact(rt: Runtime) -> str:
    """Whom a push service can write to about us; it refuses messages without."""
    sender = rt.config.mail.sender or rt.config.mail.user
    address = sender.rpartition("<")[2].rstrip("> ")
    if "@" in address:
        return f"mailto:{address}"
    url = rt.config.fetch.contact_url or rt.config.web.base_url or ""
    return url if url.startswith(("https://", "mailto:")) else "mailto:kabar@localhost.invalid"


def send_test(rt: Runtime, account: AccountId, channel: int) -> OutgoingRow:
    """Send a test through one of the account's channels now; the row says how it went."""
    with rt.store.read() as db:
        person, chosen = db.accounts.get(account), db.channels.get(account, channel)
    stop = stop_link(rt.base_url, channel, secret_of(rt, "stop")) if chosen.kind is ChannelKind.MAIL else ""
    number = noticing.put_test(rt, account, channel, trial_message(person, base=rt.base_url, stop=stop))
    deliver(rt, only=number)
    return noticing.outcome(rt, account, number)


def prune(rt: Runtime) -> None:
    """Forget what is long settled."""
    now = rt.clock()
    with rt.store.write() as db:
        db.outbox.prune(before=now - timedelta(days=30))
        db.alerts.prune(before=now - timedelta(days=90))
        db.digests.prune(before=now - timedelta(days=400))
