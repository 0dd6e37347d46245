"""The stages as commands: JSON Lines in, JSON Lines out; no database, no network."""

import importlib
import os
import sys
from collections.abc import Callable

import click

from kabar.cli import jsonl

CORES = os.cpu_count() or 1

file_argument = click.argument("file", default="-", metavar="[FILE]")
workers_option = click.option(
    "--workers", type=click.IntRange(1, 256), default=CORES, show_default=True, help="Processes."
)


def _handler(stage: str) -> jsonl.Handler:
    handle: jsonl.Handler = importlib.import_module(f"kabar.cli.stage_{stage}").handle
    return handle


def _checked(run: Callable[[], int]) -> None:
    try:
        sys.exit(run())
    except FileNotFoundError as error:
        raise click.UsageError(f"{error.filename}: no such file") from error
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@click.command()
@file_argument
@workers_option
def parse(file: str, workers: int) -> None:
    """Feeds to entries.

    \b
    In:  {"id", "url"?, "content_type"?, "body" or "body_base64"}
    Out: {"id", "format", "title", "entries": [...], "warnings": [...], ...}
    Example: kabar parse feeds.jsonl.gz | jq '.entries | length'
    """
    _checked(lambda: jsonl.run(_handler("parse"), file, workers=workers, label="feeds"))


@click.command()
@file_argument
@workers_option
def extract(file: str, workers: int) -> None:
    """Pages to articles.

    \b
    In:  {"id", "url"?, "html" or "html_base64"}
    Out: {"id", "title", "authors", "published_at", "text", "html", "kind", "quality", ...}
    Example: kabar extract pages.jsonl | jq -r .title
    """
    _checked(lambda: jsonl.run(_handler("extract"), file, workers=workers, label="pages"))


@click.command()
@file_argument
@workers_option
def annotate(file: str, workers: int) -> None:
    """Texts to language, names, topics, agency and dateline.

    \b
    In:  {"id", "title"?, "text", "language"?}
    Out: {"id", "language", "entities": [...], "topics": [...], "agency", "dateline"}
    """
    _checked(lambda: jsonl.run(_handler("annotate"), file, workers=workers, label="articles"))


@click.command()
@file_argument
@workers_option
@click.option("--online", is_flag=True, help="Write each line at once, with the state of that moment.")
def cluster(file: str, workers: int, online: bool) -> None:
    """Articles, in the order of arrival, to stories and copies.

    \b
    In:  {"id", "title", "text", "language"?, "published_at"?, "outlet"?, "url"?}
    Out: {"id", "story", "copy_of", "copy_kind", "joined_because": [...]}
    """
    from kabar.cli import stage_cluster

    _checked(lambda: stage_cluster.run(file, online=online, workers=workers))


@click.command()
@file_argument
@workers_option
def keypoints(file: str, workers: int) -> None:
    """A story's articles to its key points, figures, quotations and developments.

    \b
    In:  {"id", "articles": [{"id", "title", "text", ...}], "count"?, "languages"?}
    Out: {"id", "points": [{"text", "article", "start", "end", "also"}], "figures": [...],
          "statements": [{"speaker", "text", "article", "start", "end", "also"}],
          "developments": [like points: what each report adds to those before it]}
    """
    _checked(lambda: jsonl.run(_handler("keypoints"), file, workers=workers, label="stories"))


@click.command()
@file_argument
@workers_option
@click.option("--articles", required=True, metavar="FILE", help="JSON Lines of all articles.")
@click.option("--interactions", metavar="FILE", help="JSON Lines of what everyone opened.")
def rank(file: str, workers: int, articles: str, interactions: str | None) -> None:
    """Candidates to scores with reasons, from what happened before.

    \b
    In:  {"id", "at", "history": [ids], "candidates": [ids]}
    Out: {"id", "scores": [...], "reasons": [[...], ...]}
    """
    from kabar.cli import stage_rank

    _checked(lambda: stage_rank.run(file, articles=articles, interactions=interactions, workers=workers))
