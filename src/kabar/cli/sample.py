"""Subscribe an account to the sample newsroom, which Kabar itself serves on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from kabar.config import Config
from kabar.errors import ConfigError
from kabar.model.account import Account
from kabar.model.feed import SourceKind
from kabar.runtime import Runtime
from kabar.sample.server import SampleServer
from kabar.sources.opml import read_opml

HOST = "127.0.0.1"
PORT = 8089  # first choice; the one that was taken is kept, since addresses of articles contain it
FACT = "sample"


def allow_sample(config: Config) -> Config:
    """The configuration with loopback allowed for fetching, and nothing else changed."""
    fetch = config.fetch
    allowed = (*fetch.allow_private_hosts, HOST)
    return msgspec.structs.replace(
        config, fetch=msgspec.structs.replace(fetch, allow_private_hosts=allowed, per_host_gap_seconds=0.0)
    )


@contextmanager
def sample_newsroom(rt: Runtime, account: Account) -> Iterator[SampleServer]:
    """Serve the sample newsroom and see that *account* reads all of its sources."""
    with rt.store.read() as db:
        known = db.secrets.fact(FACT) or {}
    anchor = datetime.fromisoformat(known["anchor"]) if "anchor" in known else rt.clock()
    server = _open(known.get("port"), anchor)
    _narrow(rt, server.port)
    with server:
        with rt.store.write() as db:
            db.secrets.set_fact(FACT, {"anchor": anchor.isoformat(), "port": server.port})
            for outline in read_opml(server.opml().encode()).outlines:
                number, _ = db.sources.add(
                    outline.url, SourceKind.FEED, at=rt.clock(), title=outline.title, outlet=""
                )
                db.subscriptions.add(
                    account.id, number, at=rt.clock(), group=outline.folders[-1] if outline.folders else None
                )
        yield server


def _narrow(rt: Runtime, port: int) -> None:
    """Of loopback, only the sample's own server may be asked: sources that people add lead where their authors want."""
    fetch = rt.config.fetch
    allowed = tuple(one for one in fetch.allow_private_hosts if one != HOST)
    fetch = msgspec.structs.replace(fetch, allow_private_hosts=(*allowed, f"{HOST}:{port}"))
    rt.config = msgspec.structs.replace(rt.config, fetch=fetch)


def _open(port: int | None, anchor: datetime) -> SampleServer:
    """The server on the port of earlier times: on another, all outlets and articles would come a second time."""
    try:
        return SampleServer(HOST, port or PORT, anchor=anchor)
    except OSError as error:
        if port is not None:
            raise ConfigError(
                f"the addresses of this sample newsroom have port {port}, which another program uses "
                f"({error.strerror}); end that one, or name another folder with --data"
            ) from error
        return SampleServer(HOST, 0, anchor=anchor)
