"""What a link leads to when it is no page: a document, a picture, an archive. By its first bytes."""

_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"\x89PNG\r\n", "a picture (PNG)"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (8, b"WEBP", "a picture (WebP)"),
    (4, b"ftypavif", "a picture (AVIF)"),
    (4, b"ftyp", "a film or sound"),
    (0, b"OggS", "a film or sound"),
    (0, b"ID3", "a sound (MP3)"),
    (0, b"\x1aE\xdf\xa3", "a film"),
    (8, b"WAVE", "a sound (WAV)"),
    (0, b"fLaC", "a sound (FLAC)"),
    (0, b"PK\x03\x04", "an archive or office document (ZIP)"),
    (0, b"\x1f\x8b", "an archive (gzip)"),
    (0, b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (0, b"Rar!\x1a", "an archive (RAR)"),
    (0, b"BZh", "an archive (bzip2)"),
    (0, b"\xfd7zXZ", "an archive (xz)"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1", "an office document"),
    (0, b"{\\rtf", "an office document (RTF)"),
    (0, b"\x00asm", "a program"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"\x7fELF", "a program"),
)
_LOOKED_AT = 1024
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))


def file_kind(body: bytes) -> str | None:
    """What kind of file *body* is, in words, or None when it is text that may be a page.

    The server's own name for it decides nothing: pages are sent as octet-stream, and films as HTML.
    """
    for place, mark, name in _MARKS:
        if body.startswith(mark, place):
            return name
    head = body[:_LOOKED_AT]
    # UTF-16 is half zeros and yet a page; its mark says so.
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * 0.1 and b"<" not in head.replace(b"\0", b"")[:256]:
        return "a file of a kind that cannot be read"
    return None
