"""Bytes to text: byte-order marks, declared and wrong encodings, in the order of what deserves belief."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first characters of a document without a mark: "<" or white space, one of four widths.
_WIDTHS = (
    (re.compile(rb"[<{\s]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{\s]"), "utf-16-be"),
)
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']\s*([\w.:-]+)\s*[\"']", re.I)
_DECLARED_TEXT = re.compile(r"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']\s*([\w.:-]+)\s*[\"']", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
# What people mean by a name, where that is more than the name says (as browsers read it).
_MEANT = {
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso_8859-1": "cp1252", "windows1252": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "gb_2312-80": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "big5": "big5hkscs",
    "x-x-big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-euc-jp": "euc_jp", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "mac": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "unicode": "utf-16", "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "iso-8859-8-i": "iso8859_8", "x-cp1250": "cp1250", "x-cp1251": "cp1251",
    "iso-10646-ucs-2": "utf-16", "iso-10646-ucs-4": "utf-32", "ucs-2": "utf-16", "ucs-4": "utf-32",
}  # fmt: skip
_UNICODE = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
_MANY_BYTES = (
    "gb18030",
    "cp949",
    "cp932",
    "big5",
    "euc_j",
    "euc_k",
    "iso2022",
    "johab",
    "hz",
    "utf-7",
    "shift",
    "big5hk",
)


def declared_in(body: bytes) -> str:
    """The encoding that the XML declaration names, lower case; "" without one."""
    match = _DECLARED.match(body[:400])
    return match[1].decode("ascii", "replace").lower() if match else ""


def charset_of(content_type: str | None) -> str:
    """The charset of a Content-Type header, lower case; "" without one."""
    match = _CHARSET.search(content_type or "")
    return match[1].lower() if match else ""


def codec(label: str) -> str | None:
    """Python's name of an encoding, as browsers understand the label; None for an unknown one."""
    label = _MEANT.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # hex, rot13, zlib and their like are codecs too, but no text encodings.
    return (
        info.name
        if getattr(info, "_is_text_encoding", True)
        and info.name
        not in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem")
        else None
    )


def decode(body: bytes, content_type: str | None = None) -> tuple[str, list[str]]:
    """*body* as text, and what was odd about its encoding."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _marked(body[len(mark) :], name, declared_in(body[len(mark) :]) if name == "utf-8" else "")
    head = body[:4]
    for pattern, name in _WIDTHS:
        if pattern.match(head):
            return _marked(body, name, "")
    declared = declared_in(body)
    if body.startswith(_EBCDIC):
        match = _DECLARED_TEXT.match(body[:400].decode("cp037", "replace"))
        declared = match[1].lower() if match else "cp037"
    return _by_belief(body, declared, charset_of(content_type))


def _marked(body: bytes, name: str, declared: str) -> tuple[str, list[str]]:
    text = body.decode(name, "replace")
    warnings = []
    if "\ufffd" in text:
        warnings.append(f"Bytes that are no {name.upper()} were replaced.")
    if declared and codec(declared) not in ("utf-8", None):
        warnings.append(
            f"The byte-order mark says {name.upper()}, the declaration {declared}; the mark was believed."
        )
    return text, warnings


def _by_belief(body: bytes, declared: str, charset: str) -> tuple[str, list[str]]:
    warnings: list[str] = []
    names: list[str] = []
    for label in (declared, charset):
        if not label:
            continue
        name = codec(label)
        if name is None:
            warnings.append(f"There is no encoding {label!r}.")
        elif name not in names:
            # A wide encoding would have shown itself by its zeros.
            names.append("utf-8" if name in _UNICODE else name)
    several = [name for name in names if name.startswith(_MANY_BYTES)]
    # Valid UTF-8 with more than ASCII in it is hardly ever anything else, whatever a one-byte name claims.
    for name in (*several, "utf-8", *names, "cp1252"):
        try:
            text = body.decode(name)
        except (UnicodeError, ValueError):
            continue
        if names and name != names[0] and not body.isascii():
            warnings.append(f"The feed says it is {declared or charset}, but it is {name}.")
        elif not names and name != "utf-8":
            warnings.append(f"The feed is not UTF-8 and does not say what it is; it was read as {name}.")
        return text, warnings
    name = names[0] if names else "cp1252"
    # Mostly UTF-8 with a few broken bytes: those become marks, the rest stays readable.
    if (
        body.decode("utf-8", "ignore").encode()
        and len(body.decode("utf-8", "ignore").encode()) > len(body) * 0.98
        and name in ("utf-8", "cp1252")
    ):
        name = "utf-8"
    warnings.append(f"Bytes that are no {name} were replaced.")
    return body.decode(name, "replace"), warnings
