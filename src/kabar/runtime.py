"""Composition root: configuration in, collaborators out. No stage sees it, and it has no behaviour of its own."""

import gc
import os
import random
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from kabar.annotate import AnnotateSettings, Annotator, open_annotator
from kabar.cluster import ClusterSettings, Window
from kabar.config import Config
from kabar.extract.pool import ExtractionPool
from kabar.fetch import Fetcher, FetchSettings, open_fetcher
from kabar.fetch.claims import HostClaims
from kabar.model.views import Progress
from kabar.sources.inbox import Inbox
from kabar.store import Store, open_store

Clock = Callable[[], datetime]
SERVED = "served.at"  # the fact that holds the address of the last `kabar serve`


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Wake:
    """A bell that every loop of the worker hears, each with an event of its own."""

    def __init__(self) -> None:
        self._listeners: list[threading.Event] = []

    def listener(self) -> threading.Event:
        """A new event, set whenever the bell is rung."""
        self._listeners.append(threading.Event())
        return self._listeners[-1]

    def set(self) -> None:
        """Ring."""
        for event in self._listeners:
            event.set()


class Runtime:
    """What the flow and the services work with; each part is opened when it is first used."""

    def __init__(self, config: Config, data_dir: Path, store: Store, clock: Clock = system_clock) -> None:
        self.config = config
        self.data_dir = data_dir
        self.store = store
        self.clock = clock
        self.started_at = clock()
        self.jitter: Callable[[], float] = random.SystemRandom().random
        self.progress: Progress | None = None  # of the round that is under way in this process
        self.holder = f"{os.getpid()}-{secrets.token_hex(6)}"  # this process, in leases on hosts
        self.wake = Wake()  # rung when somebody added work
        self.claims = HostClaims()  # hosts that threads of this process are at
        self.inbox = Inbox()  # deliveries of hubs
        self.posting = threading.Event()  # set when a message should go out at once
        self.clustering = threading.Lock()  # one writer of stories in this process
        self.window_revision = -1  # of the stories that `window` holds; -1: nothing loaded yet

    @cached_property
    def fetcher(self) -> Fetcher:
        """The guarded client."""
        settings = self.config.fetch
        return open_fetcher(
            FetchSettings(
                timeout_seconds=settings.timeout_seconds,
                connect_seconds=settings.connect_seconds,
                max_feed_mib=settings.max_feed_mib,
                max_page_mib=settings.max_page_mib,
                max_image_mib=settings.max_image_mib,
                max_redirects=settings.max_redirects,
                per_host_gap_seconds=settings.per_host_gap_seconds,
                concurrency=settings.concurrency,
                allow_private_hosts=settings.allow_private_hosts,
                parallel_on_private_hosts=settings.parallel_on_private_hosts,
                allow_ports=settings.allow_ports,
                refuse_hosts=_own_hosts(self.config),
                contact_url=settings.contact_url,
                obey_robots=settings.obey_robots,
            )
        )

    @cached_property
    def extraction(self) -> ExtractionPool:
        """Child processes that read pages."""
        workers = self.config.flow.extract_workers or max(1, (os.cpu_count() or 2) - 1)
        return ExtractionPool(workers)

    @cached_property
    def annotator(self) -> Annotator:
        """Models; read from disk at their first use."""
        settings = self.config.annotate
        return open_annotator(
            AnnotateSettings(languages=settings.languages, embedder=settings.embedder or None)
        )

    @cached_property
    def window(self) -> Window:
        """Recent stories in memory; filled by the first clustering step."""
        return Window(ClusterSettings(), embed=self.embed, vector_model=self.annotator.embedder.name)

    @property
    def embed(self) -> Callable:  # type: ignore[type-arg]  # the embedder's own signature says it
        """Texts to unit vectors."""
        return self.annotator.embedder.embed

    @property
    def base_url(self) -> str:
        """Our own address as people open it, without a slash at its end: the configured one, else that last served."""
        web = self.config.web
        if web.base_url:
            return web.base_url.rstrip("/")
        with self.store.read() as db:
            served = db.secrets.fact(SERVED)
        host = "127.0.0.1" if web.host in ("0.0.0.0", "::") else web.host  # noqa: S104 - compared, not bound
        return str(served or f"http://{f'[{host}]' if ':' in host else host}:{web.port}").rstrip("/")

    def now_served(self, address: str) -> None:
        """Tell every process of this installation where its pages are."""
        with self.store.write() as db:
            db.secrets.set_fact(SERVED, address.rstrip("/"))

    def close(self) -> None:
        """Stop threads and child processes, give connections back."""
        for name in ("fetcher", "extraction"):
            part = self.__dict__.get(name)
            if part is not None:
                part.close()
        self.store.close()


def settle_memory() -> None:
    """Call once when a server is set up: what is there stays, and new objects are looked through less often.

    A full garbage collection stops all threads, for about 85 ms with the records that Kabar keeps in memory; with
    Python's defaults every tenth page waited for one.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 50)


def _own_hosts(config: Config) -> tuple[str, ...]:
    """Kabar's own public address: never a source of itself."""
    host = urlsplit(config.web.base_url or "").netloc
    return (host,) if host else ()


def open_runtime(
    config: Config, data_dir: Path, *, clock: Clock = system_clock, upgrade: bool = True
) -> Runtime:
    """Open the database in *data_dir* (or the configured one) and everything around it."""
    return Runtime(config, data_dir, open_store(config.database_url, data_dir, upgrade=upgrade), clock)
