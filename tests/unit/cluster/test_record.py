"""A story's record out of its articles."""

from fakes import annotations, member
from kabar.cluster.record import make_record
from kabar.model.article import Entity, Topic
from kabar.model.story import Copy, Summary


def test_headline_is_the_one_that_says_what_all_say() -> None:
    titles = ("Banjir", "Banjir di Demak tewaskan dua orang", "Dua orang tewas akibat banjir di Demak")
    record = make_record(1, [member(n, title=t) for n, t in enumerate(titles, 1)], {})

    assert record.headline in titles[1:]


def test_each_language_has_its_own_headline() -> None:
    members = [member(1), member(2, title="Flood in Demak kills two", language="en")]
    record = make_record(1, members, {})

    assert {"id": ("Banjir di Demak", 1), "en": ("Flood in Demak kills two", 2)} == record.headlines


def test_copies_are_not_independent() -> None:
    copy = Copy(of=1, kind="verbatim", share=1.0)
    record = make_record(1, [member(1), member(2, copy=copy), member(3)], {})

    assert (3, 2) == (record.articles, record.independent)


def test_names_that_few_of_many_reports_have_are_left_out() -> None:
    rare = annotations(entities=(Entity(name="Kudus", kind="place", mentions=((0, 5),)),))
    members = [member(n) for n in range(1, 5)] + [member(5, annotations=rare)]

    assert ["Demak"] == [entity.name for entity in make_record(1, members, {}).entities]


def test_outlets_and_letters_are_not_names_of_the_story() -> None:
    names = tuple(Entity(name=name, kind="person", mentions=((0, 1),)) for name in ("A", "Outlet 1", "Ayu"))
    record = make_record(1, [member(1, annotations=annotations(entities=names))], {})

    assert ["Ayu"] == [entity.name for entity in record.entities]


def test_wider_topic_is_the_storys_too() -> None:
    above = {"03000000": Topic(code="01000000", label="wider", score=0.0)}
    record = make_record(1, [member(1)], {}, broader=above)

    assert ["03000000", "01000000"] == [topic.code for topic in record.topics]


def test_summary_is_in_the_language_asked_for_or_the_headlines() -> None:
    german = Summary()
    record = make_record(1, [member(1)], {"id": Summary(), "de": german})

    assert german is record.summary_in("de")
    assert record.summaries["id"] is record.summary_in("fr")
