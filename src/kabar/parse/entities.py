"""Character and entity references in broken XML: known ones become characters, the rest stays text."""

import re
from collections.abc import Mapping
from html.entities import html5

from kabar.parse.limits import MAX_ENTITIES, MAX_ENTITY

_REFERENCE = re.compile(r"&(?:#(\d{1,9});?|#[xX]([0-9a-fA-F]{1,8});?|([A-Za-z][A-Za-z0-9_.-]{0,60});)?")
_DEFINED = re.compile(r"<!ENTITY\s+([A-Za-z][\w.-]{0,60})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_XML = {"amp": "&amp;", "lt": "&lt;", "gt": "&gt;", "quot": "&quot;", "apos": "&apos;"}
_NOT_TEXT = re.compile(r"[&%]")


def defined_in(doctype: str) -> dict[str, str]:
    """Name -> text for the plain abbreviations of a DTD; what refers to others is refused."""
    found: dict[str, str] = {}
    for name, double, single in _DEFINED.findall(doctype):
        value = double or single
        if len(found) < MAX_ENTITIES and len(value) <= MAX_ENTITY:
            value = _REFERENCE.sub(_number_only, value)
            if not _NOT_TEXT.search(value):
                found.setdefault(name, value)
    return found


def _number_only(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return character(int(match[1]) if match[1] else int(match[2], 16))
    return match[0]


def character(code: int) -> str:
    """The character of a numeric reference; Windows' own meaning for 128 to 159; "" for what is none."""
    if 128 <= code <= 159:
        return bytes((code,)).decode("cp1252", "ignore")
    if code < 32 and code not in (9, 10, 13):
        return ""
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
        return ""
    return chr(code)


class References:
    """Replaces references; what DTD-defined names add is counted, so that no bomb goes off."""

    def __init__(self, defined: Mapping[str, str], *, allowed: int = 1_000_000) -> None:
        self._defined = defined
        self._left = allowed

    def fix(self, text: str) -> str:
        """*text* as XML text: every "&" belongs to a reference that XML knows."""
        return _REFERENCE.sub(self._replace, text) if "&" in text else text

    def _replace(self, match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if decimal or hexadecimal:
            return _escaped(character(int(decimal) if decimal else int(hexadecimal, 16)))
        if name is None:
            return "&amp;"
        if name in _XML:
            return _XML[name]
        if name in self._defined:
            self._left -= len(self._defined[name])
            return _escaped(self._defined[name]) if self._left >= 0 else ""
        known = html5.get(name + ";")
        return _escaped(known) if known is not None else f"&amp;{name};"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
