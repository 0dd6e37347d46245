"""Configuration: `kabar.toml`, the environment over it, and a clear word about every mistake."""

import difflib
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from kabar.errors import ConfigError

PREFIX = "KABAR_"
RESERVED = {"KABAR_DATA", "KABAR_CONFIG", "KABAR_DATABASE_URL", "KABAR_TEST_POSTGRESQL", "KABAR_FUZZ_SECONDS"}


class WebConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[web]: the web app."""

    host: str = "127.0.0.1"
    port: int = 8080
    base_url: str | None = None  # public address, when a proxy stands in front
    allowed_hosts: tuple[str, ...] = ()  # further names in the Host header, beside host and base_url
    trusted_proxies: tuple[str, ...] = ()  # whose X-Forwarded-For and -Proto are believed
    max_body_mib: float = 8.0  # of a request, e.g. an OPML import


class FetchConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[fetch]: limits and manners of every outgoing request."""

    timeout_seconds: float = 60.0
    connect_seconds: float = 10.0
    max_feed_mib: float = 20.0
    max_page_mib: float = 5.0
    max_image_mib: float = 10.0
    max_redirects: int = 5
    per_host_gap_seconds: float = 2.0
    concurrency: int = 32
    allow_private_hosts: tuple[str, ...] = ()  # host, host:port or network, e.g. "192.168.1.5:8000"
    parallel_on_private_hosts: int = 32  # requests at once on a host of allow_private_hosts
    allow_ports: tuple[int, ...] = ()  # ports beyond the web's usual ones
    contact_url: str | None = None  # shown to sites in the User-Agent
    obey_robots: bool = True


class FlowConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[flow]: how work is done."""

    read_pages: bool = True  # fetch each article's page; False keeps the feed's own text
    keep_pages_days: int = 30  # stored pages, for extraction after an update
    extract_workers: int = 0  # child processes; 0: one less than the cores, at least one
    poll_batch: int = 2000  # sources visited together; a round of visits takes this many at most
    article_batch: int = 64


class WebSubConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[websub]: hubs that tell of news at once, for installations that the internet can reach."""

    callback_base: str = ""  # public address, e.g. "https://news.example.org"; empty: hubs are not used


class AnnotateConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[annotate]: models."""

    embedder: str = ""  # empty: the built-in model; "e5"; the path of a folder with a model of the hub
    languages: tuple[str, ...] = ()  # languages to expect, empty: any


class ClusterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[cluster]: stories."""

    window_days: int = 10


class MailConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[mail]: the server that alerts and digests are sent through."""

    host: str = ""  # empty: no mail is sent
    port: int = 587  # 587 with starttls, 465 with tls
    security: Literal["starttls", "tls", "none"] = "starttls"  # none: only for a server on this machine
    user: str = ""  # empty: the server asks for no name
    password: str = ""  # better in a file: KABAR_MAIL__PASSWORD_FILE
    sender: str = ""  # the From address, e.g. "Kabar <kabar@example.org>"; empty: the user
    timeout_seconds: float = 30.0  # for each answer of the server


class LogConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[log]"""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings; every one has a default, so an empty file runs."""

    database_url: str | None = None  # postgresql://user@host/name; None: SQLite in the data folder
    web: WebConfig = WebConfig()
    fetch: FetchConfig = FetchConfig()
    flow: FlowConfig = FlowConfig()
    websub: WebSubConfig = WebSubConfig()
    annotate: AnnotateConfig = AnnotateConfig()
    cluster: ClusterConfig = ClusterConfig()
    mail: MailConfig = MailConfig()
    log: LogConfig = LogConfig()


def default_data_dir() -> Path:
    """The platform's place for a person's data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "kabar"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "kabar"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kabar"


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read *path* (None: no file) with *environ* over it.

    Raises ConfigError naming file, key and the nearest valid key.
    """
    document: dict[str, Any] = {}  # TOML: any shape until it is validated below
    place = "environment"
    if path is not None:
        place = str(path)
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(f"{path}: no such file; leave out --config to run with defaults") from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read: {error}") from error
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path}: not TOML: {error}") from error
        _convert(document, place)  # a mistake in the file is the file's, not the environment's
    _overlay(document, environ)
    config = _convert(document, place)
    if config.websub.callback_base and not config.websub.callback_base.startswith(("https://", "http://")):
        raise ConfigError(f"{place}: [websub] callback_base: an address begins with https://")
    return config


def _convert(document: dict[str, Any], place: str) -> Config:
    _check_names(document, Config, place, ())
    try:
        return msgspec.convert(document, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{place}: {_readable(str(error))}") from error


def _check_names(
    table: Mapping[str, Any], struct: type[msgspec.Struct], place: str, above: tuple[str, ...]
) -> None:
    fields = {field.name: field.type for field in msgspec.structs.fields(struct)}
    for name, value in table.items():
        section = f"[{'.'.join(above)}] " if above else ""
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(fields))}"
            raise ConfigError(f"{place}: {section}{name}: no such setting; {hint}")
        kind = fields[name]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, Mapping):
            _check_names(value, kind, place, (*above, name))


def _readable(message: str) -> str:
    match = re.search(r" - at `\$\.?(.*)`$", message)
    if not match:
        return message
    section, _, key = match[1].rpartition(".")
    where = f"[{section}] {key}" if section else key
    return f"{where}: {message[: match.start()]}"


def _overlay(document: dict[str, Any], environ: Mapping[str, str]) -> None:
    if url := environ.get("KABAR_DATABASE_URL"):
        document["database_url"] = url
    if file := environ.get("KABAR_DATABASE_URL_FILE"):
        document["database_url"] = _secret(file)
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name in RESERVED or "__" not in name:
            continue
        path = name.removeprefix(PREFIX).lower().split("__")
        if path[-1].endswith("_file"):
            path[-1] = path[-1].removesuffix("_file")
            value = _secret(value)
        table = document
        for part in path[:-1]:
            table = table.setdefault(part, {})
        table[path[-1]] = _as_list(name, value) if _is_list(path) else value


def _secret(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"environment: {file}: cannot be read: {error.strerror}") from error


def _is_list(path: list[str]) -> bool:
    return path[-1] in {"allow_private_hosts", "allowed_hosts", "trusted_proxies", "languages", "allow_ports"}


def _as_list(name: str, value: str) -> list[Any]:
    if value.lstrip().startswith("["):  # written as in the file
        try:
            return list(tomllib.loads(f"list = {value.strip()}")["list"])
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f'environment: {name}: give "one, two", or ["one", "two"]') from error
    return [part.strip() for part in value.split(",") if part.strip()]
