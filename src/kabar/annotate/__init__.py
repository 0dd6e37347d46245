"""Article to annotations: language, names, topics, agency, dateline and vector. No network, no SQL."""

from kabar.annotate.annotator import Annotator, Document, open_annotator
from kabar.annotate.settings import AnnotateSettings

__all__ = ["AnnotateSettings", "Annotator", "Document", "open_annotator"]
