"""`kabar serve`: the web app and all work in one process."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import click
import msgspec
import uvicorn

from kabar.cli.context import Context, account_of, pass_context
from kabar.cli.sample import allow_sample, sample_newsroom
from kabar.config import Config
from kabar.errors import ConfigError
from kabar.runtime import Runtime, settle_memory
from kabar.service import accounts
from kabar.web.app import create_app
from kabar.work.post import Post
from kabar.work.worker import Worker


@click.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (default 8080).")
@click.option(
    "--sample", is_flag=True, help="Read the sample newsroom, offline, in a data folder of its own."
)
@click.option(
    "--no-work", is_flag=True, help="Only the web app; `kabar update` or another process does the work."
)
@pass_context
def serve(context: Context, host: str | None, port: int | None, sample: bool, no_work: bool) -> None:
    """Start the web app, and poll, read and group in the background.

    On loopback a one-time link that signs you in is printed. On any other address Kabar starts only
    when every account has a password.

    \b
    Examples:
      kabar serve
      kabar serve --sample --port 8000
      kabar serve --host 0.0.0.0        (after `kabar accounts password NAME`)
    """
    context.sample = sample

    def change(config: Config) -> Config:
        web = config.web
        web = msgspec.structs.replace(web, host=host or web.host, port=web.port if port is None else port)
        changed = msgspec.structs.replace(config, web=web)
        return allow_sample(changed) if sample else changed

    with context.runtime(change) as rt, ExitStack() as stack:
        owner = account_of(rt, None)
        web = rt.config.web
        loopback = is_loopback(web.host)
        if not loopback:
            require_passwords(rt, web.host)
        listener = _listen(web.host, web.port)
        if sample:
            stack.enter_context(sample_newsroom(rt, owner))
        if not no_work:
            stack.enter_context(_working(rt))
        address = web.base_url or f"http://{_shown(web.host)}:{listener.getsockname()[1]}"
        rt.now_served(address)
        click.echo(f"Kabar is at {address}/")
        if loopback:
            click.echo(f"Sign in once with {address}/enter?token={accounts.new_link(rt, owner.id)}")
        click.echo("Stop with Ctrl-C.")
        settle_memory()
        _run(rt, listener)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach *host*."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_passwords(rt: Runtime, host: str) -> None:
    """Refuse to be reachable from elsewhere while somebody could get in without a password."""
    with rt.store.read() as db:
        open_doors = [a.name for a in db.accounts.all() if db.accounts.password_hash(a.id) is None]
    if open_doors:
        raise ConfigError(
            f"[web] host: {host} can be reached from other machines, but without a password: "
            f"{', '.join(open_doors)}; set one with `kabar accounts password {open_doors[0]}`, or listen on 127.0.0.1"
        )


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, made before anything else so that a taken port is one clear sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"[web] port: {host}:{port} cannot be used ({error.strerror}); choose another with --port"
        ) from error
    return listener


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


@contextmanager
def _working(rt: Runtime) -> Iterator[None]:
    worker, post = Worker(rt), Post(rt)
    worker.start()
    post.start()
    try:
        yield
    finally:
        post.stop()
        worker.stop()


def _run(rt: Runtime, listener: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(rt),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the app reads them itself, from trusted proxies only
        timeout_graceful_shutdown=3,
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is meant to end
        uvicorn.Server(config).run(sockets=[listener])
