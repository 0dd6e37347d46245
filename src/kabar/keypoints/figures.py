"""Numbers on which several reports agree or disagree, side by side."""

from collections.abc import Sequence

from kabar.keypoints.candidates import Candidate
from kabar.model.article import Report
from kabar.model.story import Figure


def figures(
    reports: Sequence[Report], found: Sequence[Candidate], *, language: str = "und"
) -> tuple[Figure, ...]:
    """What at least two reports count, most reported first; subjects in *language* where it is known."""
    return ()
