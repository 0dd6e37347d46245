"""Shrinking pictures in child processes: one that takes too long or too much costs that picture only.

Decoders are C code that reads what strangers send: neither a time-out of a thread nor an `except` ends them.
"""

from collections.abc import Callable

from kabar.children import ChildPool
from kabar.errors import ChildError
from kabar.web.images import PictureError, shrink

WORKERS = 2  # decoding is CPU: never all threads of the app at once
WALL_SECONDS = 8.0  # the largest picture that is let in takes about one
MEMORY_MIB = 448  # a WebP of the largest size takes about 400 while it is decoded

Job = tuple[bytes, int]
Answer = tuple[bytes, str]  # the picture, or why there is none


class Shrinker:
    """Makes small pictures in children that are started with the first and stopped after an idle minute."""

    def __init__(self, wall_seconds: float = WALL_SECONDS, memory_mib: int = MEMORY_MIB) -> None:
        self.children = ChildPool(_prepare, workers=WORKERS, wall_seconds=wall_seconds, memory_mib=memory_mib)

    def shrink(self, body: bytes, width: int) -> bytes:
        """Like `images.shrink`, in a child. Raises PictureError, also for a picture that broke a limit or the child."""
        try:
            picture, reason = self.children.run((body, width))
        except ChildError as error:
            raise PictureError(str(error)) from error
        if reason:
            raise PictureError(reason)
        return bytes(picture)


def _prepare() -> Callable[[Job], Answer]:
    """In the child: load the decoders before the memory is limited."""
    from PIL import Image

    Image.init()

    def answer(job: Job) -> Answer:
        try:
            return shrink(*job), ""
        except PictureError as error:
            return b"", str(error) or "no picture"

    return answer
