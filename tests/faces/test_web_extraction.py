"""How pages are read: the pages of own rules, reports and reading again."""

import re

from web_client import Visitor

EDIT = "/outlet-rules/edit?outlet=suarapesisir.example"


def fields(**more: str) -> dict[str, str]:
    return {"outlet": "suarapesisir.example", "keep": "", "drop": "div.baca-juga", **more}


def test_overview_shows_rules_reports_and_a_job_under_way() -> None:
    page = Visitor().get("/outlet-rules").text

    assert "suarapesisir.example" in page
    assert "div.baca-juga" in page
    assert 'data-progress="/outlet-rules/progress"' in page
    assert "35 of 140 stored pages" in page
    assert "Kabar’s model of blocks" in page


def test_what_people_and_pages_wrote_is_shown_as_text() -> None:
    visitor = Visitor()

    for page in (visitor.get("/outlet-rules").text, visitor.get(EDIT).text):
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in visitor.get("/outlet-rules").text


def test_trial_shows_each_block_with_its_state() -> None:
    page = Visitor().get(EDIT).text

    states = re.findall(r'data-state="(\w+)"', page)
    assert ["out", "out", "in", "removed", "added", "out"] == states
    assert "<del>Baca juga" in page
    assert "<ins>Sebanyak 312" in page


def test_button_beside_a_paragraph_adds_its_selector() -> None:
    visitor = Visitor()
    added = visitor.post("/outlet-rules/edit", fields(add="drop:p.iklan"), page=EDIT).text
    moved = visitor.post("/outlet-rules/edit", fields(add="keep:div.baca-juga"), page=EDIT).text

    assert "div.baca-juga\np.iklan</textarea>" in added
    assert re.search(r'name="keep"[^>]*>\s*div\.baca-juga</textarea>', moved)
    assert not re.search(r'name="drop"[^>]*>\s*div\.baca-juga</textarea>', moved)
    assert [] == visitor.done


def test_mistake_is_shown_at_the_selector_and_nothing_is_saved() -> None:
    visitor = Visitor()
    answer = visitor.post("/outlet-rules/edit", fields(drop="p.ok\ndiv..x", do="save"), page=EDIT)

    assert 422 == answer.status_code
    assert "Line 2, column 5" in answer.text
    assert "div..x\n    ^</code>" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert [] == visitor.done


def test_script_gets_the_trial_as_json() -> None:
    answer = Visitor().post(
        "/outlet-rules/edit", fields(do="preview"), page=EDIT, headers={"accept": "application/json"}
    )
    bad = Visitor().post(
        "/outlet-rules/edit",
        fields(keep="a[", do="preview"),
        page=EDIT,
        headers={"accept": "application/json"},
    )

    assert "removed" == answer.json()["pages"][0]["pieces"][3]["state"]
    assert [] == bad.json()["pages"]
    assert "keep" == bad.json()["faults"][0]["part"]


def test_save_remove_reread_and_settle_can_be_undone_or_seen() -> None:
    visitor = Visitor()
    saved = visitor.post("/outlet-rules/edit", fields(do="save"), page=EDIT)
    visitor.post("/outlet-rules/edit", fields(do="remove"), page=EDIT)
    visitor.post("/outlet-rules/reread", {"outlet": "", "since": "2026-04-01"}, page="/outlet-rules")
    visitor.post("/outlet-rules/reports/5/settle", page="/outlet-rules")

    assert (303, "/outlet-rules") == (saved.status_code, saved.headers["location"])
    assert ["outlet_rule", "outlet_rule_removed", "reread", "settle"] == [deed[0] for deed in visitor.done]
    assert "Rule" in visitor.get("/undo").text or visitor.get("/undo").status_code == 200


def test_empty_rule_and_wrong_day_are_refused_in_words() -> None:
    visitor = Visitor()
    empty = visitor.post("/outlet-rules/edit", fields(drop="", do="save"), page=EDIT)
    day = visitor.post("/outlet-rules/reread", {"since": "yesterday"}, page="/outlet-rules")

    assert (422, True) == (empty.status_code, "Write at least one selector" in empty.text)
    assert "This is no day." in day.text


def test_guest_may_try_but_not_save() -> None:
    guest = Visitor(account=2)
    page = guest.get(EDIT).text

    assert 'value="save"' not in page
    assert 403 == guest.post("/outlet-rules/edit", fields(do="save"), page=EDIT).status_code
    assert "/outlet-rules/reread" not in guest.get("/outlet-rules").text


def test_progress_for_the_script() -> None:
    now = Visitor().get("/outlet-rules/progress").json()

    assert (True, 35, 140, 2) == (now["running"], now["done"], now["total"], now["found"])
    assert "35 of 140 stored pages, 2 texts changed" in now["words"]
