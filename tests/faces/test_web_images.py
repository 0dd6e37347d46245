"""The image proxy: what is not signed is refused, what is no picture is not shown."""

import hashlib
import hmac
import io
import os
import signal

import pytest
from fake_service import scene
from PIL import Image, ImageFile
from web_client import Visitor

from kabar.web.images import PictureError, shrink, sign, verify
from kabar.web.shrinking import Shrinker

SECRET = b"s" * 32


def secret_of(visitor: Visitor, account: int = 1) -> bytes:
    """What signs the pictures of an account."""
    house = visitor.services.about.secret(visitor.rt, "web")
    return hmac.new(house, f"pictures:{account}".encode(), hashlib.sha256).digest()


def picture(kind: str, size: tuple[int, int] = (800, 600), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in "LP" else None).save(out, kind)
    return out.getvalue()


def test_signed_address_round_trip() -> None:
    url = "https://pictures.example/ö.jpg?a=1&b=%20"
    _, _, mac, width, packed = sign(url, 320, SECRET).split("/")

    assert verify(mac, int(width), packed, SECRET) == url
    assert verify(mac, 640, packed, SECRET) is None
    assert verify(mac, int(width), packed + "A", SECRET) is None
    assert verify(mac, int(width), packed, b"t" * 32) is None
    assert verify("", int(width), packed, SECRET) is None


def test_width_is_one_of_ours() -> None:
    _, _, mac, _, packed = sign("https://a.example/", 321, SECRET).split("/")

    assert verify(mac, 321, packed, SECRET) is None


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
    ],
)
def test_raster_pictures_become_small_webp(kind: str, mode: str) -> None:
    with Image.open(io.BytesIO(shrink(picture(kind, mode=mode), 320))) as small:
        assert (small.format, small.size) == ("WEBP", (320, 240))


def test_small_pictures_are_not_blown_up() -> None:
    with Image.open(io.BytesIO(shrink(picture("PNG", (50, 40)), 320))) as small:
        assert small.size == (50, 40)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        picture("JPEG")[:900],
        picture("BMP"),
        picture("TIFF"),
        picture("ICO", (32, 32)),
    ],
    ids=["empty", "svg", "html", "pdf", "gif header", "png header", "cut jpeg", "bmp", "tiff", "ico"],
)
@pytest.mark.case("R-039")
def test_everything_else_is_refused(body: bytes) -> None:
    with pytest.raises(PictureError):
        shrink(body, 320)


@pytest.mark.case("R-045")
def test_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    decoded: list[object] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda picture: decoded.append(picture))

    with pytest.raises(PictureError, match=r"too many pixels|exceeds limit"):
        shrink(body + b"\0\0\0\0IDAT", 320)

    assert [] == decoded


@pytest.mark.case("R-045")
def test_large_picture_is_decoded_only_as_fine_as_it_is_shown() -> None:
    with pytest.raises(PictureError):
        shrink(picture("PNG", (6000, 5000), "L"), 320)
    with pytest.raises(PictureError, match="too many pixels"):
        shrink(picture("JPEG", (8000, 5100), "L"), 320)

    with Image.open(io.BytesIO(shrink(picture("JPEG", (6000, 5000), "L"), 320))) as small:
        assert small.width == 320


@pytest.mark.case("R-045")
def test_picture_that_needs_too_much_memory_costs_itself_only() -> None:
    shrinker = Shrinker(memory_mib=60)  # 100 MB when it is decoded, 25 kB on its way
    try:
        with pytest.raises(PictureError):
            shrinker.shrink(picture("PNG", (5000, 4990), "RGB"), 320)
        small = shrinker.shrink(picture("JPEG"), 320)
    finally:
        shrinker.children.close()

    with Image.open(io.BytesIO(small)) as shown:
        assert shown.size == (320, 240)


@pytest.mark.case("R-045")
def test_picture_that_holds_up_or_ends_its_process_costs_itself_only() -> None:
    shrinker = Shrinker()
    try:
        assert shrinker.shrink(picture("PNG"), 160)
        for act in (signal.SIGSTOP, signal.SIGKILL):
            child = shrinker.children._idle.get_nowait()
            os.kill(child.process.pid, act)
            shrinker.children.wall_seconds = 0.5
            shrinker.children._idle.put(child)
            if act == signal.SIGSTOP:  # a decoder that does not come back
                with pytest.raises(PictureError, match=r"more than 0\.5 s"):
                    shrinker.shrink(picture("PNG"), 160)
            else:
                child.process.join(10)
            shrinker.children.wall_seconds = 20
            assert shrinker.shrink(picture("PNG"), 160)
    finally:
        shrinker.children.close()


def test_turned_pictures_stand_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    out = io.BytesIO()
    Image.new("RGB", (400, 200)).save(out, "JPEG", exif=exif)

    with Image.open(io.BytesIO(shrink(out.getvalue(), 160))) as small:
        assert small.size == (160, 320)


@pytest.mark.case("R-045")
def test_what_is_no_picture_is_not_decoded_again_for_each_look(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    class Counting(Shrinker):
        def shrink(self, body: bytes, width: int) -> bytes:
            tries.append(width)
            raise PictureError("too many pixels")

    monkeypatch.setattr("kabar.web.pages.picture._SHRINKER", Counting())
    visitor = Visitor()
    path = sign("https://pictures.example/bomb.jpg", 320, secret_of(visitor))

    assert [415, 415] == [visitor.get(path).status_code for _ in range(2)]
    assert [320] == tries


def test_no_metadata_survives() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera that knows where"
    out = io.BytesIO()
    Image.new("RGB", (400, 300)).save(out, "JPEG", exif=exif)

    assert b"camera" in out.getvalue()
    assert b"camera" not in shrink(out.getvalue(), 320)


def test_proxy_serves_what_we_signed_with_its_own_policy() -> None:
    visitor = Visitor()
    path = sign("https://pictures.example/a.jpg", 320, secret_of(visitor))

    answer = visitor.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"].startswith("private")
    assert len(answer.content) < len(scene("https://pictures.example/a.jpg"))


@pytest.mark.parametrize(
    ("url", "status"), [("https://evil.example/x.svg", 415), ("https://down.example/x.jpg", 502)]
)
@pytest.mark.case("R-046")
def test_failures_say_nothing_of_the_other_side(url: str, status: int) -> None:
    visitor = Visitor()

    answer = visitor.get(sign(url, 320, secret_of(visitor)))

    assert (answer.status_code, answer.text) == (status, "No picture.")


@pytest.mark.case("R-035")
def test_unsigned_and_changed_addresses_are_refused() -> None:
    visitor = Visitor()
    path = sign("https://pictures.example/a.jpg", 320, b"another secret" * 3)

    assert visitor.get(path).status_code == 403
    assert visitor.get("/image/x/320/aHR0cDovLzEyNy4wLjAuMS8").status_code == 403
    assert Visitor(account=None).get(path).status_code == 303
