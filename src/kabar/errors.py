"""Every exception that Kabar raises on purpose. The message says what to do next."""


class KabarError(Exception):
    """Base of all of them."""


class ConfigError(KabarError):
    """The configuration is wrong: names file, key and what was expected. Exit status 2."""


class SourceError(KabarError):
    """One URL misbehaves: recorded and shown to the person, never fatal to others."""

    def __init__(self, url: str, message: str, *, kind: str = "error") -> None:
        super().__init__(message)
        self.url = url
        self.kind = kind  # a word for scripts: timeout, dns, tls, http_404, bot_wall, not_a_feed, ...


class FetchError(SourceError):
    """The web did not give what was asked for."""

    def __init__(
        self,
        url: str,
        message: str,
        *,
        kind: str = "fetch",
        status: int | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(url, message, kind=kind)
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class RefusedError(FetchError):
    """We will not: private address, robots.txt, too large, bad scheme."""


class GoneError(FetchError):
    """410, or 404 for long."""


class ParseError(SourceError):
    """Not a feed that we can read."""


class ExtractError(SourceError):
    """No article on the page."""


class ChildError(KabarError):
    """A job of a child process broke a limit, or its process."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind  # closed, start, time, memory, crash, failed


class NotFoundError(KabarError):
    """There is no such thing (any more)."""


class ConflictError(KabarError):
    """It exists already, or changed meanwhile."""


class ForbiddenError(KabarError):
    """This account may not."""


class InputError(KabarError):
    """What the person gave is wrong: says which, why, and what would be right."""


class StoreError(KabarError):
    """The database cannot do it."""


class StoreBusyError(StoreError):
    """Another writer holds it; safe to retry."""


class StoreFullError(StoreError):
    """The disk is full: nothing was written, nothing confirmed was lost."""


class SchemaError(StoreError):
    """The database is of another version: `kabar db upgrade`, or a newer Kabar."""


class ModelError(KabarError):
    """A model file is missing or damaged: which, and how to get it."""


class JobError(KabarError):
    """A background job failed."""


class PluginError(KabarError):
    """A plugin is broken; names it."""
