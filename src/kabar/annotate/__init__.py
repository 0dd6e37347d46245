"""Article to annotations: language, names, topics, agency, dateline, quotations, amounts, vector. No network, no SQL."""

from kabar.annotate.aliases import EntityNames, also_called, names_of
from kabar.annotate.annotator import Annotator, Document, open_annotator
from kabar.annotate.settings import AnnotateSettings
from kabar.annotate.topics import TOP_TOPICS, TOPICS, TopicInfo

__all__ = [
    "TOPICS",
    "TOP_TOPICS",
    "AnnotateSettings",
    "Annotator",
    "Document",
    "EntityNames",
    "TopicInfo",
    "also_called",
    "names_of",
    "open_annotator",
]
