"""Names of authors and languages as feeds write them."""

import re
from functools import lru_cache

from kabar.parse.limits import MAX_LIST, MAX_NAME
from kabar.parse.markup import plain

_MAIL = r"[^\s()<>\"\[\],;:]+@[^\s()<>\"\[\],;:]+"
_MAIL_NAME = re.compile(rf"<?\s*(?:mailto:)?({_MAIL})\s*>?\s*\(([^()]*)\)\s*")
_NAME_MAIL = re.compile(
    rf"(.*?)\s*(?:<\s*(?:mailto:)?{_MAIL}\s*>|\(\s*(?:mailto:)?{_MAIL}\s*\)|\[\s*{_MAIL}\s*\])\s*(.*)", re.S
)
_ONLY_MAIL = re.compile(_MAIL)
_LONGEST = 1_000  # characters looked at, so that no pattern takes long
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*|[ix]-[a-zA-Z0-9-]+")


def person(text: str) -> str:
    """The name in "name", "mail (name)", "name <mail>"; the mail where there is no name."""
    text = text[:_LONGEST].strip()
    if "@" in text:
        if (found := _MAIL_NAME.fullmatch(text)) is not None:
            text = found[2].strip() or found[1]
        elif (found := _NAME_MAIL.fullmatch(text)) is not None and (found[1] + found[2]).strip(" -,"):
            text = f"{found[1]} {found[2]}".strip(" -,\"'")
    return plain(text)[:MAX_NAME]


def add_person(people: list[str], text: str) -> None:
    """Note a name once."""
    name = person(text)
    if name and name not in people and len(people) < MAX_LIST:
        people.append(name)


def language_tag(text: object) -> str | None:
    """A declared language as BCP 47 writes it; None for what is no language."""
    return _language_tag(text) if isinstance(text, str) and len(text) < 100 else None


@lru_cache(maxsize=256)  # every entry of a feed asks for the same
def _language_tag(text: str) -> str | None:
    tag = text.strip().replace("_", "-")
    if not tag or len(tag) > 35 or _LANGUAGE.fullmatch(tag) is None:
        return None
    first, *rest = tag.split("-")
    parts = [first.lower()]
    for part in rest:
        if len(part) == 2 and parts[-1] != "x":
            parts.append(part.upper())
        elif len(part) == 4 and part.isalpha():
            parts.append(part.title())
        else:
            parts.append(part.lower())
    return "-".join(parts)
