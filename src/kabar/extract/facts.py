"""Facts of a page that need no choice: section, tags, outlet, address, the publisher's own statements."""

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from kabar.extract.addresses import resolve, without_tracking
from kabar.extract.page import Page, article_thing, types_of
from kabar.extract.titles import host_of, tidy

TRUST = ("publishingPrinciples", "correctionsPolicy", "ethicsPolicy", "ownershipFundingInfo", "factCheckingPolicy", "verificationFactCheckingPolicy",
         "unnamedSourcesPolicy", "diversityPolicy", "missionCoveragePrioritiesPolicy", "actionableFeedbackPolicy", "masthead", "noBylinesPolicy")  # fmt: skip
MAX_TAGS = 30
LONG_NAME = 6
HEADLINE = 5  # words from which a name that is also the page's title is no name
_JOINED = re.compile(r"\s+[-–—|]\s+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})


def section_of(page: Page) -> str | None:
    """The part of the newspaper in which the article stands."""
    thing = article_thing(page) or {}
    for value in (
        page.meta("article:section"),
        thing.get("articleSection"),
        page.meta("parsely-section", "sailthru.section", "section", "dcsext.section"),
    ):
        first = value[0] if isinstance(value, list) and value else value
        if (
            isinstance(first, str)
            and (text := tidy(first))
            and len(text) < 80
            and not text.startswith("http")
            and any(character.isalpha() for character in text)
            and text.removeprefix("www.") != host_of(page).removeprefix("www.")
        ):
            return text
    for other in page.things:
        if (
            "BreadcrumbList" in types_of(other)
            and isinstance(items := other.get("itemListElement"), list)
            and len(items) >= 3
        ):
            names = [_crumb(item) for item in items]
            if names[1] and len(names[1]) < 60:
                return names[1]
    return None


def tags_of(page: Page) -> tuple[str, ...]:
    """The page's own topics and keywords, each once, in its order."""
    thing = article_thing(page) or {}
    values: list[Any] = [
        *page.all_meta("article:tag"),
        thing.get("keywords"),
        page.meta("news_keywords"),
        page.meta("parsely-tags"),
        page.meta("keywords"),
    ]
    found: dict[str, str] = {}
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                for part in re.split(r"\s*[,;，、]\s*", one):
                    text = tidy(part)
                    if 1 < len(text) <= 60:
                        found.setdefault(text.casefold(), text)
        if len(found) >= 5 and value is not None and values.index(value) >= len(page.all_meta("article:tag")):
            break  # the first list that says enough; the meta keywords after it are mostly the outlet's own
    return tuple(list(found.values())[:MAX_TAGS])


def site_name_of(page: Page) -> str | None:
    """The outlet's name as the page gives it, else its host."""
    headline = tidy(page.meta("og:title") or page.title)
    for text in (page.meta("og:site_name"), _publisher(page), page.meta("application-name"), _website(page)):
        if text and 1 < len(text := tidy(text)) < 80 and not text.startswith("http"):
            parts = [part.strip() for part in _JOINED.split(text)]
            # Some state the headline as their name, or "Headline - Outlet".
            if len(parts) == 1 and text == headline and len(text.split()) >= HEADLINE:
                continue
            if len(parts) > 1 and headline.startswith(parts[0]):
                text = parts[-1]
            return _without_slogan(text, host_of(page)).removeprefix("www.") or None
    host = host_of(page).removeprefix("www.")
    return host or None


def _without_slogan(name: str, host: str) -> str:
    """The part of *name* that the host is called after: "Harbour Gazette - News of the coast" -> "Harbour Gazette"."""
    labels = [_letters(label) for label in host.split(".") if label != "www"]
    whole = "".join(labels)
    parts = _JOINED.split(name)
    for number, part in enumerate(parts if len(parts) > 1 else ()):
        for letters in {_letters(part), _letters(part.casefold().translate(_UMLAUTS))}:
            same = letters == whole or letters in labels[:-1]
            # What stands first is the name with less: behind it, short forms of it and trades follow.
            if (
                (same and len(letters) >= LONG_NAME)
                if number
                else same or (len(letters) > 3 and letters in whole)
            ):
                return part
    return name


def _letters(text: str) -> str:
    """Letters and digits as they stand in the name of a host."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if one.isalnum() and not unicodedata.combining(one))


def canonical_of(page: Page) -> str | None:
    """The address that the page calls its own; the given one when that leads elsewhere."""
    thing = article_thing(page) or {}
    main = thing.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, dict) else main
    own = without_tracking(page.url.partition("#")[0]) if page.url else None
    for text in (*page.links.get("canonical", ()), page.meta("og:url"), main):
        address = resolve(text, page.base_url) if isinstance(text, str) else None
        if address and _same_page(address, own):
            return address
    return own


def trust_of(page: Page) -> dict[str, str]:
    """What the publisher states about itself and the article, by schema.org name."""
    found: dict[str, str] = {}
    for thing in page.things:
        publisher = thing.get("publisher")
        for holder in (thing, *(publisher if isinstance(publisher, list) else [publisher])):
            if not isinstance(holder, dict):
                continue
            for name in TRUST:
                value = holder.get(name)
                value = value.get("url") or value.get("@id") if isinstance(value, dict) else value
                address = resolve(value, page.base_url) if isinstance(value, str) else None
                if address:
                    found.setdefault(name, address)
        if "ClaimReview" in types_of(thing):
            rating = thing.get("reviewRating")
            verdict = (
                rating.get("alternateName") or rating.get("ratingValue") if isinstance(rating, dict) else None
            )
            claim = thing.get("claimReviewed")
            if isinstance(claim, str):
                found.setdefault(
                    "ClaimReview", tidy(claim)[:300] + (f" ({tidy(str(verdict))[:80]})" if verdict else "")
                )
    free = (article_thing(page) or {}).get("isAccessibleForFree")
    if free is not None:
        found["isAccessibleForFree"] = "false" if str(free).lower() in ("false", "0", "no") else "true"
    return found


def _same_page(address: str, own: str | None) -> bool:
    """Whether a declared address can be this page's: same outlet's host, and not the home page of a deeper one."""
    there = urlsplit(address)
    if own is None:
        return bool(there.path.strip("/") or there.query)
    here = urlsplit(own)
    if _site(there.hostname) != _site(here.hostname):
        return False
    return bool(there.path.strip("/") or there.query) or not (here.path.strip("/") or here.query)


def _site(host: str | None) -> str:
    parts = (host or "").split(".")
    long = (
        len(parts) > 2
        and parts[-2] in ("co", "com", "org", "net", "gov", "ac", "edu")
        and len(parts[-1]) == 2
    )
    return ".".join(parts[-3 if long else -2 :])


def _crumb(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    inner = item.get("item")
    name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    return tidy(name) if isinstance(name, str) else ""


def _publisher(page: Page) -> str | None:
    from kabar.extract.authors import publisher_of

    thing = article_thing(page)
    return publisher_of(thing) if thing else None


def _website(page: Page) -> str | None:
    for thing in page.things:
        if types_of(thing) & {"WebSite", "NewsMediaOrganization"} and isinstance(thing.get("name"), str):
            return str(thing["name"])
    return None
