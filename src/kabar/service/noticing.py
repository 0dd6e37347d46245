"""Alerts and digests as a person sets them: when, how many, and by which ways."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from kabar.errors import InputError, NotFoundError
from kabar.model.ids import AccountId
from kabar.model.notices import (
    Channel,
    ChannelKind,
    Issue,
    Message,
    NoticeSettings,
    NoticesView,
    OutgoingRow,
    Rhythm,
)
from kabar.rank.rules import Action, parse
from kabar.runtime import Runtime
from kabar.store import Transaction

MOST_CHANNELS = 20
SHOWN = 20  # alerts, messages and issues in the lists
LONGEST_URL = 2000
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+")
_KEY = re.compile(r"[A-Za-z0-9_-]{10,200}={0,2}")


def notices(rt: Runtime, account: AccountId) -> NoticesView:
    """Everything the page of alerts and digests shows."""
    with rt.store.read() as db:
        return _view(db, rt, account)


def _view(db: Transaction, rt: Runtime, account: AccountId, *, undo: int | None = None) -> NoticesView:
    lines = "\n".join(line.text for line in db.rules.of(account) if line.enabled)
    rules = [rule.source for rule in parse(lines).rules if rule.action is Action.ALERT]
    return NoticesView(
        settings=db.channels.settings(account),
        channels=tuple(db.channels.of(account)),
        alerting=tuple(f for f in db.follows.of(account) if f.alert and not f.muted),
        rules=tuple(rules),
        told=tuple(db.alerts.of(account, limit=SHOWN)),
        outgoing=tuple(db.outbox.of(account, limit=SHOWN)),
        issues=tuple(db.digests.rows(account, limit=SHOWN)),
        mail_ready=bool(rt.config.mail.host),
        undo=undo,
    )


def set_alerts(
    rt: Runtime,
    account: AccountId,
    *,
    cap: int,
    quiet_from: int | None,
    quiet_to: int,
    least_reports: int,
) -> int | None:
    """How many alerts a day, when none, and from how many independent reports on."""
    if not 1 <= cap <= 50:
        raise InputError("Choose between 1 and 50 alerts a day.")
    if quiet_from is not None and not (0 <= quiet_from <= 23 and 0 <= quiet_to <= 23):
        raise InputError("Quiet hours begin and end at an hour from 0 to 23.")
    if not 1 <= least_reports <= 20:
        raise InputError("Choose between 1 and 20 independent reports.")
    with rt.store.write() as db:
        before = db.channels.settings(account)
        after = replace(
            before, cap=cap, quiet_from=quiet_from, quiet_to=quiet_to, least_reports=least_reports
        )
        return _save(db, rt, account, before, after)


def set_digests(
    rt: Runtime, account: AccountId, *, rhythm: Rhythm, hour: int, weekday: int, stories: int
) -> int | None:
    """When a digest is made, and how long it is; the first one comes at the next such hour."""
    if rhythm not in ("off", "daily", "weekly"):
        raise InputError("A digest comes daily, weekly or not at all.")
    if not (0 <= hour <= 23 and 0 <= weekday <= 6):
        raise InputError("Choose an hour from 0 to 23 and a day of the week.")
    if not 3 <= stories <= 30:
        raise InputError("A digest has between 3 and 30 stories.")
    with rt.store.write() as db:
        before = db.channels.settings(account)
        after = replace(before, rhythm=rhythm, hour=hour, weekday=weekday, stories=stories)
        if (rhythm, hour, weekday) != (before.rhythm, before.hour, before.weekday):
            after = replace(after, digest_slot=rt.clock())
        return _save(db, rt, account, before, after)


def _save(
    db: Transaction, rt: Runtime, account: AccountId, before: NoticeSettings, after: NoticeSettings
) -> int | None:
    if before == after:
        return None
    db.channels.save_settings(account, after)
    return db.undo.add(account, "notices", "", {"notices": restorable(before)}, at=rt.clock())


def restorable(settings: NoticeSettings) -> dict[str, object]:
    """What of *settings* a person chose: undoing must not set back what was told meanwhile."""
    names = ("cap", "quiet_from", "quiet_to", "least_reports", "rhythm", "hour", "weekday", "stories")
    return {name: getattr(settings, name) for name in names}


def add_channel(
    rt: Runtime, account: AccountId, kind: ChannelKind, address: Mapping[str, str], *, label: str = ""
) -> Channel:
    """A new way to reach the account; nothing goes there before a purpose is switched on."""
    address, shown = _checked(rt, kind, address)
    with rt.store.write() as db:
        known = db.channels.of(account)
        same = next((one for one in known if one.kind is kind and dict(one.address) == address), None)
        if same is not None:
            return same
        if len(known) >= MOST_CHANNELS:
            raise InputError(f"An account has at most {MOST_CHANNELS} channels; remove one first.")
        return db.channels.add(
            account,
            kind,
            label=(label.strip() or shown)[:120],
            address=address,
            alerts=False,
            digests=False,
            at=rt.clock(),
        )


def _checked(rt: Runtime, kind: ChannelKind, address: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The address as it is kept, and what may be shown of it."""
    match kind:
        case ChannelKind.MAIL:
            to = address.get("to", "").strip()
            if not _MAIL.fullmatch(to) or len(to) > 254:
                raise InputError("That is no mail address; one looks like name@example.org.")
            if not rt.config.mail.host:
                raise InputError("This Kabar has no mail server yet: set [mail] host in kabar.toml.")
            return {"to": to}, to
        case ChannelKind.APPRISE:
            url = address.get("url", "").strip()
            scheme, rest = url.partition("://")[::2]
            if not rest or not re.fullmatch(r"[A-Za-z0-9]{2,20}", scheme) or len(url) > LONGEST_URL:
                raise InputError("That is no Apprise address; one looks like ntfy://topic.")
            return {"url": url}, scheme.lower()
        case ChannelKind.PUSH:
            wanted = {name: address.get(name, "").strip() for name in ("endpoint", "p256dh", "auth")}
            if (
                not wanted["endpoint"].startswith(("https://", "http://"))
                or len(wanted["endpoint"]) > LONGEST_URL
            ):
                raise InputError("The browser gave no address for messages; try again.")
            if not (_KEY.fullmatch(wanted["p256dh"]) and _KEY.fullmatch(wanted["auth"])):
                raise InputError("The browser gave no key for messages; try again.")
            return wanted, urlsplit(wanted["endpoint"]).hostname or ""
        case ChannelKind.FILE:
            return {}, "files"


def switch(
    rt: Runtime, account: AccountId, channel: int, *, alerts: bool | None = None, digests: bool | None = None
) -> int | None:
    """Use a channel for alerts, for digests, or not; None leaves a purpose as it is."""
    with rt.store.write() as db:
        before = db.channels.get(account, channel)
        after = (
            before.alerts if alerts is None else alerts,
            before.digests if digests is None else digests,
        )
        if after == (before.alerts, before.digests):
            return None
        db.channels.update(channel, alerts=after[0], digests=after[1])
        settings = db.channels.settings(account)
        if (
            after[0]
            and not before.alerts
            and not any(c.alerts for c in db.channels.of(account) if c.id != channel)
        ):
            # What came before is not told afterwards.
            db.channels.save_settings(account, replace(settings, since=rt.clock()))
        action = {"channel": channel, "uses": [before.alerts, before.digests]}
        return db.undo.add(account, "channel", before.label, action, at=rt.clock())


def remove_channel(rt: Runtime, account: AccountId, channel: int) -> int | None:
    """Forget a channel with what waits for it."""
    with rt.store.write() as db:
        gone = db.channels.remove(account, channel)
        action = {
            "channel_removed": {
                "kind": gone.kind.value,
                "label": gone.label,
                "address": dict(gone.address),
                "uses": [gone.alerts, gone.digests],
            }
        }
        return db.undo.add(account, "channel_removed", gone.label, action, at=rt.clock())


def put_test(rt: Runtime, account: AccountId, channel: int, message: Message) -> int:
    """Put a test message into the outbox; return its number."""
    with rt.store.write() as db:
        chosen = db.channels.get(account, channel)
        db.channels.update(channel, gone=False)
        number = db.outbox.put(chosen, "test", f"test:{rt.clock().isoformat()}", message, at=rt.clock())
    if number is None:
        raise InputError("A test is being sent already; wait a moment.")
    return number


def outcome(rt: Runtime, account: AccountId, number: int) -> OutgoingRow:
    """What became of a message; NotFoundError for another's."""
    with rt.store.read() as db:
        row = db.outbox.get(account, number)
    if row is None:
        raise NotFoundError("There is no such message.")
    return row


def send_again(rt: Runtime, account: AccountId, number: int) -> None:
    """Send a failed message once more."""
    with rt.store.write() as db:
        if not db.outbox.send_again(account, number, at=rt.clock()):
            raise NotFoundError("There is no such message.")
    rt.posting.set()


def stop(rt: Runtime, channel: int) -> Channel:
    """Switch a channel off from a link in a message; the caller has proved that the link is ours."""
    with rt.store.write() as db:
        found = db.channels.find(channel)
        if found is None:
            raise NotFoundError("There is no such channel.")
        db.channels.update(channel, alerts=False, digests=False)
        action = {"channel": channel, "uses": [found.alerts, found.digests]}
        db.undo.add(AccountId(found.account), "channel", found.label, action, at=rt.clock())
        return found


def issue(rt: Runtime, account: AccountId, number: int) -> Issue:
    """A digest that was made."""
    with rt.store.read() as db:
        return db.digests.get(account, number)
