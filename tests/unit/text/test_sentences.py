"""Sentences end where they should, in every script, and offsets point at them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabar.text.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam held. Rain goes on.", ["The dam held.", "Rain goes on."]),
        ("Mr. Smith met Dr. Lee. They spoke.", ["Mr. Smith met Dr. Lee.", "They spoke."]),
        ("J. K. Marsh wrote it. It sold.", ["J. K. Marsh wrote it.", "It sold."]),
        ("The U.S. Senate voted. It passed.", ["The U.S. Senate voted.", "It passed."]),
        ("He lives in the U.S. The law differs.", ["He lives in the U.S.", "The law differs."]),
        ("Prices rose 3.5 percent. Oil fell.", ["Prices rose 3.5 percent.", "Oil fell."]),
        ('"Why now?" she asked. Nobody knew.', ['"Why now?" she asked.', "Nobody knew."]),
        ('"We won." The crowd sang.', ['"We won."', "The crowd sang."]),
        (
            "Rumah di Jl. Melati No. 7 roboh. Warga mengungsi.",
            ["Rumah di Jl. Melati No. 7 roboh.", "Warga mengungsi."],
        ),
        ("Hadir Rina, S.H. dan tamu lain. Acara usai.", ["Hadir Rina, S.H. dan tamu lain.", "Acara usai."]),
        ("Air surut.Warga kembali ke rumah.", ["Air surut.", "Warga kembali ke rumah."]),
        ("Baca kabar.com lagi. Selesai.", ["Baca kabar.com lagi.", "Selesai."]),
        ("大桥坍塌。三人受伤！救援继续。", ["大桥坍塌。", "三人受伤！", "救援继续。"]),
        ("市長は「橋は安全だ。」と述べた。雨が続く。", ["市長は「橋は安全だ。」と述べた。", "雨が続く。"]),
        (
            "هل انهار الجسر؟ لا أحد يعرف. الأمطار مستمرة.",
            ["هل انهار الجسر؟", "لا أحد يعرف.", "الأمطار مستمرة."],
        ),
        ("पुल गिर गया। तीन घायल हुए।", ["पुल गिर गया।", "तीन घायल हुए।"]),
        ("Мост закрыт на ул. Мира. Ремонт идёт.", ["Мост закрыт на ул. Мира.", "Ремонт идёт."]),
        ("They told me. Then no. It ended.", ["They told me.", "Then no.", "It ended."]),
        ("1. First rule of the list", ["1. First rule of the list"]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("It rained... Then it stopped.", ["It rained...", "Then it stopped."]),
    ],
)
def test_text_splits_into_its_sentences(text: str, expected: list[str]) -> None:
    assert expected == sentences(text)


def test_german_ordinal_does_not_end_a_sentence() -> None:
    text = "Am 3. April fiel die Brücke. Niemand starb."

    assert sentences(text, language="de") == ["Am 3. April fiel die Brücke.", "Niemand starb."]


def test_thai_is_cut_at_spaces_only_when_both_sides_are_long() -> None:
    clause = "สะพานข้ามแม่น้ำพังลงเมื่อเช้านี้และมีผู้บาดเจ็บสามคน"

    assert [clause, clause] == sentences(f"{clause} {clause}")
    assert len(sentences("สะพาน ข้าม แม่น้ำ")) == 1


def test_offsets_count_code_points_not_bytes() -> None:
    text = "😀 Ombak tinggi. Kapal kembali."

    assert sentence_spans(text) == [(0, 15), (16, 30)]


@given(st.text(alphabet=st.sampled_from('aB 1.!?。\n"”A่ก '), max_size=200))
def test_spans_are_in_order_apart_and_keep_every_letter(text: str) -> None:
    spans = sentence_spans(text)

    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in text if c.isalnum()] == [c for c in kept if c.isalnum()]
