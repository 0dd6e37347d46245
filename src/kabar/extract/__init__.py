"""Page -> article: text, facts and media out of any news page, and nothing else.

`extract_article` reads a page, `from_feed` the feed's own text, `choose` decides between them,
`from_text` reads a plain text file, `sanitize` makes HTML safe to show, and `pool.ExtractionPool`
runs it all in child processes with limits.
"""

from kabar.extract.article import extract_article
from kabar.extract.feedtext import choose, from_feed
from kabar.extract.plaintext import from_text
from kabar.extract.sanitize import POLICY_VERSION, sanitize

__all__ = ["POLICY_VERSION", "choose", "extract_article", "from_feed", "from_text", "sanitize"]
