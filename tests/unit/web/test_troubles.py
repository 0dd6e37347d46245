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
