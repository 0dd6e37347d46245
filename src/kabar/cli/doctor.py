"""`kabar doctor`: is everything well, and if not, what to do."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from kabar.annotate.embedding import embedding_report
from kabar.cli.context import Context, console, escape, json_option, pass_context, print_json
from kabar.errors import KabarError
from kabar.model.feed import SourceStatus
from kabar.runtime import Runtime
from kabar.store import schema_of
from kabar.store.engine import SOUND_SQLITE, sqlite_driver

FREE_MIB = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    message: str


@click.command()
@json_option
@click.option("--quick", is_flag=True, help="Leave out loading the model.")
@pass_context
def doctor(context: Context, as_json: bool, quick: bool) -> None:
    """Look at configuration, database, disk, model and sources, and say what to do."""
    checks = [_configuration(context)]
    if checks[0].ok:
        try:
            with context.runtime(upgrade=False) as rt:
                checks += _of_runtime(rt, quick=quick)
        except KabarError as error:
            checks.append(Check(name="database", ok=False, message=str(error)))
    well = all(check.ok for check in checks)
    if as_json:
        print_json({"ok": well, "checks": checks})
    else:
        for check in checks:
            mark = "[green]ok  [/]" if check.ok else "[red]look[/]"
            console().print(f"{mark} {check.name:<12} {escape(check.message)}")
    sys.exit(0 if well else 1)


def _configuration(context: Context) -> Check:
    try:
        _ = context.config
    except KabarError as error:
        return Check(name="settings", ok=False, message=str(error))
    return Check(name="settings", ok=True, message=f"data in {context.data_dir}")


def _of_runtime(rt: Runtime, *, quick: bool) -> list[Check]:
    schema = schema_of(rt.store)
    if schema != "current":
        words = {
            "none": "there is none yet; `kabar add ADDRESS` or `kabar serve` makes it",
            "older": "an older Kabar wrote it; `kabar db upgrade` brings it up to date",
        }
        empty = Check(name="database", ok=schema == "none", message=words[schema])
        return [empty, *_disk(rt), *([] if quick else _model(rt))]
    looks: list[Callable[[Runtime], list[Check]]] = [_database, _disk, _flow, _sources, _notices]
    if not quick:
        looks.insert(2, _model)
    return [check for look in looks for check in look(rt)]


def _database(rt: Runtime) -> list[Check]:
    problems = rt.store.problems()
    checks = [
        Check(
            name="database",
            ok=not problems,
            message=f"{rt.store.description}: {problems[0] if problems else 'sound'}",
        )
    ]
    driver = sqlite_driver()
    if rt.store.is_sqlite and driver.sqlite_version_info < SOUND_SQLITE:
        message = f"SQLite {driver.sqlite_version} is old; Kabar makes its checkpoints alone. Installing pysqlite3 helps"
        checks.append(Check(name="sqlite", ok=True, message=message))
    return checks


def _disk(rt: Runtime) -> list[Check]:
    free = shutil.disk_usage(rt.data_dir).free // 1024**2
    enough = free >= FREE_MIB
    message = f"{free:,} MiB free" if enough else f"only {free} MiB free: make room before it is full"
    writable = os.access(rt.data_dir, os.W_OK)
    return [
        Check(
            name="disk",
            ok=enough and writable,
            message=message if writable else "the data folder is read-only",
        )
    ]


def _model(rt: Runtime) -> list[Check]:
    report = embedding_report(rt.config.annotate.embedder or None)
    message = (
        f"{report.name}: loads in {report.load_seconds:.1f} s of processor time, takes {report.memory_mib:.0f} MiB, "
        f"embeds {report.articles_per_cpu_second:.0f} articles a processor second"
    )
    return [Check(name="model", ok=True, message=message)]


def _flow(rt: Runtime) -> list[Check]:
    with rt.store.read() as db:
        waiting = {stage: db.articles.count(stage) for stage in ("read", "annotate", "cluster")}
        failed = db.articles.failures(limit=5)
        totals = db.articles.totals()
    shown = ", ".join(f"{count} to {stage}" for stage, count in waiting.items() if count) or "nothing waits"
    checks = [
        Check(
            name="flow",
            ok=True,
            message=f"{totals['articles']} articles, {totals['stories']} stories; {shown}",
        )
    ]
    checks += [
        Check(name="article", ok=False, message=f"{number} {title}: {reason}")
        for number, title, reason in failed
    ]
    return checks


def _sources(rt: Runtime) -> list[Check]:
    with rt.store.read() as db:
        everything = db.sources.all()
    bad = [
        s for s in everything if s.state.status in (SourceStatus.FAILING, SourceStatus.GONE) and not s.paused
    ]
    if not bad:
        return [Check(name="sources", ok=True, message=f"{len(everything)} sources, none in trouble")]
    return [
        Check(name="source", ok=False, message=f"{s.title or s.url} ({s.url}): {s.state.last_error}")
        for s in bad
    ]


def _notices(rt: Runtime) -> list[Check]:
    """Ways by which alerts and digests go out, and do not."""
    with rt.store.read() as db:
        troubled = db.channels.troubled()
        waiting = db.outbox.waiting()
    if not troubled:
        words = f"{waiting} messages wait" if waiting else "nothing waits, nothing failed"
        return [Check(name="notices", ok=True, message=words)]
    return [
        Check(
            name="notices",
            ok=False,
            message=f"{channel.label} ({channel.kind.value}) of {name}: {channel.error}; "
            f"`kabar alerts test {channel.id} --account {name}` tries it",
        )
        for channel, name in troubled
    ]
