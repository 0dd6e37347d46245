"""Arrays of numbers that ship with Kabar: read whole, or refused in words."""

import zlib
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np

from kabar.errors import ModelError


def packed(name: str, *wanted: str) -> list[Any]:  # of whatever types the file holds
    """The arrays *wanted* of the data file *name*. Raises ModelError when it is damaged or lacks one."""
    source = files("kabar.cluster") / "data" / name
    try:
        with np.load(BytesIO(source.read_bytes()), allow_pickle=False) as stored:
            return [stored[one] for one in wanted]
    # A file cut short, a member that does not match its checksum, an array that is not there.
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise ModelError(f"{source}: cannot be read ({error}); install Kabar again") from error
