"""Key points: the sentences of a story's reports that together say what happened (pure).

`summarize` is the way in. `candidates` finds sentences that may be points, `features` and `weights` say how
good each is, `sameness` which say the same, `choose` takes some of them, `figures` sets the numbers on which
reports agree or disagree side by side.
"""

from kabar.keypoints.choose import summarize

__all__ = ["summarize"]
