"""Pictures of others: signed addresses, and from untrusted bytes to a small picture that is safe to show."""

import base64
import hashlib
import hmac
import io
import warnings

from PIL import Image, ImageFile, ImageOps

WIDTHS = (160, 320, 480, 640, 960, 1280)
MAX_PIXELS = 40_000_000  # a 50,000 x 50,000 picture is refused before a byte of it is decoded
MAX_DECODED = 25_000_000  # at most 100 MB in memory for one picture
QUALITY = 78
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MEDIA_TYPE = "image/webp"


class PictureError(Exception):
    """These bytes are no picture that we show."""


def sign(url: str, width: int, secret: bytes) -> str:
    """The path under which our proxy gives *url* at most *width* pixels wide."""
    packed = base64.urlsafe_b64encode(url.encode("utf-8", "replace")).decode().rstrip("=")
    return f"/image/{_mac(packed, width, secret)}/{width}/{packed}"


def verify(mac: str, width: int, packed: str, secret: bytes) -> str | None:
    """The address behind a signed path; None when the signature is not ours."""
    if width not in WIDTHS or not hmac.compare_digest(mac.encode(), _mac(packed, width, secret).encode()):
        return None
    return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()


def _mac(packed: str, width: int, secret: bytes) -> str:
    return hmac.new(secret, f"image\0{width}\0{packed}".encode(), hashlib.sha256).hexdigest()[:32]


def shrink(body: bytes, width: int) -> bytes:
    """A WebP of the first frame, upright, at most *width* wide, without any metadata.

    Raises PictureError for what is no raster picture (by its bytes, whatever its type says), or too large.
    `shrinking.Shrinker` runs it where a decoder can be ended.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS or min(picture.size) < 1:
                    raise PictureError("too many pixels")
                picture.draft("RGB", (width * 2, width * 2))  # JPEG: decode no finer than needed
                if picture.width * picture.height > MAX_DECODED:
                    raise PictureError("too many pixels to decode")
                ImageOps.exif_transpose(picture, in_place=True)  # a copy would be as large again
                upright: Image.Image = picture
                if upright.width > width:
                    height = max(1, round(upright.height * width / upright.width))
                    upright = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
                clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
                small = upright.convert("RGBA" if clear else "RGB")
                out = io.BytesIO()
                small.save(out, "WEBP", quality=QUALITY, method=3)
                return out.getvalue()
    except PictureError:
        raise
    # Pillow's decoders raise whatever their C code meets on damaged input.
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError, Warning) as error:
        raise PictureError(str(error)) from error
    except (Image.DecompressionBombError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise PictureError(str(error)) from error


ImageFile.LOAD_TRUNCATED_IMAGES = False  # a half picture is not shown as a whole one
