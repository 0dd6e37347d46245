"""Rules over the filled sample: hide, lower, raise, tag; preview, mistakes, and the way back."""

from kabar.model.ids import AccountId
from kabar.runtime import Runtime
from kabar.service import frontpage, ruling, undoing


def _word(rt: Runtime, account: AccountId) -> tuple[int, str]:
    """A story of one report and an outlet of its own, to write rules about."""
    card = next(c for c in frontpage.front_page(rt, account).cards if c.articles == 1)
    return card.id, card.headline


def test_hidden_story_leaves_the_page_and_names_the_rule(newsroom: Runtime, owner: AccountId) -> None:
    story, title = _word(newsroom, owner)
    rule = f'hide title:"{title}"'
    before = frontpage.front_page(newsroom, owner).hidden
    saved = ruling.save(newsroom, owner, rule)
    page = frontpage.front_page(newsroom, owner)
    left_out = frontpage.hidden(newsroom, owner).cards

    assert story not in {card.id for card in page.cards}
    assert before + 1 == page.hidden
    assert f"Your rule hides it: {rule}" == next(c for c in left_out if c.id == story).hidden_by
    assert saved.undo is not None
    undoing.undo(newsroom, owner, saved.undo)
    assert story in {card.id for card in frontpage.front_page(newsroom, owner).cards}
    assert "" == ruling.rules(newsroom, owner).text


def test_raise_and_tag_are_shown_and_parts_add_up(newsroom: Runtime, owner: AccountId) -> None:
    story, title = _word(newsroom, owner)
    ruling.save(newsroom, owner, f'raise by 3 if title:"{title}"\ntag "for later" if title:"{title}"')
    card = next(c for c in frontpage.front_page(newsroom, owner).cards if c.id == story)

    assert ("for later",) == card.tags
    assert [3.0] == [reason.part for reason in card.reasons if reason.signal == "rule"]
    assert card.score == sum(reason.part for reason in card.reasons)


def test_changed_rule_is_obeyed_at_once(newsroom: Runtime, owner: AccountId) -> None:
    story, title = _word(newsroom, owner)
    ruling.save(newsroom, owner, f'lower by 2 if title:"{title}"')
    frontpage.front_page(newsroom, owner)
    ruling.save(newsroom, owner, f'# lower by 2 if title:"{title}"')
    card = next(c for c in frontpage.front_page(newsroom, owner).cards if c.id == story)

    assert [] == [reason for reason in card.reasons if reason.signal == "rule"]


def test_preview_counts_and_saves_nothing(newsroom: Runtime, owner: AccountId) -> None:
    story, title = _word(newsroom, owner)
    view = ruling.preview(newsroom, owner, f'hide title:"{title}"')
    (effect,) = view.effects

    assert ("hide", 1, [story]) == (effect.action, effect.count, [number for number, _, _ in effect.stories])
    assert 1 < effect.of <= 500
    assert view.draft
    assert story in {card.id for card in frontpage.front_page(newsroom, owner).cards}
    assert "" == ruling.rules(newsroom, owner).text


def test_mistake_is_named_at_its_place_and_nothing_is_saved(newsroom: Runtime, owner: AccountId) -> None:
    view = ruling.save(newsroom, owner, "# mine\r\nhide tittle:banjir\r\n")
    (fault,) = view.problems

    assert (2, 6, 6) == (fault.line, fault.column, fault.length)
    assert "hide tittle:banjir\n     ^^^^^^ there is no field tittle; did you mean title?" == fault.pointer
    assert "" == ruling.rules(newsroom, owner).text


def test_remarks_and_blank_lines_come_back_as_written(newsroom: Runtime, owner: AccountId) -> None:
    text = "# sport\n\nhide topic:15000000  # all of it"
    ruling.save(newsroom, owner, text)

    assert text == ruling.rules(newsroom, owner).text


def test_rules_of_another_account_change_nothing_here(newsroom: Runtime, owner: AccountId) -> None:
    with newsroom.store.write() as db:
        other = db.accounts.create("Budi", is_admin=False, at=newsroom.clock())
    before = [card.id for card in frontpage.front_page(newsroom, owner).cards]
    ruling.save(newsroom, other, "hide language:en or language:id")

    assert before == [card.id for card in frontpage.front_page(newsroom, owner).cards]


def test_what_a_rule_did_is_listed(newsroom: Runtime, owner: AccountId) -> None:
    story, title = _word(newsroom, owner)
    effect = ruling.hidden_by(newsroom, owner, f'hide title:"{title}"')

    assert [story] == [number for number, _, _ in effect.stories]
