"""Alerts and digests over the filled sample, through real servers on loopback: mail, Web Push, Apprise, files."""

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from ways_out import MailServer, Taker, mail_server, taker

from kabar.digest import encryption, files, issues, sending
from kabar.digest.looking import look
from kabar.digest.stopping import channel_of_link
from kabar.errors import InputError
from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.model.notices import Channel, ChannelKind, Sending
from kabar.runtime import Runtime
from kabar.service import following, frontpage, noticing, reading, ruling, undoing
from kabar.work.post import run_post

SENDER = """
import sys
from pathlib import Path
import msgspec
from kabar.config import Config, MailConfig
from kabar.digest import sending
from kabar.runtime import open_runtime
mail = MailConfig(host="127.0.0.1", port=int(sys.argv[2]), security="none", sender="kabar@example.org")
sending.deliver(open_runtime(msgspec.structs.replace(Config(), mail=mail), Path(sys.argv[1])))
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def web() -> Iterator[Taker]:
    with taker() as running:
        yield running


@pytest.fixture
def rt(newsroom: Runtime, server: MailServer) -> Runtime:
    """The newsroom, at noon of the account's day, with a mail server and loopback allowed."""
    mail = msgspec.structs.replace(
        newsroom.config.mail,
        host="127.0.0.1",
        port=server.port,
        security="none",
        sender="Kabar <kabar@example.org>",
    )
    fetch = msgspec.structs.replace(newsroom.config.fetch, allow_private_hosts=("127.0.0.0/8",))
    newsroom.config = msgspec.structs.replace(newsroom.config, mail=mail, fetch=fetch)
    return newsroom


def later(rt: Runtime, span: timedelta) -> None:
    """Move the clock."""
    before = rt.clock
    rt.clock = lambda: before() + span


def channel(rt: Runtime, account: AccountId, kind: ChannelKind, **address: str) -> Channel:
    """A channel that takes everything."""
    made = noticing.add_channel(rt, account, kind, address)
    noticing.switch(rt, account, made.id, alerts=True, digests=True)
    return made


def alert_to_everything(rt: Runtime, account: AccountId, *, since: timedelta = timedelta(days=30)) -> None:
    """Alerts for each language, as if they had been switched on long ago; no quiet hours, no threshold."""
    for language in ("en", "id", "de", "ar", "zh", "es"):
        following.follow(rt, account, Target.LANGUAGE, language)
        following.alert(rt, account, Target.LANGUAGE, language, on=True)
    noticing.set_alerts(rt, account, cap=3, quiet_from=None, quiet_to=0, least_reports=1)
    with rt.store.write() as db:
        settings = db.channels.settings(account)
        db.channels.save_settings(account, replace(settings, since=rt.clock() - since))
        for follow in db.follows.of(account):
            db.follows.put(account, replace(follow, alert_at=rt.clock() - since), at=rt.clock())


def text_of(mail: object) -> str:
    part = mail.get_body(("plain",))  # type: ignore[attr-defined]  # a parsed mail
    return str(part.get_content()).replace("\r\n", "\n")


def test_nothing_is_sent_before_somebody_asks(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    made = noticing.add_channel(rt, owner, ChannelKind.MAIL, {"to": "ayu@example.org"})
    later(rt, timedelta(days=2))

    assert (False, False) == (made.alerts, made.digests)
    assert 0 == run_post(rt)
    assert [] == server.mails


def test_alerts_are_one_for_each_story_with_a_cap(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    alert_to_everything(rt, owner)
    sent = run_post(rt)
    (mail,) = server.mails
    told = noticing.notices(rt, owner).told
    stories = [one.story for one in told if one.kind == "new"]

    assert 1 == sent
    assert [["ayu@example.org"]] == server.recipients
    assert 3 == len(stories) == len(set(stories))
    assert all(f"/story/{story}\n" in text_of(mail) for story in stories)
    assert {"held"} == {one.kind for one in told} - {"new"}
    assert "over your number of alerts a day" in text_of(mail)


def test_same_news_is_not_told_again(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    alert_to_everything(rt, owner)
    run_post(rt)
    later(rt, timedelta(hours=3))

    assert 0 == run_post(rt)
    assert 1 == len(server.mails)


def test_update_comes_only_with_something_new(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    noticing.set_alerts(rt, owner, cap=5, quiet_from=None, quiet_to=0, least_reports=1)
    with rt.store.read() as db:
        records = [db.stories.get(c.id) for c in frontpage.front_page(rt, owner).cards]
        card, point = next(
            (record, point)
            for record in records
            if record.independent > 1
            for point in record.summary_in(record.language).points
            if not point.also and db.reading.article(point.article).copy_of is None
        )
    following.follow(rt, owner, Target.STORY, str(card.id))
    following.alert(rt, owner, Target.STORY, str(card.id), on=True)
    quiet = run_post(rt)
    # A report that came afterwards says one of the key points, and no earlier one says it.
    _seen_later(rt, point.article)
    later(rt, timedelta(hours=3))
    told = run_post(rt)
    (one,) = noticing.notices(rt, owner).told

    assert (0, 1) == (quiet, told)
    assert ("update", card.id) == (one.kind, one.story)
    assert point.text.split()[0] in text_of(server.mails[0])


def _seen_later(rt: Runtime, article: int) -> None:
    """As if the article had come in an hour from now."""
    import sqlalchemy as sa

    from kabar.store.schema import articles

    at = rt.clock() + timedelta(hours=1)
    with rt.store.engine.begin() as connection:
        connection.execute(sa.update(articles).where(articles.c.id == article).values(first_seen_at=at))


def test_quiet_hours_hold_alerts_back_until_they_end(
    rt: Runtime, owner: AccountId, server: MailServer
) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    alert_to_everything(rt, owner)
    hour = rt.clock().hour  # the account's zone is UTC
    noticing.set_alerts(rt, owner, cap=3, quiet_from=hour, quiet_to=(hour + 2) % 24, least_reports=1)
    in_the_night = run_post(rt)
    later(rt, timedelta(hours=2))

    assert (0, 1) == (in_the_night, run_post(rt))


def test_hidden_and_muted_stories_bring_no_alert(rt: Runtime, owner: AccountId) -> None:
    channel(rt, owner, ChannelKind.FILE)
    alert_to_everything(rt, owner)
    for language in ("en", "id", "de", "ar", "zh", "es"):
        following.mute(rt, owner, Target.LANGUAGE, language)

    assert 0 == look(rt)


def test_rule_alerts_from_its_making_on(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    noticing.set_alerts(rt, owner, cap=5, quiet_from=None, quiet_to=0, least_reports=20)
    recent = rt.clock() - timedelta(hours=30)
    cards = frontpage.front_page(rt, owner).cards
    card = next(c for c in cards if c.last_at and c.last_at > recent)
    ruling.save(rt, owner, f'alert if title:"{card.headline}"')
    before = run_post(rt)
    with rt.store.read() as db:
        reports = db.reading.of_story(card.id)
    for report in reports:
        _seen_later(rt, report.id)
    later(rt, timedelta(hours=2))
    after = run_post(rt)

    assert (0, 1) == (before, after)
    assert "Your rule asks for it" in text_of(server.mails[0])


def test_digest_by_mail_has_reasons_text_and_a_way_to_stop(
    rt: Runtime, owner: AccountId, server: MailServer
) -> None:
    made = channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    hour = (rt.clock().hour + 1) % 24
    noticing.set_digests(rt, owner, rhythm="daily", hour=hour, weekday=0, stories=5)
    early = run_post(rt)
    later(rt, timedelta(hours=1, minutes=5))
    late = run_post(rt)
    again = run_post(rt)
    (mail,) = server.mails
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    text = text_of(mail)
    cards = frontpage.front_page(rt, owner).cards

    assert (0, 1, 0) == (early, late, again)
    assert 5 == text.count("/story/") == html.count("/story/")
    assert "Why: " in text
    assert any(reason.text in html for card in cards for reason in card.reasons)
    assert "<script" not in html
    assert "src=" not in html  # nothing is fetched when it is opened
    stop = mail["List-Unsubscribe"].strip(" <>")
    assert "List-Unsubscribe=One-Click" == mail["List-Unsubscribe-Post"]
    assert stop in text
    assert made.id == channel_of_link(stop.rpartition("/")[2], sending.secret_of(rt, "stop"))
    assert max(map(len, text.splitlines())) < 100


def test_day_without_news_brings_no_mail(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    later(rt, timedelta(days=20))
    noticing.set_digests(rt, owner, rhythm="daily", hour=rt.clock().hour, weekday=0, stories=5)
    later(rt, timedelta(days=1))

    assert 0 == run_post(rt)
    assert [] == server.mails


def test_refused_mail_is_told_where_the_person_can_act_and_tried_again(
    rt: Runtime, owner: AccountId, server: MailServer
) -> None:
    made = channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    server.refuse = "451 come back later"
    issue = issues.send_one_now(rt, owner)
    assert issue is not None
    first = sending.deliver(rt)
    (row,) = noticing.notices(rt, owner).outgoing
    (told,) = noticing.notices(rt, owner).channels
    server.refuse = ""
    too_early = sending.deliver(rt)
    later(rt, timedelta(minutes=2))
    second = sending.deliver(rt)
    (well,) = noticing.notices(rt, owner).channels

    assert (0, 0, 1) == (first, too_early, second)
    assert Sending.WAITING is row.state
    assert "the mail server says 451 come back later" == told.error
    assert (made.id, "", 0) == (well.id, well.error, well.failures)


def test_refused_address_is_given_up_and_can_be_sent_again(
    rt: Runtime, owner: AccountId, server: MailServer
) -> None:
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    server.refuse = "550 no such box"
    issues.send_one_now(rt, owner)
    sending.deliver(rt)
    (row,) = noticing.notices(rt, owner).outgoing
    server.refuse = ""
    noticing.send_again(rt, owner, row.id)

    assert Sending.FAILED is row.state
    assert 1 == sending.deliver(rt)


def test_process_that_ended_while_sending_sends_nothing_twice(
    rt: Runtime, owner: AccountId, server: MailServer
) -> None:
    """What was in its hands is told as uncertain for mail, and done again where that does no harm."""
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    channel(rt, owner, ChannelKind.FILE)
    issues.send_one_now(rt, owner)
    with rt.store.write() as db:  # as a killed process leaves it
        taken = db.outbox.take(now=rt.clock())
    at_once = sending.deliver(rt)
    later(rt, timedelta(minutes=11))
    afterwards = sending.deliver(rt)
    states = {row.label: row.state for row in noticing.notices(rt, owner).outgoing}

    assert 2 == len(taken)
    assert (0, 1) == (at_once, afterwards)
    assert {"ayu@example.org": Sending.UNCERTAIN, "files": Sending.SENT} == states
    assert [] == server.mails


@pytest.mark.slow
def test_killed_process_sends_nothing_twice(rt: Runtime, owner: AccountId, server: MailServer) -> None:
    """A real one, killed while the mail server has the mail and has not answered yet."""
    channel(rt, owner, ChannelKind.MAIL, to="ayu@example.org")
    issues.send_one_now(rt, owner)
    server.hold = True
    sender = subprocess.Popen([sys.executable, "-c", SENDER, str(rt.data_dir), str(server.port)])
    try:
        assert server.came.wait(60)
    finally:
        sender.kill()
        sender.wait()
    server.hold = False
    at_once = sending.deliver(rt)
    later(rt, timedelta(minutes=11))
    afterwards = sending.deliver(rt)
    (row,) = noticing.notices(rt, owner).outgoing

    assert (0, 0) == (at_once, afterwards)
    assert Sending.UNCERTAIN is row.state
    assert 1 == len(server.mails)


def test_file_is_written_whole_under_one_name(rt: Runtime, owner: AccountId) -> None:
    channel(rt, owner, ChannelKind.FILE)
    issues.send_one_now(rt, owner)
    sending.deliver(rt)
    (path,) = files.folder(rt.data_dir, owner, "digest").iterdir()

    assert ".html" == path.suffix
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")


def browser(endpoint: str) -> tuple[ec.EllipticCurvePrivateKey, dict[str, str]]:
    """A browser's subscription with the key that only it has."""
    key = ec.generate_private_key(ec.SECP256R1())
    shown = {"p256dh": encryption.encode(encryption.public_bytes(key)), "auth": encryption.encode(b"a" * 16)}
    return key, {"endpoint": endpoint, **shown}


def opened(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser makes of a message, written from RFC 8291 and 8188 alone."""
    salt, size, length = body[:16], *struct.unpack("!LB", body[16:21])
    theirs, sealed = body[21 : 21 + length], body[21 + length :]
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    info = b"WebPush: info\0" + encryption.public_bytes(key) + theirs
    secret = HKDF(hashes.SHA256(), 32, auth, info).derive(shared)
    content_key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
    plain = AESGCM(content_key).decrypt(nonce, sealed, None)
    assert size >= len(sealed)
    assert plain.endswith(b"\x02")
    return plain[:-1]


def test_push_reaches_the_browser_encrypted_and_signed(rt: Runtime, owner: AccountId, web: Taker) -> None:
    key, address = browser(f"{web.url}/push/abc")
    made = channel(rt, owner, ChannelKind.PUSH, **address)
    alert_to_everything(rt, owner)
    sent = run_post(rt)
    (post,) = web.posts
    said = json.loads(opened(post.body, key, b"a" * 16))
    token, shown = (
        part.partition("=")[2] for part in post.headers["authorization"].split(" ", 1)[1].split(", ")
    )
    head, claims, signature = token.split(".")

    assert 1 == sent
    assert "3 stories for you" == said["title"]
    assert ("aes128gcm", "86400") == (post.headers["content-encoding"], post.headers["ttl"])
    assert web.url == json.loads(encryption.decode(claims))["aud"]
    assert shown == encryption.encode(
        encryption.public_bytes(encryption.private_key(sending.push_secret(rt)))
    )
    _verify(shown, f"{head}.{claims}", signature)
    assert made.label == "127.0.0.1"


def _verify(key: str, signed: str, signature: str) -> None:
    """Raises when the signature is not the key's."""
    from cryptography.hazmat.primitives.asymmetric import utils

    raw = encryption.decode(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), encryption.decode(key))
    point.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))


def test_browser_that_ended_its_subscription_is_not_asked_again(
    rt: Runtime, owner: AccountId, web: Taker
) -> None:
    _, address = browser(f"{web.url}/push/abc")
    channel(rt, owner, ChannelKind.PUSH, **address)
    web.status = 410
    issues.send_one_now(rt, owner)
    sending.deliver(rt)
    later(rt, timedelta(days=1))
    issues.send_one_now(rt, owner)
    sending.deliver(rt)
    (told,) = noticing.notices(rt, owner).channels

    assert told.gone
    assert 1 == len(web.posts)


def test_apprise_goes_through_our_client(rt: Runtime, owner: AccountId, web: Taker) -> None:
    made = channel(rt, owner, ChannelKind.APPRISE, url=web.url.replace("http://", "json://") + "/hook")
    row = sending.send_test(rt, owner, made.id)
    (post,) = web.posts
    said = json.loads(post.body)

    assert Sending.SENT is row.state, row.error
    assert "/hook" == post.path
    assert "A test from Kabar" == said["title"]
    assert "the test that you asked for" in said["message"]


def test_apprise_cannot_reach_private_addresses(newsroom: Runtime, owner: AccountId, web: Taker) -> None:
    fetch = msgspec.structs.replace(newsroom.config.fetch, allow_private_hosts=())
    newsroom.config = msgspec.structs.replace(newsroom.config, fetch=fetch)
    made = channel(newsroom, owner, ChannelKind.APPRISE, url=web.url.replace("http://", "json://"))
    row = sending.send_test(newsroom, owner, made.id)

    assert Sending.FAILED is row.state
    assert "not on the public internet" in row.error
    assert [] == web.posts


@pytest.mark.parametrize(
    "url", ["syslog://localhost", "mailto://a:b@example.org", "dbus://", "nonsense://x", "vapid://a@b.c/d"]
)
def test_services_past_our_client_are_refused(url: str) -> None:
    from kabar.digest import services

    with pytest.raises(InputError):
        services.check(url)


def test_switching_and_removing_a_channel_can_be_undone(rt: Runtime, owner: AccountId) -> None:
    made = channel(rt, owner, ChannelKind.FILE)
    entry = noticing.remove_channel(rt, owner, made.id)
    assert entry is not None
    gone = noticing.notices(rt, owner).channels
    undoing.undo(rt, owner, entry)
    (back,) = noticing.notices(rt, owner).channels

    assert () == gone
    assert (True, True) == (back.alerts, back.digests)


def test_story_that_was_read_brings_no_alert(rt: Runtime, owner: AccountId) -> None:
    channel(rt, owner, ChannelKind.FILE)
    alert_to_everything(rt, owner)
    with rt.store.read() as db:
        stories = [r.id for r in db.stories.candidates((), since=rt.clock() - timedelta(days=9))]
    reading.mark_all_read(rt, owner, stories)

    assert 0 == look(rt)


def test_files_of_the_data_folder_stay_there(rt: Runtime, owner: AccountId, tmp_path: Path) -> None:
    channel(rt, owner, ChannelKind.FILE)
    issues.send_one_now(rt, owner)
    sending.deliver(rt)

    assert files.folder(rt.data_dir, owner, "digest").is_relative_to(rt.data_dir)
