"""Unpacking within limits."""

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from kabar.errors import FetchError, RefusedError
from kabar.fetch.decoding import decode_body

URL = "https://x.example/"


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _zstd_frames(data: bytes) -> bytes:
    half = len(data) // 2
    pack = zstandard.ZstdCompressor().compress
    return pack(data[:half]) + pack(data[half:])


PACKERS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "deflate": zlib.compress,
}


@pytest.mark.case("R-075", "R-077", "R-079")
@pytest.mark.parametrize("encoding", PACKERS)
@given(data=st.binary(max_size=3000))
def test_what_was_packed_comes_out(encoding: str, data: bytes) -> None:
    assert decode_body(PACKERS[encoding](data), encoding, 3000, url=URL) == data


@pytest.mark.case("R-075", "R-077", "R-079")
@pytest.mark.parametrize("encoding", PACKERS)
def test_one_byte_over_the_limit_is_too_large(encoding: str) -> None:
    data = bytes(5000)
    with pytest.raises(RefusedError) as caught:
        decode_body(PACKERS[encoding](data), encoding, 4999, url=URL)
    assert caught.value.kind == "too_large"
    assert decode_body(PACKERS[encoding](data), encoding, 5000, url=URL) == data


@pytest.mark.case("R-079")
def test_raw_deflate_and_several_frames_are_read() -> None:
    data = bytes(range(256)) * 40

    assert decode_body(_raw_deflate(data), "deflate", 99_999, url=URL) == data
    assert decode_body(_zstd_frames(data), "zstd", 99_999, url=URL) == data
    assert decode_body(gzip.compress(data) + gzip.compress(data), "gzip", 99_999, url=URL) == data * 2


@pytest.mark.case("R-083")
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_every_cut_is_noticed(encoding: str) -> None:
    whole = PACKERS[encoding](bytes(range(256)) * 4)
    for end in range(3, len(whole)):
        with pytest.raises(FetchError):
            decode_body(whole[:end], encoding, 99_999, url=URL)


@pytest.mark.case("R-080")
@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,br", "gzip gzip", "exi", ",".join(["gzip"] * 200)])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(FetchError) as caught:
        decode_body(b"x", encoding, 10, url=URL)
    assert caught.value.kind == "bad_encoding"


@pytest.mark.case("R-081")
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", ""])
def test_announced_packing_of_nothing_is_nothing(encoding: str) -> None:
    assert decode_body(b"", encoding, 10, url=URL) == b""
