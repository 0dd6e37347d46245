"""Articles that the page holds outside of its visible markup, and blocks that only look like furniture."""

import json

import pytest

from kabar.extract import extract_article
from kabar.extract.assemble import chosen_blocks
from kabar.extract.blocks import blocks_of
from kabar.extract.edges import Known, trimmed
from kabar.extract.page import parse_page
from kabar.extract.structured import declared_html

SENTENCES = [
    f"The council of the harbour town heard report number {number} on the old quay, and asked why nobody had looked at the stones before."
    for number in range(18)
]
OTHERS = [
    f"In the mountains the {number}th snow of the year fell on Sunday, and the road to the pass was closed for lorries and for buses."
    for number in range(40)
]


def whole(body: str, head: str = "") -> str:
    return f"<html><head><title>The old quay</title>{head}</head><body>{body}</body></html>"


def test_page_inside_of_a_noscript_that_was_never_closed_is_read() -> None:
    body = "".join(f"<p>{one}</p>" for one in SENTENCES)

    found = extract_article(
        whole(f"<noscript><img src='/p.gif'><div><h1>The old quay</h1>{body}</div></noscript>")
    )

    assert all(one in found.text for one in SENTENCES)


def test_message_to_those_without_scripts_is_no_text() -> None:
    note = "<noscript><p>Please switch on JavaScript to read this page.</p></noscript>"

    found = extract_article(
        whole(
            f"<article><h1>The old quay</h1>{note}{''.join(f'<p>{one}</p>' for one in SENTENCES)}</article>"
        )
    )

    assert "JavaScript" not in found.text
    assert SENTENCES[0] in found.text


def parsers(text: str) -> dict[str, object]:
    return {"type": "p", "children": [{"type": "text", "data": text[:40]}, {"type": "a", "children": [{"type": "text", "data": text[40:]}]}]}  # fmt: skip


def editors(text: str) -> dict[str, object]:
    return {"type": "paragraph", "content": [{"type": "text", "text": text[:40]}, {"type": "text", "marks": [{"type": "bold"}], "text": text[40:]}]}  # fmt: skip


def systems(text: str) -> dict[str, object]:
    return {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text}]}


def portable(text: str) -> dict[str, object]:
    return {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text}]}


def drafts(text: str) -> dict[str, object]:
    return {"key": "8k2", "type": "unstyled", "text": text}


@pytest.mark.parametrize("made", [parsers, editors, systems, portable, drafts])
def test_trees_of_rich_text_in_a_page_s_state_are_read(made) -> None:  # type: ignore[no-untyped-def]  # one of those above
    state = {"props": {"story": {"headline": "Quay", "body": {"nodes": [made(one) for one in SENTENCES]}}}}

    found = extract_article(
        whole(
            f'<div id="app"></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
        )
    )

    assert list(found.text.split("\n")) == SENTENCES
    assert "state" == found.extractor


def test_of_several_articles_in_the_state_the_one_named_like_the_page_is_taken() -> None:
    state = {
        "one": {"title": "Snow on the pass", "body": [editors(one) for one in OTHERS]},
        "two": {"title": "The old quay", "body": [editors(one) for one in SENTENCES]},
    }

    found = extract_article(
        whole(f'<div id="app"></div><script type="application/json">{json.dumps(state)}</script>')
    )

    assert list(found.text.split("\n")) == SENTENCES


def test_steps_of_a_how_to_come_from_its_data() -> None:
    data = {
        "@type": "HowTo",
        "name": "The old quay",
        "description": SENTENCES[0],
        "step": [
            {"@type": "HowToSection", "name": "Before winter", "itemListElement": [{"@type": "HowToStep", "text": SENTENCES[1]}]},
            *({"@type": "HowToStep", "name": one[:20], "text": one} for one in SENTENCES[2:]),
        ],
    }  # fmt: skip
    page = parse_page(whole("", f'<script type="application/ld+json">{json.dumps(data)}</script>'))

    html, where = declared_html(page)

    assert "json-ld" == where
    assert html == "".join(f"<p>{one}</p>" for one in (SENTENCES[0], "Before winter", *SENTENCES[1:]))


def kept(body: str, known: Known | None = None) -> list[str]:
    """What the rules leave of a page of which the model would take everything."""
    page = blocks_of(parse_page(whole(body)).root)
    chosen = chosen_blocks(page, [True] * len(page.blocks), "")
    return [page.blocks[number].text for number in trimmed(page, chosen, known or Known())]


PARAGRAPHS = "".join(f"<p>{one}</p>" for one in SENTENCES)


def test_heading_that_is_also_a_picture_s_caption_stays() -> None:
    found = kept(
        f"{PARAGRAPHS}<h3>The northern stairs</h3>{PARAGRAPHS}", Known(captions=["The northern stairs"])
    )

    assert "The northern stairs" in found
    assert "The northern stairs" not in kept(
        f"{PARAGRAPHS}<p>The northern stairs</p>{PARAGRAPHS}", Known(captions=["The northern stairs"])
    )


def test_heading_is_not_taken_for_the_box_that_its_own_id_names() -> None:
    heading = "<h3 id='share-a-quay-on-facebook'>Share a quay on Facebook</h3>"

    assert "Share a quay on Facebook" in kept(f"{PARAGRAPHS}{heading}{PARAGRAPHS}")
    assert "Share on Facebook" not in kept(
        f"{PARAGRAPHS}<div class='share-box'><p>Share on Facebook</p></div>"
    )


def test_sentence_about_sharing_stays_but_one_about_a_newsletter_goes_with_its_box() -> None:
    sharing = "To find readers, the harbour office wrote, the report was to be shared on Facebook and in the papers."
    letter = (
        "Sign up for the newsletter of the harbour office and have every report in your inbox on Tuesday."
    )

    assert sharing in kept(f"{PARAGRAPHS}<div id='sharing-the-report'><p>{sharing}</p></div>{PARAGRAPHS}")
    assert letter not in kept(f"{PARAGRAPHS}<div class='newsletter-box'><p>{letter}</p></div>{PARAGRAPHS}")


def test_row_of_facts_stays_and_row_of_links_goes() -> None:
    facts = "2-4 players | ages 12 and up | 45 minutes | 30 pounds"
    links = (
        "<a href='/a'>Home</a> | <a href='/b'>Harbour</a> | <a href='/c'>Weather</a> | <a href='/d'>2024</a>"
    )

    found = kept(f"{PARAGRAPHS}<p>{facts}</p><p>{links}</p>{PARAGRAPHS}")

    assert facts in found
    assert not any("Weather" in one for one in found)


def test_form_around_an_article_without_spaces_is_no_form_to_fill_in() -> None:
    article = "".join(
        f"<p>第{number}个报告说，港口的旧码头需要在冬天的风暴到来之前修好，因为工程师在四十块石头中的十一块上发现了裂缝。市议会在星期二听取了这个报告，"
        "并问为什么以前没有人看过这些石头。港务长说，他已经在三月写过信，但是没有得到回答，现在只能等到春天再开始施工，费用由市政府承担。</p>"
        for number in range(3)
    )
    menu = "".join(f"<p>栏目{number}的标题和简介</p>" for number in range(60))

    found = kept(f"<form><input name='q'>{article}</form><div>{menu}</div>")

    assert any(one.startswith("第1个报告") for one in found)


HEADINGS = (
    "Why the stones are cracked",
    "Who pays for new stones",
    "When the work begins",
    "What the divers found",
)


def test_table_of_contents_goes_and_its_headings_stay() -> None:
    links = "".join(f"<li><a href='#{number}'>{one}</a></li>" for number, one in enumerate(HEADINGS))
    sections = "".join(f"<h2>{one}</h2>{PARAGRAPHS}" for one in HEADINGS)

    found = kept(f"<ul>{links}<li><a href='#all'>All of it</a></li></ul>{sections}")

    assert list(HEADINGS) == [one for one in found if one in HEADINGS]
    assert "All of it" not in found
    assert HEADINGS[0] == found[0]


def test_list_of_links_that_names_no_heading_stays() -> None:
    links = "".join(
        f"<li>{one}: <a href='/{number}'>a film of it</a></li>" for number, one in enumerate(HEADINGS)
    )

    found = kept(f"<h2>Films</h2><ul>{links}</ul>{PARAGRAPHS}<h2>What the divers found</h2>{PARAGRAPHS}")

    assert f"{HEADINGS[1]}: a film of it" in found


def test_single_entry_above_leaves_its_place_to_the_heading() -> None:
    found = kept(f"<ul><li>{HEADINGS[0]}</li></ul>{PARAGRAPHS}<h2>{HEADINGS[0]}</h2><p>{OTHERS[0]}</p>")

    assert 1 == found.count(HEADINGS[0])
    assert found.index(HEADINGS[0]) == found.index(OTHERS[0]) - 1


def test_cells_of_a_plan_may_say_the_same() -> None:
    row = "<tr><td>Week {0}</td><td>Easy run of forty minutes on the quay</td></tr>"
    plan = "".join(f"<table>{row.format(number)}</table><p>{OTHERS[number]}</p>" for number in range(3))

    assert 3 == kept(f"{PARAGRAPHS}{plan}").count("Easy run of forty minutes on the quay")
