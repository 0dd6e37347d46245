"""Giving memory back to the system once a model is read: reading takes more than what is kept."""

import ctypes


def give_back() -> None:
    """Return what the C library holds and nobody uses; does nothing where it cannot (only glibc can)."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return
