"""Key points: the sentences of a story's reports that together say what happened (pure).

`summarize` is the way in. `candidates` finds sentences that may be points, `features` and `weights` say how
good each is, `sameness` which say the same, `choose` takes some of them, `figures` sets the numbers on which
reports agree or disagree side by side, `speakers` who is quoted with what. `developments` says what each report
adds to those before it.
"""

from kabar.keypoints.choose import summarize
from kabar.keypoints.developments import developments
from kabar.keypoints.speakers import who_said

__all__ = ["developments", "summarize", "who_said"]
