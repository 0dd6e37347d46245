"""How much of a feed is read: numbers in one place, each with a reason."""

MAX_BYTES = 20_000_000  # of a document; fetching has the same limit
MAX_ENTRIES = 2_000  # a feed is a window on what is new, not an archive
MAX_TITLE = 1_000  # characters
MAX_TEXT = 500_000  # characters of one entry's text: a short novel
MAX_URL = 4_096  # characters; longer ones are not addresses that servers accept
MAX_KEY = 512  # characters; longer identities are stored as their hash
MAX_NAME = 300  # characters of an author's name or a category
MAX_LIST = 100  # authors, categories or enclosures of one entry
MAX_WARNINGS = 20  # more do not help anyone to act
MAX_ENTITIES = 200  # names that a DTD may define; ordinary ones define a dozen
MAX_ENTITY = 2_000  # characters of one such definition, after which it is a bomb, not an abbreviation
