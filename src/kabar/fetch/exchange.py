"""One request from first hop to last: ask, follow, read within limits. Runs on the fetcher's event loop.

What comes out is still packed (`Raw`); `finish` unpacks it on the caller's thread, off the loop.
"""

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

import aiohttp

from kabar.errors import FetchError, RefusedError, SourceError
from kabar.fetch import answers, failures
from kabar.fetch.addresses import Guard, Target
from kabar.fetch.decoding import ACCEPT_ENCODING, decode_body
from kabar.fetch.politeness import Batch, HostQueue, Lane, Pauses
from kabar.fetch.robots import Robots, parse_robots, robots_for_status
from kabar.fetch.settings import ACCEPT, FetchSettings, Kind
from kabar.fetch.sipping import SlowLines
from kabar.fetch.walls import wall_name
from kabar.model.feed import Fetched, NotModified, Request

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ERROR_BODY_BYTES = 64 * 1024  # enough to recognise a bot wall
_BIG_BODY_BYTES = 512 * 1024  # above this a body needs one of few permits: memory stays bounded
_BIG_BODIES = 6
_ROBOTS_SECONDS = 24 * 3600.0
_ROBOTS_RETRY_SECONDS = 3600.0  # when robots.txt could not be read
_MANY_ROBOTS = 4096


@dataclass(eq=False, slots=True)
class Job:
    """One request with what is known of it so far."""

    request: Request
    done: Callable[["Job", "Outcome"], None]
    batch: Batch | None = None
    method: str = "GET"
    data: bytes | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    started: float = 0.0
    aside: bool = False
    gap: float = 0.0
    lane: Lane | None = None
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Raw:
    """A complete answer whose body is still packed."""

    url: str
    status: int
    raw: bytes
    encoding: str
    headers: Mapping[str, str]
    moved_to: str | None


Outcome = Raw | NotModified | SourceError


class Exchange:
    """Carries out jobs over one session."""

    def __init__(
        self,
        settings: FetchSettings,
        guard: Guard,
        session: aiohttp.ClientSession,
        queue: HostQueue,
        pauses: Pauses,
        lines: SlowLines,
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._session = session
        self._queue = queue
        self._pauses = pauses
        self._lines = lines
        self._big = asyncio.Semaphore(_BIG_BODIES)
        self._robots: dict[str, tuple[float, Robots]] = {}
        self._headers: dict[Kind, dict[str, str]] = {
            kind: {"User-Agent": settings.agent, "Accept": accept, "Accept-Encoding": ACCEPT_ENCODING}
            for kind, accept in ACCEPT.items()
        }

    async def run(self, job: Job) -> Outcome:
        """Carry out *job*; failures come back as values."""
        try:
            return await self._follow(job)
        except SourceError as error:
            return error
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return failures.explain(job.request.url, error, timeout_seconds=self._settings.timeout_seconds)

    async def _follow(self, job: Job) -> Outcome:
        """Ask, and go where the answers send us, until one is an answer."""
        request = job.request
        here = self._guard.check(request.url)
        moved_to: str | None = None
        permanent = True
        left = self._settings.timeout_seconds
        for _ in range(self._settings.max_redirects + 1):
            self._refuse_paused(request.url, here.host)
            if request.kind == "page" and self._settings.obey_robots and job.method == "GET":
                await self._ask_robots(job, here)
            began = time.monotonic()
            async with asyncio.timeout(left):
                found = await self._ask(job, here)
            left -= time.monotonic() - began
            if isinstance(found, Raw | NotModified):
                self._pauses.answered(here.host)
                return _moved(found, moved_to)
            status, location = found
            if not location:
                raise FetchError(
                    request.url, f"the server sends on to nowhere (status {status})", kind="bad_redirect"
                )
            try:
                there = self._guard.check(urljoin(str(here.url), location.partition("#")[0]))
            except RefusedError as error:
                # The asked address names the failure; where it led is in the words.
                raise RefusedError(
                    request.url, f"it sends on to an address that is refused: {error}", kind=error.kind
                ) from error
            permanent = permanent and status in _PERMANENT
            if permanent:
                moved_to = str(there.url)
            if there.host != here.host and job.lane is not None:
                old, job.lane = job.lane, None
                new = self._queue.lane(there.host)
                await self._queue.change(job, old, new, job.gap)
                job.lane = new
            here = there
        raise FetchError(
            request.url,
            f"the address sends on more than {self._settings.max_redirects} times",
            kind="redirect_loop",
        )

    async def _ask(self, job: Job, here: Target) -> Raw | NotModified | tuple[int, str]:
        """One request to one address: its answer, or (status, where it sends us)."""
        request = job.request
        headers = self._headers[request.kind]
        sent = request.validators
        conditional = job.method == "GET" and bool(sent.etag or sent.last_modified)
        if conditional or job.extra:
            headers = {**headers, **job.extra}
            if sent.etag:
                headers["If-None-Match"] = sent.etag
            if sent.last_modified:
                headers["If-Modified-Since"] = sent.last_modified
        if request.span is not None:
            first, last = request.span
            # Ranges are of the plain bytes: nothing may be packed.
            headers = {**headers, "Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"}
        response = await self._session.request(
            job.method, here.url, headers=headers, data=job.data, allow_redirects=False
        )
        status = response.status
        if request.kind in ("image", "media"):
            self._lines.hurry(response.connection)
        try:
            if status == 304 and conditional:
                now = datetime.now(UTC)
                return NotModified(
                    url=str(here.url),
                    validators=answers.validators(response.headers),
                    freshness=answers.freshness(response.headers, now=now),
                )
            if status in _REDIRECTS and job.method == "GET":
                return status, response.headers.get("Location", "")
            encoding = response.headers.get("Content-Encoding", "")
            partial = status == 206 and request.span is not None
            if not (status in (200, 203) or partial or (job.method != "GET" and 200 <= status < 300)):
                raise await self._status_error(job, here, response)
            raw = await self._read(response, self._settings.raw_limit(request.kind), request.url)
            return Raw(str(here.url), status, raw, encoding, response.headers, None)
        finally:
            response.release()  # closes the connection if something is left to read

    async def _read(self, response: aiohttp.ClientResponse, limit: int, url: str) -> bytes:
        """The body as it came over the wire, at most *limit* bytes."""
        length = response.content_length
        if length is not None and length > limit:
            raise _too_large(url, limit)
        read = response.content.readany
        parts: list[bytes] = []
        size = 0
        permit = False
        try:
            while chunk := await read():
                parts.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise _too_large(url, limit)
                if size > _BIG_BODY_BYTES and not permit:
                    await self._big.acquire()
                    permit = True
                await self._lines.rest(response.connection, len(chunk))
        finally:
            if permit:
                self._big.release()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _status_error(self, job: Job, here: Target, response: aiohttp.ClientResponse) -> FetchError:
        """The failure that a refusing answer is; sets the host's pause."""
        now = datetime.now(UTC)
        status = response.status
        body = b""
        if status in (202, 401, 403, 405, 406, 429, 503):
            body = await self._first_bytes(response)
        error = answers.status_error(job.request.url, status, response.headers, body, now=now)
        retry = error.retry_after_seconds
        if status == 429 or (status == 503 and retry):
            self._pauses.pause(here.host, retry, now=time.monotonic())
        return error

    async def _first_bytes(self, response: aiohttp.ClientResponse) -> bytes:
        try:
            raw = await self._read(response, _ERROR_BODY_BYTES, "")
            return decode_body(raw, response.headers.get("Content-Encoding", ""), 1 << 20, url="")
        except (FetchError, aiohttp.ClientError):
            return b""  # the status alone says enough

    def _refuse_paused(self, url: str, host: str) -> None:
        left = self._pauses.remaining(host, now=time.monotonic())
        if left > 0:
            raise FetchError(
                url,
                f"{host} asked to be left alone; {math.ceil(left / 60)} minutes of that are left",
                kind="host_paused",
                retry_after_seconds=int(left) + 1,
            )

    async def _ask_robots(self, job: Job, here: Target) -> None:
        """Raise RefusedError when the site's robots.txt does not want Kabar there."""
        origin = str(here.url.origin())
        kept = self._robots.get(origin)
        if kept is None or kept[0] < time.monotonic():
            rules = await self._fetch_robots(job, origin)
            keep = _ROBOTS_RETRY_SECONDS if rules.unreachable else _ROBOTS_SECONDS
            if len(self._robots) >= _MANY_ROBOTS:
                self._robots.clear()
            self._robots[origin] = kept = (time.monotonic() + keep, rules)
            rest = job.gap if job.lane is None or job.lane.parallel == 1 else 0.0
            if rest:
                self._queue.step_aside(job)
                await asyncio.sleep(rest)
        rules = kept[1]
        if rules.crawl_delay_seconds:
            job.gap = max(job.gap, rules.crawl_delay_seconds)
        if not rules.allows(here.url.raw_path_qs):
            why = (
                "its robots.txt cannot be read"
                if rules.unreachable
                else "its robots.txt asks robots to stay out"
            )
            raise RefusedError(job.request.url, f"{here.host}: {why}", kind="robots")

    async def _fetch_robots(self, job: Job, origin: str) -> Robots:
        """Read *origin*/robots.txt; redirects are followed within the limits of any other request."""
        asked = Job(
            Request(url=f"{origin}/robots.txt", kind="hub"), done=lambda job, outcome: None, aside=True
        )
        outcome = await self.run(asked)
        if isinstance(outcome, Raw):
            try:
                return parse_robots(decode_body(outcome.raw, outcome.encoding, 1 << 20, url=outcome.url))
            except FetchError:
                return robots_for_status(500)
        status = outcome.status if isinstance(outcome, FetchError) else None
        if isinstance(outcome, RefusedError):
            status = 404  # sent to where we do not go: no rules that could be read (RFC 9309, 2.3.1.2)
        return robots_for_status(status or 500)


def _moved(found: Raw | NotModified, moved_to: str | None) -> Raw | NotModified:
    if moved_to is None:
        return found
    if isinstance(found, Raw):
        found.moved_to = moved_to
        return found
    return NotModified(
        url=found.url, validators=found.validators, freshness=found.freshness, moved_to=moved_to
    )


def _too_large(url: str, limit: int) -> RefusedError:
    return RefusedError(url, f"the answer is larger than {limit / 1048576:.3g} MiB", kind="too_large")


def finish(job: Job, raw: Raw, settings: FetchSettings) -> Fetched:
    """Unpack *raw*. Raises FetchError for a damaged, too large or empty body, and for bot walls."""
    request = job.request
    body = decode_body(raw.raw, raw.encoding, settings.decoded_limit(request.kind), url=request.url)
    content_type = raw.headers.get("Content-Type", "")
    if request.kind in ("feed", "page"):
        wall = wall_name(raw.status, raw.headers, body)
        if wall is not None:
            raise FetchError(
                request.url,
                f"{wall} stands before this site and takes Kabar for an unwanted robot",
                kind="bot_wall",
                status=raw.status,
            )
    now = datetime.now(UTC)
    return Fetched(
        url=raw.url,
        status=raw.status,
        body=body,
        content_type=content_type,
        validators=answers.validators(raw.headers),
        freshness=answers.freshness(raw.headers, now=now),
        moved_to=raw.moved_to,
        headers={name: value for name in answers.KEPT if (value := raw.headers.get(name)) is not None},
    )
