"""Troubles of sources in the person's language."""

import pytest

from kabar import i18n
from kabar.errors import FetchError
from kabar.fetch.answers import STATUS_WORDS
from kabar.sources.health import explain
from kabar.web.troubles import in_words


@pytest.mark.parametrize("status", sorted(STATUS_WORDS))
def test_answer_of_a_server_is_told_in_indonesian_with_its_number(status: int) -> None:
    error = FetchError(
        "https://example.org/",
        f"{STATUS_WORDS[status]} (status {status})",
        kind=f"http_{status}",
        status=status,
    )
    told = in_words(explain(error), i18n.catalogue("id").gettext)

    assert f"(status {status})" in told
    assert not {"the", "The", "is", "Look", "Kabar's", "and"} & set(told.replace(",", " ").split())


def test_what_is_not_known_stays_as_it_is() -> None:
    message = "Port 9 is odd. Nothing like it: Really (status 999)."

    assert message == in_words(message, i18n.catalogue("id").gettext)
    assert message == in_words(message, i18n.catalogue("en").gettext)


def test_known_and_unknown_sentences_stand_together() -> None:
    told = in_words("It broke oddly. Check the spelling of the address.", i18n.catalogue("id").gettext)

    assert told == "It broke oddly. Periksa ejaan alamatnya."


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "The answer is larger than 20 MiB when unpacked. Check the spelling of the address.",
            "Jawabannya lebih besar dari 20 MiB setelah dibuka. Periksa ejaan alamatnya.",
        ),
        (
            "Port 8443 is not used for web pages; list it under [fetch] allow_ports if it is.",
            "Port 8443 tidak dipakai untuk halaman web; jika memang dipakai, cantumkan di [fetch] allow_ports.",
        ),
        (
            "Cloudflare stands before this site and takes Kabar for an unwanted robot (status 403).",
            "Cloudflare menjaga situs ini dan mengira Kabar robot yang tidak diinginkan (status 403).",
        ),
        (
            "Berita.example: its robots.txt asks robots to stay out.",
            "Berita.example: robots.txt-nya meminta robot tidak masuk.",
        ),
    ],
)
def test_sentence_with_a_name_or_number_is_told_in_indonesian(message: str, told: str) -> None:
    assert told == in_words(message, i18n.catalogue("id").gettext)
    assert message == in_words(message, i18n.catalogue("en").gettext)
