"""Services of Apprise: those that remain speak by web requests alone."""

import sys

import apprise
import pytest
from apprise.manager_plugins import NotificationManager

from kabar.digest import services


def _allowed() -> dict[str, object]:
    manager = NotificationManager()
    found = {}
    for scheme in manager.schemas():
        module = sys.modules[manager[scheme].__module__]
        if scheme not in services.REFUSED and services._asks_the_web_only(module):
            found[scheme] = module
    return found


def test_no_service_that_opens_sockets_is_among_them() -> None:
    allowed = _allowed()
    opens = [
        s for s, module in allowed.items() if {"SocketTransport", "AppriseSocketError"} & vars(module).keys()
    ]

    assert [] == opens
    assert len(allowed) > 200
    assert {"ntfy", "ntfys", "tgram", "matrixs", "slack", "gotify", "signal", "json"} <= allowed.keys()
    assert allowed.keys().isdisjoint({"mailto", "syslog", "dbus", "mqtt", "irc", "xmpp", "growl", "windows"})


def test_apprise_sends_nothing_past_our_client() -> None:
    services.check("json://example.org")
    taken = apprise.Apprise.instantiate("json://127.0.0.1:9/").notify(body="x")  # no client at hand

    assert not taken


@pytest.mark.parametrize("url", ["", "nonsense", "://", "syslog://localhost"])
def test_what_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(services.InputError):
        services.check(url)
