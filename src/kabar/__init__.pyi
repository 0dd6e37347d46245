from kabar import service as service
from kabar.annotate import Annotator as Annotator
from kabar.annotate import Document as Document
from kabar.annotate import open_annotator as open_annotator
from kabar.cluster import ClusterSettings as ClusterSettings
from kabar.cluster import Window as Window
from kabar.config import Config as Config
from kabar.config import load_config as load_config
from kabar.errors import KabarError as KabarError
from kabar.extract import extract_article as extract_article
from kabar.extract import from_text as from_text
from kabar.keypoints import summarize as summarize
from kabar.model.article import Report as Report
from kabar.parse import parse_feed as parse_feed
from kabar.rank import diversify as diversify
from kabar.rank import score as score
from kabar.runtime import Runtime as Runtime
from kabar.runtime import open_runtime as open_runtime
from kabar.work.round import run_round as run_round

__version__: str
