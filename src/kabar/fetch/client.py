"""The one way to the web: `open_fetcher(settings)` gives a `Fetcher` that any thread may use.

Inside it is asyncio on a thread of its own; outside it is plain calls. `get_many` hands answers back as
they arrive; bodies are unpacked on the caller's thread.
"""

import asyncio
import queue as queues
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future

import aiohttp

from kabar.errors import FetchError, SourceError
from kabar.fetch import exchange
from kabar.fetch.addresses import AllowedHosts, Guard
from kabar.fetch.dialling import (
    CheckedResolver,
    Lookup,
    open_connector,
    open_files_limit,
    system_lookup,
    tls_context,
)
from kabar.fetch.exchange import Exchange, Job, Outcome, Raw
from kabar.fetch.politeness import HostQueue, Lane, Pauses, Turn
from kabar.fetch.settings import FetchSettings
from kabar.fetch.sipping import SlowLines
from kabar.model.feed import Fetched, NotModified, Request, Response

_MAX_HEADER_BYTES = 16 * 1024  # one line; some sites send long Content-Security-Policy headers
_MAX_HEADERS = 200
_READ_AHEAD_BYTES = 64 * 1024
_BUFFERED_ANSWERS = 128  # finished and not yet taken, for each get_many
_BUFFERED_BYTES = 16 * 1024 * 1024
_CLOSE_SECONDS = 10.0
_MANY_HOSTS = 8192

Answer = Fetched | NotModified | SourceError


class _Batch:
    """The answers of one get_many. The loop only adds, the caller only takes: no lock is needed.

    Answers that arrive in one turn of the loop are handed over together: waking a thread costs more than
    reading a 304.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._answers: queues.SimpleQueue[list[tuple[Job, Outcome]]] = queues.SimpleQueue()
        self._fresh: list[tuple[Job, Outcome]] = []
        self._at_hand: deque[tuple[Job, Outcome]] = deque()
        self.stalled: list[Lane] = []
        self.jobs: set[Job] = set()  # not finished
        self._put = self._put_bytes = 0
        self._taken = self._taken_bytes = 0

    def is_full(self) -> bool:
        """Whether enough answers wait to be taken."""
        return (
            self._put - self._taken >= _BUFFERED_ANSWERS
            or self._put_bytes - self._taken_bytes >= _BUFFERED_BYTES
        )

    def add(self, job: Job, outcome: Outcome) -> None:
        """Called on the loop when a job is over."""
        self.jobs.discard(job)
        self._put += 1
        if isinstance(outcome, Raw):
            self._put_bytes += len(outcome.raw)
        self._fresh.append((job, outcome))
        if len(self._fresh) == 1:
            self._loop.call_soon(self.hand_over)

    def hand_over(self) -> None:
        """Called on the loop at the end of its turn, and when it closes."""
        if self._fresh:
            fresh, self._fresh = self._fresh, []
            self._answers.put(fresh)

    def take(self, timeout: float | None = None) -> tuple[Job, Outcome] | None:
        """Called by the one who iterates: the next answer, or None when none came within *timeout* seconds."""
        if not self._at_hand:
            try:
                self._at_hand.extend(self._answers.get(timeout=timeout))
            except queues.Empty:
                return None
        job, outcome = self._at_hand.popleft()
        self._taken += 1
        if isinstance(outcome, Raw):
            self._taken_bytes += len(outcome.raw)
        return job, outcome


class Fetcher:
    """Fetches what is public, politely and within limits. Close it when done."""

    def __init__(self, settings: FetchSettings, lookup: Lookup) -> None:
        self.settings = settings
        self._allowed = AllowedHosts(settings.allow_private_hosts)
        self._guard = Guard(self._allowed, ports=settings.allow_ports, refused_hosts=settings.refuse_hosts)
        self._private: dict[str, bool] = {}  # host -> does the operator's list name it
        self._lookup = lookup
        self._loop = asyncio.new_event_loop()
        self._opened = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="kabar-fetch", daemon=True)
        self._thread.start()
        self._opened.wait()

    def fetch(self, request: Request) -> Response:
        """Answer of one request, waited for.

        Raises FetchError: the web did not give it (GoneError: for good; RefusedError: we will not ask).
        """
        return self._wait(Job(request, done=_ignore))

    def post(
        self, url: str, body: bytes, *, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """Send *body* to a hub or webhook; any 2xx is an answer, redirects are not followed.

        Raises FetchError as `fetch` does.
        """
        return self.send("POST", url, body, content_type=content_type, headers=headers)

    def send(
        self,
        method: str,
        url: str,
        body: bytes,
        *,
        content_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """The same by any *method*; what is read (GET) follows redirects as `fetch` does."""
        extra = {"Content-Type": content_type, **(headers or {})} if body else dict(headers or {})
        data = body if body or method == "POST" else None
        found = self._wait(
            Job(Request(url=url, kind="hub"), done=_ignore, method=method, data=data, extra=extra)
        )
        if isinstance(found, NotModified):
            raise FetchError(url, "the server answered 304 to a message", kind="bad_response", status=304)
        return found

    def get_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Answer]]:
        """Each request with its answer or its error, in order of arrival; never raises for one of them."""
        for answers in self.get_batches(requests, size=1):
            yield from answers

    def get_batches(
        self, requests: Iterable[Request], *, size: int, wait_seconds: float | None = None
    ) -> Iterator[list[tuple[Request, Answer]]]:
        """As `get_many`, up to *size* answers together; fewer, or none, when *wait_seconds* brought no more.

        So what has arrived is written, and other work begun, while a server that hangs is still waited for.
        """
        batch = _Batch(self._loop)
        jobs = [Job(request, done=batch.add, batch=batch) for request in requests]
        batch.jobs.update(jobs)
        self._call(self._submit, jobs)
        ready: list[tuple[Request, Answer]] = []
        left = len(jobs)
        try:
            while left:
                taken = batch.take(wait_seconds)
                if taken is not None:
                    left -= 1
                    if batch.stalled and not batch.is_full():
                        self._call(self._queue.resume, batch)
                    ready.append((taken[0].request, self._finished(*taken)))
                if taken is None or len(ready) >= size or not left:
                    yield ready
                    ready = []
        finally:
            if batch.jobs and not self._closed:
                self._call(self._abandon, batch)

    def _finished(self, job: Job, outcome: Outcome) -> Answer:
        """The answer, unpacked."""
        if not isinstance(outcome, Raw):
            return outcome
        try:
            return exchange.finish(job, outcome, self.settings)
        except SourceError as error:
            return error

    def needs_rest(self, host: str) -> bool:
        """Whether manners between requests apply to *host*: not to the operator's own."""
        return not self._is_allowed(host)

    def paused_hosts(self) -> dict[str, float]:
        """Hosts that asked to be left alone, and for how many seconds yet."""
        return self._pauses.all(now=time.monotonic())

    def close(self) -> None:
        """Stop; requests under way end with an error."""
        if self._closed:
            return
        self._closed = True
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(_CLOSE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_SECONDS)

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- between the threads

    def _call(self, function: object, *arguments: object) -> None:
        if self._closed:
            raise FetchError("", "the fetcher is closed", kind="closed")
        self._loop.call_soon_threadsafe(function, *arguments)  # type: ignore[arg-type]

    def _wait(self, job: Job) -> Response:
        future: Future[Outcome] = Future()
        job.done = lambda _, outcome: future.set_result(outcome)
        self._call(self._submit, [job])
        outcome = future.result()
        if isinstance(outcome, SourceError):
            raise outcome
        return exchange.finish(job, outcome, self.settings) if isinstance(outcome, Raw) else outcome

    # --- on the loop's thread

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._opened.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    async def _open(self) -> None:
        settings = self.settings
        room = max(open_files_limit() // 4, 4)  # half of all files at most, the rest is others'
        self._queue = HostQueue(
            self._loop,
            self._start,
            concurrency=min(settings.concurrency, room),
            slow_seconds=settings.slow_seconds,
            max_slow=min(settings.max_slow, 7 * settings.concurrency, room),
            parallel=self._parallel,
        )
        self._pauses = Pauses()
        self._resolver = CheckedResolver(
            self._guard, self._lookup, settings.hosts, on_private=self._found_private
        )
        lines = SlowLines(self._loop)
        tls = tls_context(settings.ca_file)
        self._session = aiohttp.ClientSession(
            connector=open_connector(self._guard, self._resolver, tls, lines),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_seconds),
            trust_env=False,  # a proxy would dial for us, unguarded
            read_bufsize=_READ_AHEAD_BYTES,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
            max_headers=_MAX_HEADERS,
        )
        self._exchange = Exchange(settings, self._guard, self._session, self._queue, self._pauses, lines)

    def _parallel(self, host: str) -> int:
        return self.settings.parallel_on_private_hosts if self._is_allowed(host) else 1

    def _is_allowed(self, host: str) -> bool:
        if not self._allowed:
            return False
        known = self._private.get(host)
        if known is None:
            if len(self._private) >= _MANY_HOSTS:
                self._private.clear()
            known = self._private[host] = self._allowed.names_host(host)
        return known

    def _found_private(self, host: str) -> None:
        """A name turned out to belong to an allowed private address: it needs no rest."""
        if not self._private.get(host):
            self._private[host] = True
            self._queue.lane(host).parallel = self.settings.parallel_on_private_hosts

    def _submit(self, jobs: list[Job]) -> None:
        for job in jobs:
            try:
                host = self._guard.check(job.request.url).host
            except SourceError as error:
                job.done(job, error)
                continue
            except (ValueError, TypeError) as error:  # the loop must not stop for any address
                job.done(job, FetchError(job.request.url, f"unreadable: {error}", kind="bad_url"))
                continue
            settings = self.settings
            private = self._is_allowed(host)
            job.gap = settings.private_gap_seconds if private else settings.gap_seconds(job.request.kind)
            self._queue.enter(job, host)

    def _start(self, turn: Turn, lane: Lane) -> None:
        assert isinstance(turn, Job)
        turn.lane = lane
        turn.task = self._loop.create_task(self._run(turn))

    async def _run(self, job: Job) -> None:
        outcome: Outcome
        try:
            outcome = await self._exchange.run(job)
        except asyncio.CancelledError:
            outcome = FetchError(job.request.url, "the request was given up", kind="closed")
        except Exception as error:  # the border of the loop: whoever waits must get something
            outcome = FetchError(
                job.request.url, f"unexpected: {type(error).__name__}: {error}", kind="error"
            )
            outcome.__cause__ = error
        job.task = None
        if job.lane is not None:
            hung = isinstance(outcome, SourceError) and outcome.kind in ("timeout", "connect_timeout")
            self._queue.note(job.lane.host, hung=hung)
            # What the first visit has taught: a name may have turned out to be a private host's.
            private = self._private.get(job.lane.host)
            gap = self.settings.private_gap_seconds if private else job.gap
            self._queue.leave(job.lane, gap)
        job.done(job, outcome)
        self._queue.done(job)

    def _abandon(self, batch: _Batch) -> None:
        """Nobody takes the answers any more: stop what runs, forget what waits."""
        self._queue.forget(batch)
        for job in list(batch.jobs):
            if job.task is not None:
                job.task.cancel()

    async def _shut(self) -> None:
        for turn in self._queue.drain():
            assert isinstance(turn, Job)
            turn.done(turn, FetchError(turn.request.url, "the fetcher was closed", kind="closed"))
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()
        await self._resolver.close()


def _ignore(job: Job, outcome: Outcome) -> None:
    """Stand-in until `_wait` sets the real receiver."""


def open_fetcher(settings: FetchSettings | None = None, *, lookup: Lookup = system_lookup) -> Fetcher:
    """A fetcher with its own thread; *lookup* replaces DNS."""
    return Fetcher(settings or FetchSettings(), lookup)
