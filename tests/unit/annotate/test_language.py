"""Languages are told by script, words and what the source declares."""

import pytest

from kabar.annotate.language import identify, primary, sample


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council approved the budget for repairing the harbour after last week's storm.", "en"),
        ("Warga yang rumahnya terendam banjir mulai mengungsi karena air belum surut.", "id"),
        ("Kerajaan negeri berkata mangsa banjir boleh pulang selepas paras air surut pada hari Isnin.", "ms"),
        ("Der Gemeinderat hat am Montag den Haushalt für das kommende Jahr beschlossen.", "de"),
        ("أعلن المجلس البلدي عن خطة لإصلاح الميناء بعد العاصفة", "ar"),
        ("港の修理について市議会が予算を承認した", "ja"),
        ("시의회는 항구 수리 예산을 승인했다", "ko"),
        ("Совет утвердил бюджет на ремонт гавани после бури.", "ru"),
        ("สภาอนุมัติงบประมาณซ่อมท่าเรือ", "th"),
    ],
)
def test_language_of_a_sentence(text: str, language: str) -> None:
    assert language == identify(text).language


def test_written_forms_of_chinese_are_told_apart() -> None:
    assert identify("市议会批准了修复港口的预算，这个决定将会影响许多家庭").language == "zh-Hans"
    assert identify("市議會批准了修復港口的預算，這個決定將會影響許多家庭").language == "zh-Hant"


def test_text_without_letters_is_undetermined() -> None:
    guess = identify("2 : 1 (0 : 0) — 14.30")

    assert guess.language == "und"
    assert guess.confidence == 0.0


def test_declared_language_decides_a_bare_name() -> None:
    assert identify("Nikola Tesla", hint="hr").language == "hr"


def test_declared_language_does_not_overrule_a_page() -> None:
    text = "The council approved the budget for repairing the harbour. Work will begin in spring, it said."

    assert identify(text, hint="id").language == "en"


def test_confidence_grows_with_the_text() -> None:
    short = identify("Banjir surut")
    long = identify("Banjir yang merendam ratusan rumah warga mulai surut, tetapi pengungsi belum pulang.")

    assert long.confidence > short.confidence


@pytest.mark.parametrize(("tag", "code"), [("in", "id"), ("zh-TW", "zh"), ("nb_NO", "no"), (None, "und")])
def test_primary_language_of_a_tag(tag: str | None, code: str) -> None:
    assert code == primary(tag)


def test_addresses_do_not_count_as_language() -> None:
    assert "example" not in sample("Banjir", "Baca https://example.org/the-news-of-the-day @kabar")
