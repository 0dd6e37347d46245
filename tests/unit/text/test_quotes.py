"""What stands between quotation marks."""

from kabar.text.quotes import quotations


def test_offsets_are_those_of_the_words() -> None:
    text = "Ia berkata: «Kami akan kembali ke rumah besok pagi.» Selesai."
    found = quotations(text)[0]

    assert text[found.start : found.end] == "Kami akan kembali ke rumah besok pagi."


def test_marks_around_a_word_are_no_quotation() -> None:
    assert quotations('The so-called "blue wall" held.') == ()


def test_space_between_two_short_quotations_is_none() -> None:
    assert quotations("الفيلم «حارس المد» ونال جائزة أفضل ممثلة عن «ثلاثة أصياف» أيضا.") == ()


def test_marks_that_open_the_other_way_round() -> None:
    text = "»Wir bauen den Deich noch in diesem Jahr«, sagte sie."
    found = quotations(text)[0]

    assert text[found.start : found.end] == "Wir bauen den Deich noch in diesem Jahr"
