"""The picture above an article is not shown once more when it stands in the text."""

from types import SimpleNamespace
from typing import Any

import pytest

from kabar.service.reading import _lead_image

LEAD = "https://outlet.example/2026/IMG_2811_web.jpg?w=1200&h=600"


def line(image: str | None) -> Any:
    """Of an article only what the picture is chosen from."""
    return SimpleNamespace(image=image, media=())


@pytest.mark.parametrize(
    "html",
    [
        '<figure><img src="https://outlet.example/2026/IMG_2811_web-1440x810.jpg"></figure>',
        '<figure><img src="https://cdn.example/x/IMG_2811_web.jpg?w=300&amp;h=200"></figure>',
        '<figure><video src="https://outlet.example/a.mp4" poster="https://outlet.example/2026/IMG_2811_web.jpg"></video></figure>',
    ],
    ids=["another size", "another host", "still of a film"],
)
def test_picture_in_the_text_is_not_shown_above_it(html: str) -> None:
    assert _lead_image(line(LEAD), html) is None


def test_another_picture_is_shown_above_the_text() -> None:
    found = _lead_image(
        line(LEAD), '<figure><img src="https://outlet.example/2026/IMG_2899_web.jpg"></figure>'
    )

    assert found is not None
    assert LEAD == found.url
    assert _lead_image(line(None), "") is None
