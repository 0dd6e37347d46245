"""Random bytes where a server's answer should be: every one ends in an answer or an error, and soon.

`KABAR_FUZZ_SECONDS=3600` runs all of tests/fuzz for an hour; by default it takes a few seconds.
"""

import random
import time
import zlib
from contextlib import suppress

import pytest
from fuzzing import SEED, Tries, seconds
from hostile import FEED, HostileServer, answer, packed, say_and_close

from kabar.errors import SourceError
from kabar.fetch import FetchSettings, open_fetcher
from kabar.fetch.decoding import decode_body
from kabar.model.feed import Fetched, NotModified, Request, Validators

SEEDS = [
    answer(),
    answer(packed(), Content_Encoding="gzip", ETag='"a"', Cache_Control="max-age=60"),
    answer(b"", "304 Not Modified", Content_Length="-"),
    answer(b"", "301 Moved", Location="/x?0"),
    answer(b"", "429 Slow", Retry_After="Sun, 01 Mar 2026 12:10:00 GMT"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
    b"HTTP/1.0 200\r\n\r\n" + FEED,
]
PIECES = [b"\r\n", b"\r\n\r\n", b"\x00", b"\xff" * 9, b": ", b"Content-Length: 5\r\n", b"HTTP/1.1 100 Continue\r\n\r\n",
          b"Transfer-Encoding: chunked\r\n", b"Location: file:///\r\n", b"Content-Encoding: br\r\n", b"9" * 30, b" " * 99]  # fmt: skip


def mutated(rng: random.Random, seed: bytes) -> bytes:
    """*seed* with a few bytes changed, cut out, doubled or put in."""
    data = bytearray(seed)
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(at + rng.randrange(1, 20), len(data))
        match rng.randrange(5):
            case 0:
                data[at:at] = rng.choice(PIECES)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end]
            case 3 if at < len(data):
                data[at] = rng.randrange(256)
            case _:
                data[at:at] = rng.randbytes(rng.randrange(1, 9))
    return bytes(data)


@pytest.mark.case("R-255", "R-256", "R-257", "R-272")
def test_any_answer_ends_in_an_answer_or_an_error() -> None:
    rng = random.Random(SEED)
    settings = FetchSettings(
        timeout_seconds=2, allow_private_hosts=("127.0.0.1",), max_feed_mib=1.0, slow_seconds=0.2
    )
    end = time.monotonic() + seconds(0.3)
    tries = Tries()
    with HostileServer() as server, open_fetcher(settings) as fetcher:
        while time.monotonic() < end:
            for number in range(64):
                server.scripts[f"/x?{number}"] = say_and_close(mutated(rng, rng.choice(SEEDS)))
            server.requests.clear()
            fetcher._pauses.__init__()  # type: ignore[misc]  # a 429 of one round must not silence the next
            requests = [
                Request(url=server.url(f"/x?{number}"), validators=Validators(etag='"a"'), tag=number)
                for number in range(64)
            ]
            began = time.monotonic()
            found = [result for _, result in fetcher.get_many(requests)]
            assert len(found) == 64
            strange = [
                result
                for result in found
                if not isinstance(result, Fetched | NotModified | SourceError)
                or (isinstance(result, SourceError) and result.kind == "error")
            ]
            assert strange == [], f"seed {SEED}: {strange!r}"
            assert time.monotonic() - began < 20, f"seed {SEED}"
            tries.add((time.monotonic() - began) / 64, 64)
    tries.report("answers of a server")


@pytest.mark.case("R-075", "R-081", "R-083")
def test_any_packed_bytes_end_in_a_body_or_an_error() -> None:
    rng = random.Random(SEED)
    import brotli
    import zstandard

    text = FEED * 20
    seeds = {
        "gzip": packed(text),
        "deflate": zlib.compress(text),
        "br": brotli.compress(text),
        "zstd": zstandard.ZstdCompressor().compress(text),
    }
    end = time.monotonic() + seconds(0.1)
    tries = Tries()
    while time.monotonic() < end:
        encoding, seed = rng.choice(list(seeds.items()))
        data = mutated(rng, seed)
        began = time.process_time()
        with suppress(SourceError):
            assert len(decode_body(data, encoding, 100_000, url="")) <= 100_000, f"seed {SEED}"
        tries.add(time.process_time() - began)
    tries.report("packed bodies")
