"""Alerts and digests as files in the data folder: whole or not at all, the same name for the same message."""

import os
import re
from pathlib import Path

from kabar.digest.ways import WayError
from kabar.model.notices import Outgoing


def folder(data_dir: Path, account: int, kind: str) -> Path:
    """Where the files of an account are."""
    return data_dir / "outgoing" / str(account) / f"{kind}s"


def send(item: Outgoing, data_dir: Path) -> Path:
    """Write the message; a second time writes the same file over itself. Raises WayError."""
    place = folder(data_dir, item.channel.account, item.kind)
    name = re.sub(r"[^\w-]+", "-", item.message.tag)[:60].strip("-") or item.kind
    suffix, content = (".html", item.message.html) if item.message.html else (".txt", item.message.text)
    path = place / f"{item.created_at:%Y-%m-%d-%H%M}-{item.id}-{name}{suffix}"
    beside = path.with_suffix(f"{suffix}.part")
    try:
        place.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8", errors="replace") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise WayError(f"{place} cannot be written: {error.strerror}") from error
    return path
