"""Bytes of a page -> text, the way browsers read old and wrongly declared pages."""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.\-]{2,30})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([a-zA-Z0-9_:.\-]{2,30})")
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.\-]{2,30})", re.I)
# What the labels mean on the web (WHATWG Encoding): the wider encoding of the family.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-cp1251": "cp1251",
    "x-euc-jp": "euc_jp",
}
_TWICE_WRITTEN = "\u00e2\u0080"  # how a dash or a quote begins
_TWICE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}"
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HEAD = 8192  # bytes in which a declaration counts; browsers look at 1024, old pages put it later


def decode(body: bytes | str, content_type: str | None = None) -> str:
    """The text of a page; never raises, unreadable bytes become U+FFFD.

    A byte order mark wins, then bytes that can only be UTF-8, then the declared encoding
    (of the answer, else of the page) if the bytes fit it, then what they look like.
    """
    if isinstance(body, str):
        return _read_once(body.removeprefix("\ufeff"))
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return _read_once(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    for name in _declared(body, content_type):
        text = _try(body, name)
        if text is not None and text.count("\ufffd") * 200 <= len(text):
            return text
    guessed = str(detect_encoding(body) or "")
    return _try(body, guessed) or body.decode("cp1252", "replace")


def _read_once(text: str) -> str:
    """*text* without what was UTF-8, was read as Latin-1 and written as UTF-8 again: "itâ\x80\x99s" -> "it’s".

    No language has a control character behind an accented letter, so that three dashes or quotes like that are proof.
    """
    if "\u0080" not in text or text.count(_TWICE_WRITTEN) < 3:  # one character is found much faster than two
        return text

    def again(found: re.Match[str]) -> str:
        try:
            return found[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return found[0]

    return _TWICE.sub(again, text)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    found = []
    if content_type and (header := _HEADER.search(content_type)):
        found.append(header[1])
    head = body[:_HEAD]
    for pattern in (_XML, _DECLARED):
        if declared := pattern.search(head):
            found.append(declared[1].decode("ascii"))
    return found


def _try(body: bytes, name: str) -> str | None:
    name = name.strip().lower()
    try:
        codec = codecs.lookup(_WIDER.get(name, name))
    except LookupError:
        return None
    # Python also has codecs that are no character encodings (hex, zip): those do not give text.
    return body.decode(codec.name, "replace") if codec._is_text_encoding else None
