"""A text that a person added as a file: it has no outlet and no address, and nothing is offered that needs them."""

from pathlib import Path

from real_web import Reader, running

from kabar.model.account import Target
from kabar.model.ids import AccountId
from kabar.service import reading, subscribing

TEXT = """Council votes to rebuild the tram depot

The council of Harlesund voted on Tuesday evening to rebuild the old tram depot, after a dispute of eleven years.

Twenty-three members were in favour and nine against, while the mayor abstained and called the costs unclear.
"""


def test_file_without_an_outlet_shows_and_offers_none(tmp_path: Path) -> None:
    file = tmp_path / "depot.txt"
    file.write_text(TEXT)
    with running(tmp_path / "data") as rt:
        number = subscribing.add_file(rt, AccountId(1), file)
        reader = Reader(rt, AccountId(1))
        page = reader.get(f"/article/{number}").text
        line = reader.get(f"/article/{number}/citation.txt").text
        view = reading.article(rt, AccountId(1), number)

    assert "voted on Tuesday evening" in page
    assert "<dt>Outlet</dt>" not in page
    assert "Make a rule" not in page
    assert "“Council votes to rebuild the tram depot”." == line.strip()
    assert Target.OUTLET not in [choice.target for choice in view.follow]
