"""Extraction in child processes: a page that takes too long or too much costs that page only."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from urllib.parse import urlsplit

from kabar.children import ChildPool
from kabar.errors import ChildError, ExtractError
from kabar.extract.repetition import OutletStatistics, without_repeated
from kabar.model.article import Extraction
from kabar.model.outlet_rules import OutletRule, TriedPage

_WARM_UP = f"<html><body><h1>Warm up</h1><p>{'The first page loads the models that all others need. ' * 9}</p></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """One page to read."""

    html: bytes | str
    url: str | None = None
    content_type: str | None = None
    rule: OutletRule | None = None  # a person's own for pages of this outlet

    @property
    def address(self) -> str:
        """Where the page comes from, for messages."""
        return self.url or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """One page on which a rule is tried out, against the rule of today."""

    page: PageJob  # with the rule that is tried
    article: int = 0
    today: OutletRule | None = None

    @property
    def address(self) -> str:
        """Where the page comes from, for messages."""
        return self.page.address


class ExtractionPool:
    """Runs `extract_article` in up to *workers* child processes; safe to share between threads.

    wall_seconds: per page; memory_mib: address space of a child beyond what it needs to start.
    """

    def __init__(self, workers: int = 1, wall_seconds: float = 10.0, memory_mib: int = 512) -> None:
        self.children = ChildPool(_prepare, workers=workers, wall_seconds=wall_seconds, memory_mib=memory_mib)
        self._lock = Lock()
        self._statistics = OutletStatistics()

    def extract(
        self, html: bytes | str, *, url: str | None = None, content_type: str | None = None
    ) -> Extraction:
        """Like `extract_article`, in a child. Raises ExtractError when the page breaks a limit or the child."""
        found = self._run(PageJob(html=html, url=url, content_type=content_type))
        assert isinstance(found, Extraction)
        return found

    def try_rule(self, trial: RuleTrial) -> TriedPage:
        """What the rule of *trial* makes of its page. Raises ExtractError as `extract` does."""
        found = self._run(trial)
        assert isinstance(found, TriedPage)
        return found

    def map(self, jobs: Iterable[PageJob]) -> Iterator[Extraction | ExtractError]:
        """The results in the order of *jobs*; a page that failed gives its error, not an exception."""
        workers = self.children.workers
        with ThreadPoolExecutor(workers, "extract") as threads:
            waiting: deque[Future[Extraction | ExtractError]] = deque()
            for job in jobs:
                waiting.append(threads.submit(self._outcome, job))
                while len(waiting) > workers * 4:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def read_together(self, jobs: Sequence[PageJob]) -> list[Extraction | ExtractError]:
        """Like `map`, for pages that came together: what repeats on the pages of an outlet is taken out of each.

        Pages with a person's own rule are left as the rule makes them.
        """
        found = list(self.map(jobs))
        with self._lock:
            for job, one in zip(jobs, found, strict=True):
                if isinstance(one, Extraction) and one.kind == "article":
                    self._statistics.note(_outlet(job, one), one.canonical_url or job.url or "", one.text)
            for place, (job, one) in enumerate(zip(jobs, found, strict=True)):
                if isinstance(one, Extraction) and one.kind == "article" and job.rule is None:
                    lines = self._statistics.repeated(_outlet(job, one), one.text.split("\n"))
                    found[place] = without_repeated(one, lines) if lines else one
        return found

    def close(self) -> None:
        """Stop all children; the pool cannot be used afterwards."""
        self.children.close()

    def __enter__(self) -> "ExtractionPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _outcome(self, job: PageJob) -> Extraction | ExtractError:
        try:
            found = self._run(job)
            assert isinstance(found, Extraction)
            return found
        except ExtractError as error:
            return error

    def _run(self, job: PageJob | RuleTrial) -> Extraction | TriedPage:
        try:
            answer = self.children.run(job)
        except ChildError as error:
            raise _as_extract_error(job.address, error) from error
        assert isinstance(answer, Extraction | TriedPage)
        return answer


def _as_extract_error(url: str, error: ChildError) -> ExtractError:
    messages = {
        "closed": "extraction has been shut down",
        "start": "the extraction process did not start",
        "time": f"reading the page {error}",
        "crash": "the page broke the extraction process (memory or a crash); only this page is lost",
        "memory": f"the page {error}",
    }
    kind = error.kind if error.kind == "closed" else f"extract_{error.kind}"
    return ExtractError(url, messages.get(error.kind, f"the page could not be read: {error}"), kind=kind)


def _outlet(job: PageJob, page: Extraction) -> str:
    """Pages of one host under one name: some hosts carry several outlets."""
    return f"{urlsplit(job.url or '').netloc} {page.site_name or ''}"


def _prepare() -> Callable[[PageJob | RuleTrial], Extraction | TriedPage]:
    """In the child: load every model before the memory is limited."""
    from kabar.extract.article import extract_article
    from kabar.extract.trial import try_on

    extract_article(_WARM_UP)

    def answer(job: PageJob | RuleTrial) -> Extraction | TriedPage:
        if isinstance(job, RuleTrial):
            page = job.page
            return try_on(page.html, page.url, page.content_type, page.rule, job.today, job.article)
        return extract_article(job.html, url=job.url, content_type=job.content_type, rule=job.rule)

    return answer
