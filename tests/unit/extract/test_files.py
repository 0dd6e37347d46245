"""Links that lead to files."""

import pytest

from kabar.extract.files import file_kind


@pytest.mark.case("R-270")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture (JPEG)"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture (WebP)"),
        (b"PK\x03\x04" + bytes(30), "an archive or office document (ZIP)"),
        (b"\x00\x00\x00\x18ftypmp42", "a film or sound"),
        (bytes(range(32)) * 40, "a file of a kind that cannot be read"),
    ],
)
def test_file_is_named(body: bytes, said: str) -> None:
    assert file_kind(body) == said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><p>PK and %PDF- are only words here</p></html>",
        b"\n\n<!doctype html>",
        "<html>Berita</html>".encode("utf-16"),
        "<html>Berita</html>".encode("utf-16-le"),
        "日本のニュース".encode("iso-2022-jp"),
        b"plain words of a text file\n" * 20,
    ],
)
def test_page_is_none(body: bytes) -> None:
    assert file_kind(body) is None
