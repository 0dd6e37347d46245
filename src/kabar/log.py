"""Structured log: one line per job and per request, written by the runner; never a body or a token."""

import logging
import sys
from typing import Literal, cast

import structlog

Format = Literal["text", "json"]


def configure(level: str = "info", style: Format = "text") -> None:
    """Send log lines of *level* and above to standard error, as text or as JSON Lines."""
    renderer: structlog.typing.Processor
    if style == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=24)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )


def _to_stderr(*_: object) -> structlog.PrintLogger:
    """Standard error as it is now: tests and daemons replace it."""
    return structlog.PrintLogger(sys.stderr)


def logger() -> structlog.typing.FilteringBoundLogger:
    """The logger. Event names are `noun.verb`; keys are words of the glossary."""
    # structlog types its factory as Any; the wrapper class above makes it this.
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger())
