"""Which entry is this: keys inside a feed, fingerprints, and entries that changed their guid.

Guids are believed as long as they tell entries apart. Where several entries share one guid but lead to
different pages, the page is the identity; entries equal in both have one key. So nothing is hidden
and nothing comes twice.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha1

from kabar.model.feed import Entry
from kabar.parse.limits import MAX_KEY

EDITED_WITHIN = timedelta(days=3)  # older articles are not looked at again for their date alone
NO_EDIT = timedelta(minutes=1)  # between two dates that mean the same moment
MOST_EDITED = 3  # entries of a feed that may be edited between two visits, whatever their share
_SCHEME = re.compile(r"https?://(?:www\.)?", re.I)
_PASSING = re.compile(
    r"(?i)(?:^|(?<=&))(?:utm_[^=&]*|fbclid|gclid|sid|session_?id|phpsessid|jsessionid|sessid|cmpid)=[^&]*(?:&|$)"
)
_PATH_SESSION = re.compile(r"(?i);jsessionid=[^?#]*")


def fingerprint(words: bytes) -> bytes:
    """Sixteen bytes for *words*: title, address and texts, of which none is a date.

    Not a matter of security (who writes a feed may write what they like), so the fastest digest.
    """
    return sha1(words, usedforsecurity=False).digest()[:16]


def short_key(key: str) -> str:
    """*key*, or its hash where it is too long to be looked up."""
    if len(key) <= MAX_KEY:
        return key
    return "blake2b:" + blake2b(key.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _own_key(entry: Entry) -> str:
    """The key of an entry whose guid is missing or says nothing."""
    return short_key(entry.url) if entry.url else "fingerprint:" + _words_key(entry)


def _words_key(entry: Entry) -> str:
    """A key from the words alone: the title if there is one, so that an edited text stays the same entry."""
    words = entry.title or entry.summary_html or entry.html
    if entry.published_at is not None and entry.title:
        words += entry.published_at.isoformat()
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def identified(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """The entries with their keys, different wherever the entries are, and warnings.

    Comes with `key` holding the guid as published, or "" where there is none.
    """
    keys = [short_key(entry.key) if entry.key else _own_key(entry) for entry in entries]
    counts = Counter(keys)
    if len(counts) == len(keys):
        found = [e if e.key == key else replace(e, key=key) for e, key in zip(entries, keys, strict=True)]
        return found, []
    return _told_apart(entries, keys, counts)


def _told_apart(
    entries: Sequence[Entry], keys: list[str], counts: Counter[str]
) -> tuple[list[Entry], list[str]]:
    pages: dict[str, set[str]] = {}
    for entry, key in zip(entries, keys, strict=True):
        if counts[key] > 1:
            pages.setdefault(key, set()).add(entry.url or _words_key(entry))
    shared = {key for key, urls in pages.items() if len(urls) > 1}
    warnings = []
    if shared:
        warnings.append("Different entries have the same guid; they are told apart by their links.")
        keys = [_own_key(entry) if key in shared else key for entry, key in zip(entries, keys, strict=True)]
        counts = Counter(keys)
    words: dict[str, set[str]] = {}
    for entry, key in zip(entries, keys, strict=True):
        if counts[key] > 1:
            words.setdefault(key, set()).add(entry.title or entry.fingerprint.hex())
    found: dict[str, Entry] = {}
    result = []
    for entry, key in zip(entries, keys, strict=True):
        # One page under many titles is a front page or a live page: the title is the identity. Two are
        # more often an article and its corrected copy: the first of them keeps the key.
        many = len(words.get(key, ())) > 2
        if many or (key in found and _differs(entry, found[key])):
            key = short_key(f"{key}#{_words_key(entry)}")
        if key in found and key.startswith("fingerprint:") and replace(entry, key=key) != found[key]:
            # Same words, nothing else to go by, but not the same in all: the place in the feed tells.
            key = next(f"{key}#{n}" for n in range(2, len(entries) + 2) if f"{key}#{n}" not in found)
        result.append(replace(entry, key=key))
        found.setdefault(key, result[-1])
    if len(found) < len(entries):
        warnings.append("Some entries stand more than once in the feed; each counts once.")
    return result, warnings


def _differs(entry: Entry, other: Entry) -> bool:
    if entry.title or other.title:
        return entry.title != other.title
    return entry.fingerprint != other.fingerprint


def changed_entries(entries: Iterable[Entry], known: Mapping[str, bytes]) -> list[Entry]:
    """The entries that are new or whose title, address or text changed, each key once.

    known: the stored fingerprint of each stored key. Of entries with equal keys the last updated counts,
    else the first.
    """
    newest: dict[str, Entry] = {}
    for entry in entries:
        other = newest.setdefault(entry.key, entry)
        if other is not entry and (entry.updated_at or _NEVER) > (other.updated_at or _NEVER):
            newest[entry.key] = entry
    return [entry for key, entry in newest.items() if known.get(key) != entry.fingerprint]


def touched_lately(entries: Iterable[Entry], known: Mapping[str, bytes], *, now: datetime) -> list[Entry]:
    """The entries with the same words as before (*known*, as for `changed_entries`) that say they were edited lately."""
    return [
        entry
        for entry in entries
        if entry.updated_at is not None
        and known.get(entry.key) == entry.fingerprint
        and now - EDITED_WITHIN <= entry.updated_at
        and (entry.published_at is None or entry.updated_at - entry.published_at >= NO_EDIT)
    ]


def said_edited(touched: Sequence[Entry], known: Mapping[str, datetime]) -> list[Entry]:
    """Those of *touched* that were edited after what is stored, though their words in the feed are the same.

    known: the stored time of the last edit of each stored key. A feed in which most entries moved at once tells the
    time of the visit, not of edits, and is not believed.
    """
    stored = [entry for entry in touched if entry.key in known]
    moved = [entry for entry in stored if (entry.updated_at or _NEVER) - known[entry.key] >= NO_EDIT]
    return [] if len(moved) > MOST_EDITED and 2 * len(moved) > len(stored) else moved


_NEVER = datetime.min.replace(tzinfo=UTC)


def page_identity(url: str) -> str:
    """What stays of an address when a site moves to https, or adds session ids and tracking.

    Two entries of one feed with equal page identity are the same article.
    """
    bare = _PATH_SESSION.sub("", _SCHEME.sub("", url.strip(), count=1)).partition("#")[0]
    address, _, query = bare.partition("?")
    query = _PASSING.sub("", query).rstrip("&")
    host, slash, path = address.rstrip("/").partition("/")
    return f"{host.lower()}{slash}{path}?{query}" if query else f"{host.lower()}{slash}{path}"


def renamed(entries: Iterable[Entry], known_urls: Mapping[str, str]) -> dict[str, str]:
    """New key -> stored key, for entries that only changed their guid.

    known_urls: address -> key of the entries stored for this feed (recent ones are enough). An entry is
    the stored one if its key is not stored, its page is, and no other entry of the document has the
    stored key.
    """
    entries = list(entries)
    stored = set(known_urls.values())
    by_page: dict[str, str] = {}
    for url, key in known_urls.items():
        by_page.setdefault(page_identity(url), key)
    taken = {entry.key for entry in entries}
    found: dict[str, str] = {}
    for entry in entries:
        if entry.key in stored or entry.url is None:
            continue
        old = by_page.get(page_identity(entry.url))
        if old is not None and old not in taken:
            found[entry.key] = old
            taken.add(old)
    return found
