"""Topics: a tree with names in several languages, and articles filed under it."""

import pytest

from kabar.annotate.embedding import open_embedder
from kabar.annotate.topics import TOP_TOPICS, TOPICS, TopicFinder, top_topic

FINDER = TopicFinder(open_embedder())


def test_tree_has_seventeen_tops_and_every_child_its_parent() -> None:
    assert len(TOP_TOPICS) == 17
    for code, info in TOPICS.items():
        assert len(code) == 8
        assert info.sentences
        if info.parent:
            assert code in TOPICS[info.parent].children


def test_labels_fall_back_to_english() -> None:
    assert TOPICS["15000000"].label("id") == "olahraga"
    assert TOPICS["15000000"].label("fi") == "sport"


def test_top_of_a_part() -> None:
    assert top_topic("20001065") == "15000000"
    assert top_topic("99999999") == "99999999"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gelandang muda itu mencetak dua gol saat timnya menang di kandang.", "15000000"),
        ("Der Senat hat das Gesetz nach langer Debatte verabschiedet.", "11000000"),
        ("Un séisme de forte magnitude a détruit des maisons et fait des dizaines de morts.", "03000000"),
        ("央行宣布上调利率以抑制通货膨胀", "04000000"),
        ("Los médicos advierten de un brote de sarampión entre los niños.", "07000000"),
        ("Schneefall bis 800 Meter, im Tal Regen bei vier Grad. Gegen Abend klart es auf.", "17000000"),
        ("رياح شمالية نشطة وغبار، والحرارة العظمى 31 درجة والصغرى 19.", "17000000"),
        ("Intervalos nubosos con chubascos en el norte; máximas de 18 grados.", "17000000"),
    ],
)
def test_top_topic_in_many_languages(text: str, code: str) -> None:
    topics = FINDER.find(open_embedder().embed([text])[0])

    assert top_topic(topics[0].code) == code


def test_part_follows_its_whole() -> None:
    vector = open_embedder().embed(["The striker scored twice and the goalkeeper saved a penalty."])[0]
    topics = FINDER.find(vector)

    assert ["15000000", "20001065"] == [topic.code for topic in topics][:2]
    assert topics[0].score > topics[1].score
