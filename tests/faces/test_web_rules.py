"""The page of rules: what it shows, trying out, saving, mistakes at their place."""

import pytest
from web_client import Visitor


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def test_page_shows_rules_and_what_they_hide_escaped(visitor: Visitor) -> None:
    page = visitor.get("/rules").text

    assert "hide &lt;b&gt;</textarea>" in page
    assert "hides 37 of your last 500" in page
    assert '<a href="/story/1" lang="id" dir="ltr">&lt;i&gt;Panen&lt;/i&gt; raya</a>' in page


def test_trying_out_says_what_would_be_and_saves_nothing(visitor: Visitor) -> None:
    answer = visitor.post("/rules", {"do": "preview", "rules": "hide a"}, page="/rules")

    assert "would hide 37 of your last 500" in answer.text
    assert visitor.done == []


def test_saving_goes_back_with_an_undo(visitor: Visitor) -> None:
    answer = visitor.post("/rules", {"do": "save", "rules": "hide a"}, page="/rules")

    assert (303, "/rules") == (answer.status_code, answer.headers["location"])
    assert [("rules", 1, "hide a")] == visitor.done
    page = visitor.get("/rules").text
    assert "Your rules are saved" in page
    assert 'value="undo:1"' in page


def test_mistake_is_shown_under_its_line(visitor: Visitor) -> None:
    answer = visitor.post("/rules", {"do": "save", "rules": "hide tittle:x"}, page="/rules")

    assert 422 == answer.status_code
    assert "Line 1, column 6: there is no field tittle" in answer.text
    assert "hide tittle:x\n     ^^^^^^</code>" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert visitor.done == []


def test_rules_need_a_form_of_ours(visitor: Visitor) -> None:
    answer = visitor.http.post("/rules", data={"do": "save", "rules": "hide a"})

    assert 403 == answer.status_code
    assert visitor.done == []
