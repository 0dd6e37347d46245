"""Stories to an order for one person, with the reason for every position (pure).

`score` gives each story its score and the parts of it, `diversify` makes a page of them, `order` sorts them
another way, `taste` learns from marks, `explain` puts parts into words, `rules` reads and applies a person's
own rules. `features` has one function per signal; `activity` turns what everyone opened into one of them.
"""

from kabar.rank.diversify import diversify
from kabar.rank.order import order
from kabar.rank.score import muted_by, score
from kabar.rank.taste import learn

__all__ = ["diversify", "learn", "muted_by", "order", "score"]
