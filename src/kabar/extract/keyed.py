"""Values that a page's source gives to a key in quotes, wherever it does."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kabar.extract.page import Page

Pairs = NDArray[np.bool_]  # of each two bytes whether a key may begin with them
_QUOTE = ord('"')
_READ = 600  # bytes behind the quote: more than a key, white space and a value


def pairs_of(*begins: str) -> Pairs:
    """Of keys that begin with these two letters of ASCII each, small or large."""
    table = np.zeros(1 << 16, bool)
    for begin in begins:
        for first in begin[0].lower() + begin[0].upper():
            for second in begin[1].lower() + begin[1].upper():
                table[ord(first) << 8 | ord(second)] = True
    return table


def keyed(pattern: re.Pattern[str], page: Page, begins: Pairs) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` gives for the page, of a pattern that begins with a quote and one of the *begins*.

    A page has thousands of quotes, and looking at all of them at once takes a third of the expression's time.
    """
    source = np.frombuffer(page.source, np.uint8)
    quotes = np.flatnonzero(source[:-2] == _QUOTE)
    pairs = (source[quotes + 1].astype(np.intp) << 8) | source[quotes + 2]
    end = 0
    for at in quotes[begins[pairs]].tolist():
        if at >= end and (found := pattern.match(page.source[at : at + _READ].decode("utf-8", "ignore"))):
            end = at + len(found[0].encode())
            yield found
