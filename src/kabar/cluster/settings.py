"""What can be chosen about clustering, with the numbers chosen on the quality corpus."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """One setting for all languages and lengths; decision 0051 says how the numbers were found."""

    join_at: float = -1.1  # mean log-odds to the members of a story from which a report joins it
    merge_at: float = -1.0  # mean log-odds between two stories from which they are one
    split_at: float = -1.6  # mean log-odds between two parts of a story below which they are two
    by_words: int = 28  # reports compared because they share rare terms
    by_meaning: int = 20  # reports compared because their vectors point the same way
    stories: int = 8  # stories a report is compared with in full
    members: int = 12  # members of a story compared, spread over its life
    follow_up_hours: float = 20.0  # the same subject at least so much later is a follow-up
    follow_up_at: float = -2.0  # mean log-odds without regard to time from which a story follows another
