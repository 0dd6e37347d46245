"""Where a picture's or a film's address hides, and which images only count."""

import json

import pytest

from kabar.extract import extract_article
from kabar.extract.addresses import is_tracking_pixel
from kabar.extract.media import picture_key
from kabar.extract.page import parse_page
from kabar.extract.sanitize import sanitize
from kabar.model.article import Extraction, Media

SITE = "https://gazette.example"
EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PARAGRAPHS = [
    "The council of Harlesund voted on Tuesday evening to rebuild the old tram depot on Harbour Street, after a dispute of eleven years.",
    "Twenty-three members were in favour and nine against. Four abstained, among them the mayor, who called the costs unclear.",
    "“We have looked at every beam of this building, and most of them can be saved,” said Marta Olin, the architect of the plan.",
    "The work is expected to take three years and to cost 41 million crowns, a third of which will be paid by the region.",
]


def read(inside: str, head: str = "") -> Extraction:
    """A page with *inside* after its second paragraph."""
    texts = [f"<p>{one}</p>" for one in PARAGRAPHS]
    body = "".join([*texts[:2], inside, *texts[2:]])
    page = f"<html><head>{head}</head><body><main><article><h1>Depot to be rebuilt</h1>{body}</article></main></body></html>"
    return extract_article(page, url=f"{SITE}/depot")


def shown(inside: str, head: str = "") -> list[Media]:
    return list(read(inside, head).media)


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/hall.jpg">',
        f'<img src="{EMPTY}" data-src="/hall.jpg">',
        f'<img src="{EMPTY}" data-srcset="/small.jpg 320w, /hall.jpg 1200w">',
        f'<img src="{EMPTY}" data-lazy="/hall.jpg">',
        '<img src="/placeholder.png" data-own-script-source="/hall.jpg?x=1">',
        f'<img src="{EMPTY}" data-bgset="/hall.jpg 800w">',
        '<picture><source type="image/webp" srcset="/small.webp 400w, /hall.jpg 900w"><img src="/tiny.jpg"></picture>',
        f'<img src="{EMPTY}"><noscript><img src="/hall.jpg"></noscript>',
        '<div style="background-image: url(\'/hall.jpg\')" role="img"></div>',
    ],
)
def test_picture_is_found_wherever_its_address_is(image: str) -> None:
    [found] = shown(f"<figure>{image}<figcaption>The hall in November.</figcaption></figure>")

    assert ("/hall.jpg", "The hall in November.") == (
        found.url.removeprefix(SITE).partition("?")[0],
        found.caption,
    )


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/count.gif">',
        '<img src="/count.gif" style="display:none">',
        '<img src="/h.jpg" style="width:1px;height:1px">',
        '<img src="/h.jpg" style="position:absolute; width: 0; height: 0">',
        '<img src="/h.jpg" style="display: none">',
        '<img src="/h.jpg" hidden>',
        '<div style="display:none"><img src="https://metrics.example/h?x=1"></div>',
        '<img src="https://metrics.example/collect?id=4">',
        '<img src="/h.jpg" width="1" height="1">',
        '<noscript><img src="https://metrics.example/i.gif" height="1" width="1"></noscript>',
    ],
)
def test_image_that_only_counts_is_not_shown(image: str) -> None:
    assert [] == shown(image)


def test_image_of_a_feed_that_only_counts_is_not_shown() -> None:
    kept = '<img src="https://a.example/hall.jpg" style="max-width: 100%; opacity: 0.9">'
    gone = (
        '<img src="https://a.example/x.jpg" style="display:none"><img src="https://a.example/y.jpg" hidden>'
    )

    html = sanitize(f"<p>Text {kept}{gone}</p>")
    assert 1 == html.count("<img")
    assert "hall.jpg" in html
    assert "style" not in html
    assert is_tracking_pixel("https://a.example/pixel.gif")


@pytest.mark.parametrize("name", ["grey-wolf-at-the-depot.jpg", "authorities-close-bridge.jpg", "flag-burning-protest-in-town.jpg", "iconic-building.jpg"])  # fmt: skip
def test_photograph_whose_name_sounds_like_an_icon_is_shown(name: str) -> None:
    assert [f"{SITE}/photos/{name}"] == [one.url for one in shown(f'<img src="/photos/{name}">')]


@pytest.mark.parametrize("name", ["icons/share.png", "logo.png", "placeholder-16x9.jpg", "arrow.svg", "img/author-avatar.jpg"])  # fmt: skip
def test_icon_is_not_shown(name: str) -> None:
    assert [] == shown(f'<img src="/{name}">')


def test_pictures_that_one_program_gives_are_told_apart_and_its_cuts_are_not() -> None:
    one, other = (
        f"{SITE}/_next/image?url=%2Fimg%2Fa.jpg&w=640&q=75",
        f"{SITE}/_next/image?url=%2Fimg%2Fb.jpg&w=640",
    )

    assert 2 == len(shown(f'<img src="{one}"><p>{PARAGRAPHS[0]} Twice.</p><img src="{other}">'))
    assert picture_key(f"{SITE}/img/a.jpg") == picture_key(one) == picture_key(one.replace("640", "1200"))
    assert picture_key(f"{SITE}/get.ashx?id=4") != picture_key(f"{SITE}/get.ashx?id=5")


def test_structured_data_tells_the_caption_and_credit_of_the_lead_picture() -> None:
    thing = {
        "@type": "NewsArticle",
        "image": [{"@type": "ImageObject", "url": f"{SITE}/hall.jpg", "caption": "The hall.", "creditText": "Lena Falk"}],
    }  # fmt: skip
    [found] = shown("", f'<script type="application/ld+json">{json.dumps(thing)}</script>')

    assert (f"{SITE}/hall.jpg", "The hall.", "Lena Falk") == (found.url, found.caption, found.credit)


def test_structured_data_tells_length_and_still_of_the_film_in_the_text() -> None:
    thing = {
        "@type": "VideoObject", "name": "From the air", "contentUrl": f"{SITE}/film.mp4", "thumbnailUrl": f"{SITE}/still.jpg", "duration": "PT2M5S",
    }  # fmt: skip
    film = '<figure><video src="/film.mp4"></video><figcaption>The depot from the air.</figcaption></figure>'
    [found] = shown(film, f'<script type="application/ld+json">{json.dumps(thing)}</script>')

    assert (125, f"{SITE}/still.jpg", "The depot from the air.") == (
        found.duration_seconds,
        found.poster,
        found.caption,
    )


def test_film_of_a_host_is_one_under_all_of_its_addresses() -> None:
    thing = {
        "@type": "VideoObject",
        "name": "Air",
        "contentUrl": "https://youtu.be/AbCdEfGhIjK",
        "duration": "PT1M",
    }
    film = '<figure><iframe src="https://www.youtube.com/embed/AbCdEfGhIjK" title="Air"></iframe><figcaption>Filmed by the museum.</figcaption></figure>'
    page = read(film, f'<script type="application/ld+json">{json.dumps(thing)}</script>')

    assert [(60, "Filmed by the museum.")] == [(one.duration_seconds, one.caption) for one in page.media]
    assert "Filmed by the museum." not in page.text


def test_film_that_waits_for_a_script_is_found_with_its_still() -> None:
    [found] = shown('<figure><video data-poster="/still.jpg"><source data-src="/film.mp4"></video></figure>')

    assert (f"{SITE}/film.mp4", f"{SITE}/still.jpg") == (found.url, found.poster)


@pytest.mark.parametrize("element", ['<embed src="/old.swf">', "<EMBED SRC=/old.swf>", '<source src="/a.mp3">', '<track src="/a.vtt">', "<wbr>"])  # fmt: skip
def test_text_behind_an_element_that_holds_nothing_survives(element: str) -> None:
    assert PARAGRAPHS == read(element).text.split("\n")


def test_what_void_elements_held_stands_behind_them_in_order() -> None:
    page = parse_page(
        "<body><picture><source a><source b><img src=x>t</picture> tail<p>x<embed>y<b>z</b>w</p></body>"
    )

    assert ["picture", "source", "source", "img", "p", "embed", "b"] == [
        one.tag for one in page.root[0].iter()
    ][1:]
    assert "t tailxyzw" == "".join(page.root.itertext())
    assert all(len(one) == 0 and not one.text for one in page.root.iter("source", "embed"))


def test_paragraphs_that_are_alternative_texts_of_slides_stay() -> None:
    slides = "".join(f'<div><p>{text}</p><img src="/step-{number}-of-the-plan.jpg" alt="{text}"></div>' for number, text in enumerate(PARAGRAPHS))  # fmt: skip
    page = f"<html><body><main><h1>Steps</h1>{slides}<p>That is all there is to say about it, the council wrote in its long report.</p></main></body></html>"

    assert set(PARAGRAPHS) <= set(extract_article(page, url=f"{SITE}/steps").text.split("\n"))


@pytest.mark.parametrize(
    ("element", "address"),
    [
        ('<lite-youtube videoid="AbCdEfGhIjK"></lite-youtube>', "https://www.youtube.com/embed/AbCdEfGhIjK"),
        ('<amp-youtube data-videoid="AbCdEfGhIjK"></amp-youtube>', "https://www.youtube.com/embed/AbCdEfGhIjK"),
        ('<amp-video src="/film.mp4" poster="/p.jpg"></amp-video>', f"{SITE}/film.mp4"),
        ('<iframe src="about:blank" data-src-consent="https://www.youtube.com/embed/AbCdEfGhIjK"></iframe>', "https://www.youtube.com/embed/AbCdEfGhIjK"),
        ('<video><source src="/live.m3u8"><source src="/film.mp4"></video>', f"{SITE}/film.mp4"),
    ],
)  # fmt: skip
def test_film_is_found_however_a_page_holds_it(element: str, address: str) -> None:
    assert [address] == [one.url for one in shown(element)]


def test_frame_of_anything_else_is_no_film() -> None:
    assert [] == shown('<iframe data-src="https://maps.example/embed/1" data-title="Map"></iframe>')


def test_agency_beside_the_picture_is_its_credit() -> None:
    [found] = shown(
        '<figure><div><img src="/hall.jpg"><span>Getty Images</span></div><figcaption>A tram in the hall</figcaption></figure>'
    )

    assert ("A tram in the hall", "Getty Images") == (found.caption, found.credit)


def test_face_of_the_author_is_not_shown() -> None:
    assert [] == shown('<div class="author"><img src="/jonas.jpg" width="90" height="90"></div>')
    assert 1 == len(
        shown('<figure class="author-picture"><img src="/hall.jpg" width="900" height="600"></figure>')
    )
