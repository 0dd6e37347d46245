"""Articles to stories: which reports are about one event, and which copy which (pure, in memory)."""

from kabar.cluster.pairs import pair_score, pair_scores
from kabar.cluster.settings import ClusterSettings
from kabar.cluster.window import Window

__all__ = ["ClusterSettings", "Window", "pair_score", "pair_scores"]
