"""A person's own rules: read, try out, save, and see what each of them did."""

from collections.abc import Sequence

from kabar.errors import InputError
from kabar.model.ids import AccountId
from kabar.model.rules import RuleEffect, RuleFault, RulesView
from kabar.model.story import StoryRecord
from kabar.rank.rules import Match, Rule, parse
from kabar.runtime import Runtime
from kabar.service.cards import headline_for, read_reader
from kabar.service.frontpage import HORIZON
from kabar.service.rulebook import try_out
from kabar.store import Transaction

LOOKED_AT = 500  # stories that a preview counts in
SHOWN = 10  # stories that are named under each rule
MOST_CHARACTERS = 60_000  # of all rules together


def rules(rt: Runtime, account: AccountId, *, whole: int | None = None) -> RulesView:
    """The saved rules with what each does to the last 500 stories; for the rule of line *whole*, all of them."""
    with rt.store.read() as db:
        return _view(db, rt, account, saved_text(db, account), whole=whole)


def preview(rt: Runtime, account: AccountId, text: str) -> RulesView:
    """What *text* would do if it were saved; nothing is."""
    text = _tidy(text)
    with rt.store.read() as db:
        return _view(db, rt, account, text, draft=text != saved_text(db, account))


def check(text: str) -> tuple[RuleFault, ...]:
    """What is wrong with *text*, each with its place."""
    lines = _lines(_tidy(text))
    return tuple(
        RuleFault(line=p.line, column=p.column, length=p.length, message=p.message, source=lines[p.line - 1])
        for p in parse("\n".join(lines)).problems
    )


def save(rt: Runtime, account: AccountId, text: str) -> RulesView:
    """Replace the account's rules; with a mistake in one of them nothing is saved, and the view says where it is."""
    text = _tidy(text)
    problems = check(text)
    if problems:
        return RulesView(text=text, problems=problems, draft=True)
    entry = None
    with rt.store.write() as db:
        before = saved_text(db, account)
        if text != before:
            db.rules.save(account, _lines(text), at=rt.clock())
            label = next((line for line in _lines(text) if line.strip()), "")
            entry = db.undo.add(account, "rules", label, {"rules": _lines(before)}, at=rt.clock())
        view = _view(db, rt, account, text)
    return RulesView(text=text, effects=view.effects, undo=entry)


def hidden_by(rt: Runtime, account: AccountId, rule: str) -> RuleEffect:
    """Everything that *rule* (as written) did to the last 500 stories, by name."""
    with rt.store.read() as db:
        view = _view(db, rt, account, rule, shown=LOOKED_AT)
    if not view.effects:
        raise InputError(view.problems[0].pointer if view.problems else "there is no rule in that line")
    return view.effects[0]


def saved_text(db: Transaction, account: AccountId) -> str:
    """The rules as they were written."""
    return "\n".join(line.text for line in db.rules.of(account))


def _tidy(text: str) -> str:
    """Browsers send CRLF; blank lines at the end say nothing."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"rules may have at most {MOST_CHARACTERS:,} characters together")
    lines = text.replace("\0", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # Other marks that end a line for `splitlines` are blanks here, so that every place of a line agrees.
    return "\n".join(" ".join(line.splitlines()).rstrip() for line in lines).rstrip("\n")


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _view(
    db: Transaction,
    rt: Runtime,
    account: AccountId,
    text: str,
    *,
    draft: bool = False,
    shown: int = SHOWN,
    whole: int | None = None,
) -> RulesView:
    chosen = parse(text).rules
    effects: tuple[RuleEffect, ...] = ()
    if chosen:
        reader = read_reader(db, account)
        found = db.stories.candidates((), since=rt.clock() - HORIZON, limit=2 * LOOKED_AT)
        seen = sorted((r for r in found if reader.may_see(r)), key=lambda r: r.last_at, reverse=True)
        last = seen[:LOOKED_AT]
        matches = try_out(db, chosen, [record.id for record in last])
        lines = [(r, headline_for(r, reader.account)) for r in last]
        named = [(record, title, language) for record, (title, language, _) in lines]
        effects = tuple(
            _effect(rule, named, matches, shown=LOOKED_AT if rule.line == whole else shown) for rule in chosen
        )
    return RulesView(text=text, problems=check(text), effects=effects, draft=draft)


def _effect(
    rule: Rule, named: Sequence[tuple[StoryRecord, str, str]], matches: dict[int, Match], *, shown: int
) -> RuleEffect:
    met = [
        (record.id, title, language)
        for record, title, language in named
        if record.id in matches and rule in matches[record.id].rules
    ]
    return RuleEffect(
        source=rule.source,
        line=rule.line,
        action=rule.action.value,
        of=len(named),
        stories=tuple(met[:shown]),
        count=len(met),
    )
