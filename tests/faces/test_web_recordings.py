"""Films and sound: played from our own address on a click, by content, in pieces; players of others are links."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from real_web import Others, Reader, others, running

from kabar.errors import SourceError
from kabar.model.article import Media
from kabar.model.ids import AccountId
from kabar.sample.media import film, silence
from kabar.service import pictures, recordings
from kabar.web import images
from kabar.web.players import Hall, elsewhere, figure, is_file, is_player, sign, verify
from kabar.web.prose import prose

SECRET = b"s" * 32
HALL = Hall(
    picture=lambda url, width: f"/image/{width}/{url}",
    recording=lambda url: f"/recording/{url}",
    words={"watch": "Watch", "listen": "Listen", "elsewhere": "At the outlet"},
    page="https://news.example/a",
    still="https://news.example/lead.jpg",
)
MP4 = b"\0\0\0\x20ftypisom" + bytes(range(256)) * 9000  # 2.3 MB: three pieces


@pytest.fixture
def web() -> Iterator[Others]:
    with others() as server:
        yield server


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with running(tmp_path) as rt:
        yield Reader(rt, AccountId(1))


# What is shown


@pytest.mark.parametrize(
    ("url", "in_place", "plays"),
    [
        ("https://cdn.example/a.mp4?x=1", False, True),
        ("https://cdn.example/a.MP3", False, True),
        ("https://cdn.example/playback?id=7", False, False),
        ("https://cdn.example/playback?id=7", True, True),
        ("https://cdn.example/live.m3u8", True, False),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ", True, False),
        ("https://player.vimeo.com/video/76979871", True, False),
        ("javascript:alert(1)//a.mp4", True, False),
    ],
)
def test_what_a_browser_plays_by_itself(url: str, in_place: bool, plays: bool) -> None:
    assert plays == is_file(url, in_place=in_place)


@pytest.mark.case("R-009")
@pytest.mark.parametrize(
    ("url", "page"),
    [
        (
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://player.vimeo.com/video/76979871?h=1", "https://vimeo.com/76979871"),
    ],
)
def test_player_of_others_becomes_the_page_where_it_plays(url: str, page: str) -> None:
    assert page == elsewhere(url)[0]
    shown = str(figure(Media(kind="video", url=url), HALL))
    assert "<iframe" not in shown
    assert f'href="{page}"' in shown


@pytest.mark.case("R-009")
@pytest.mark.parametrize(
    "url",
    [
        "javascript://youtube.com/%0Aalert(1)",
        "https://www.youtube.com.evil.example/embed/dQw4w9WgXcQ",
        "https://evil.example/?https://www.youtube.com/embed/dQw4w9WgXcQ",
        "https://youtube.com@evil.example/embed/dQw4w9WgXcQ",
        "https://notvimeo.com/video/76979871",
    ],
)
def test_look_alikes_are_no_players(url: str) -> None:
    assert not is_player(url)
    html = f'<iframe src="{url}"></iframe><figure><p><a href="{url}">film</a></p></figure>'
    shown = str(prose(html, HALL))
    assert "<iframe" not in shown
    assert "javascript:" not in shown
    assert "ytimg" not in shown


def test_film_in_the_text_waits_for_a_click_at_our_own_address() -> None:
    html = (
        '<p>One.</p><figure><video src="https://cdn.example/a.mp4" poster="https://cdn.example/a.jpg" controls=""'
        ' preload="none" autoplay></video><figcaption>The bridge</figcaption></figure><p>Two.</p>'
    )
    known = Media(kind="video", url="https://cdn.example/a.mp4", duration_seconds=75)

    shown = str(prose(html, HALL, media=[known]))

    assert '<video controls preload="none"' in shown
    assert 'src="/recording/https://cdn.example/a.mp4"' in shown
    assert 'poster="/image/960/https://cdn.example/a.jpg"' in shown
    assert "autoplay" not in shown
    assert 1 == shown.count("The bridge") == shown.count("1:15")
    assert shown.index("One.") < shown.index("<video") < shown.index("Two.")


def test_stream_becomes_a_still_that_leads_to_the_article() -> None:
    shown = str(prose('<figure><video src="https://cdn.example/a.m3u8"></video></figure>', HALL))

    assert "<video" not in shown
    assert 'href="https://news.example/a"' in shown
    assert 'src="/image/960/https://news.example/lead.jpg"' in shown


def test_player_in_the_text_becomes_a_still() -> None:
    html = '<figure><p><a href="https://www.youtube.com/embed/dQw4w9WgXcQ">A &lt;b&gt; song</a></p></figure>'

    shown = str(prose(html, HALL))

    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in shown
    assert 'src="/image/960/https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg"' in shown
    assert "A &lt;b&gt; song" in shown


def test_signature_is_of_exactly_this_address() -> None:
    _, _, mac, packed = sign("https://cdn.example/ü.mp4?a=1", SECRET).split("/")

    assert "https://cdn.example/ü.mp4?a=1" == verify(mac, packed, SECRET)
    assert verify(mac, packed + "A", SECRET) is None
    assert verify(mac, packed, b"t" * 32) is None


# What is played


def test_ranges_are_answered_in_pieces_and_each_is_fetched_once(reader: Reader, web: Others) -> None:
    path = sign(web.plays("/film", MP4, "application/octet-stream"), reader.secret)

    whole, at = b"", 0
    while at < len(MP4):
        answer = reader.get(path, headers={"range": f"bytes={at}-"})
        assert (206, "video/mp4") == (answer.status_code, answer.headers["content-type"])
        end = at + len(answer.content) - 1
        assert f"bytes {at}-{end}/{len(MP4)}" == answer.headers["content-range"]
        whole += answer.content
        at = end + 1
    middle = reader.get(path, headers={"range": "bytes=1500000-1500009"})

    assert whole == MP4
    assert MP4[1500000:1500010] == middle.content
    assert 3 == len(web.asked)
    assert all(headers["Accept-Encoding"] == "identity" for _, headers in web.asked)


def test_whole_film_for_who_asks_for_no_range(reader: Reader, web: Others) -> None:
    answer = reader.get(sign(web.plays("/film", MP4), reader.secret))

    assert (200, MP4) == (answer.status_code, answer.content)


def test_server_that_knows_no_ranges(reader: Reader, web: Others) -> None:
    sound = silence()
    path = sign(web.says("/sound", sound, "text/html"), reader.secret)

    answer = reader.get(path, headers={"range": "bytes=100-199"})

    assert (206, "audio/wav", sound[100:200]) == (
        answer.status_code,
        answer.headers["content-type"],
        answer.content,
    )
    assert 416 == reader.get(path, headers={"range": "bytes=99999999-"}).status_code


@pytest.mark.case("R-043")
def test_large_file_without_ranges_is_refused_before_it_is_read(reader: Reader, web: Others) -> None:
    path = sign(web.says("/film", bytes(9 * 2**20), "video/mp4"), reader.secret)

    assert 502 == reader.get(path, headers={"range": "bytes=0-"}).status_code


@pytest.mark.case("R-039")
@pytest.mark.parametrize(
    ("said", "body", "status"),
    [
        ("video/mp4", b"<!doctype html><script>alert(1)</script>", 415),
        ("video/mp4", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
        ("video/mp4", b"#EXTM3U\n#EXT-X-VERSION:3\n", 415),
        ("audio/mpeg", b"%PDF-1.7", 415),
        ("audio/mpeg", b"MZ\x90\0", 415),
        ("", b"PK\x03\x04", 415),
        ("text/html", b"ID3\x04" + bytes(64), 200),
        ("image/svg+xml", b"OggS" + bytes(24) + b"OpusHead", 200),
        ("text/javascript", b"\x1a\x45\xdf\xa3" + bytes(64), 200),
        ("", b"fLaC" + bytes(64), 200),
    ],
)
def test_only_the_content_decides_what_it_is(
    reader: Reader, web: Others, said: str, body: bytes, status: int
) -> None:
    answer = reader.get(sign(web.says("/x", body, said), reader.secret))

    assert status == answer.status_code
    assert answer.headers["content-type"].startswith(("video/", "audio/") if status == 200 else "text/plain")


@pytest.mark.case("R-038", "R-040", "R-042")
def test_nothing_of_the_other_side_passes_and_the_name_is_ours(reader: Reader, web: Others) -> None:
    odd = "/clip%22%0d%0aSet-Cookie:%20a=b;%20%c3%bc%22.mp4"
    web.says(
        odd, MP4[:5000], "video/mp4", Set_Cookie="spy=1", Link="<https://evil.example>; rel=preload", Refresh="0",
        Clear_Site_Data='"*"', Content_Security_Policy="default-src *", Content_Disposition='attachment; filename="a.html"',
    )  # fmt: skip

    answer = reader.get(
        sign(web.url(odd), reader.secret), headers={"cookie": "kabar_session=x", "user-agent": "me"}
    )
    again = reader.get(sign(web.url(odd), reader.secret))

    for name in ("set-cookie", "link", "refresh", "clear-site-data"):
        assert name not in again.headers
    assert "sandbox" in again.headers["content-security-policy"]
    assert "nosniff" == again.headers["x-content-type-options"]
    assert 'inline; filename="recording.mp4"' == again.headers["content-disposition"]
    sent = web.asked[0][1]
    assert not {"Cookie", "Referer", "Authorization"} & set(sent)
    assert sent["User-Agent"].startswith("Kabar/")
    assert answer.status_code in (200, 303)


@pytest.mark.case("R-040", "R-042", "R-038")
def test_pictures_pass_nothing_on_either(reader: Reader, web: Others) -> None:
    odd = "/p%22%0d%0aX:%20y%c3%bc.jpg"
    web.says(odd, _picture(), "image/jpeg", Set_Cookie="spy=1", Refresh="0")

    answer = reader.get(images.sign(web.url(odd), 320, reader.secret))

    assert (200, "image/webp") == (answer.status_code, answer.headers["content-type"])
    assert 'inline; filename="picture.webp"' == answer.headers["content-disposition"]
    assert not {"set-cookie", "refresh", "link"} & set(answer.headers)
    assert "default-src 'none'; sandbox" == answer.headers["content-security-policy"]
    assert not {"Cookie", "Referer"} & set(web.asked[0][1])


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.case("R-035")
def test_unsigned_and_changed_recordings_are_refused(reader: Reader, web: Others) -> None:
    path = sign(web.plays("/film", MP4), b"another secret" * 3)

    assert 403 == reader.get(path).status_code
    assert 403 == reader.get("/recording/x/aHR0cDovLzEyNy4wLjAuMS8").status_code
    assert [] == web.asked


@pytest.mark.case("R-037")
def test_signed_address_of_a_private_host_is_not_asked(tmp_path: Path, web: Others) -> None:
    with running(tmp_path, private=False) as rt:
        reader = Reader(rt, AccountId(1))
        film_path = sign(web.plays("/film", MP4), reader.secret)
        picture = images.sign(web.says("/p.jpg", _picture(), "image/jpeg"), 320, reader.secret)

        assert (502, "No recording.") == (reader.get(film_path).status_code, reader.get(film_path).text)
        assert (502, "No picture.") == (reader.get(picture).status_code, reader.get(picture).text)
    assert [] == web.asked


@pytest.mark.case("R-048")
def test_address_that_one_account_may_use_is_of_no_use_to_another(reader: Reader, web: Others) -> None:
    with reader.rt.store.write() as db:
        other = db.accounts.create("other", is_admin=False, at=reader.rt.clock())
    guest = Reader(reader.rt, other, reader.app)
    picture = images.sign(web.says("/p.jpg", _picture(), "image/jpeg"), 320, reader.secret)
    recording = sign(web.plays("/film", MP4), reader.secret)

    assert [200, 200] == [reader.get(path).status_code for path in (picture, recording)]
    assert [403, 403] == [guest.get(path).status_code for path in (picture, recording)]


@pytest.mark.case("R-048")
def test_cache_on_disk_has_an_end(tmp_path: Path) -> None:
    for number in range(6):
        path = tmp_path / "pictures" / "ab" / f"f{number}"
        pictures.keep(path, bytes(1000), most_bytes=10**9)
        os.utime(path, (1000.0 + number, 1000.0 + number))

    gone = pictures.sweep(tmp_path / "pictures", now=2000.0, most_bytes=3500)

    assert 3 == gone
    assert {"f3", "f4", "f5"} == {path.name for path in (tmp_path / "pictures").glob("*/*")}
    assert 3 == pictures.sweep(tmp_path / "pictures", now=1000.0 + 40 * 86400)


def test_part_that_was_not_asked_for_is_refused(reader: Reader, web: Others) -> None:
    web.answers["/film"] = lambda _: (206, {"Content-Range": "bytes 7-11/900000"}, b"\0\0\0\x20ftyp")

    with pytest.raises(SourceError):
        recordings.piece(reader.rt, web.url("/film"), 0)


def test_sample_film_is_what_it_says() -> None:
    assert "video/webm" == recordings.media_type_of(film(_picture()))
    assert "audio/wav" == recordings.media_type_of(silence())
