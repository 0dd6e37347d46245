"""`kabar frontpage`, `story`, `read` and `search`: reading in a terminal."""

from collections.abc import Sequence
from typing import Any, Literal

import click
from rich.markup import escape as markup
from rich.padding import Padding

from kabar.cli.context import (
    Context,
    account_of,
    account_option,
    console,
    escape,
    json_option,
    pass_context,
    print_json,
    time_text,
    when,
)
from kabar.i18n import signed
from kabar.model.article import StoredArticle
from kabar.model.views import ReportView, StoryCard, StoryView
from kabar.rank.explain import shown_parts
from kabar.service import frontpage as front
from kabar.service import reading, searching, stories

MAX_LIMIT = 500


def card_document(card: StoryCard, topics: Sequence[str]) -> dict[str, Any]:
    """A story as the contract of the commands has it (Any: JSON)."""
    return {
        "story": card.id,
        "headline": card.headline,
        "language": card.language,
        "languages": list(card.languages),
        "outlets": list(card.outlets),
        "articles": card.articles,
        "independent": card.independent,
        "first_at": time_text(card.first_at),
        "last_at": time_text(card.last_at),
        "score": card.score,
        "reasons": [
            {"text": reason.text, "part": reason.part, "signal": reason.signal, "target": reason.target}
            for reason in card.reasons
        ],
        "key_points": [point.text for point in card.points],
        "topics": list(topics),
    }


def _topics(card: StoryCard) -> list[str]:
    return [choice.key for choice in card.follow if choice.target == "topic"]


@click.command()
@account_option
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=20, show_default=True, help="Stories.")
@click.option(
    "--order",
    type=click.Choice(["mine", "time", "importance"]),
    default="mine",
    show_default=True,
    help="What decides.",
)
@click.option("--why", is_flag=True, help="All reasons with their parts, not the two biggest.")
@json_option
@pass_context
def frontpage(
    context: Context,
    account: str | None,
    limit: int,
    order: Literal["mine", "time", "importance"],
    why: bool,
    as_json: bool,
) -> None:
    """The stories that matter to an account, with the reasons for each.

    \b
    Examples:
      kabar frontpage
      kabar frontpage --why --limit 3
      kabar frontpage --account ayu --limit 5 --json
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        cards: list[StoryCard] = []
        page = 1
        while len(cards) < limit:
            view = front.front_page(rt, reader, order=order, page=page)
            cards += view.cards
            page += 1
            if not view.has_more:
                break
        now = rt.clock()
    if as_json:
        print_json([card_document(card, _topics(card)) for card in cards[:limit]])
        return
    if not cards:
        console().print("Nothing to show yet. `kabar add ADDRESS` follows a source, `kabar update` reads it.")
        return
    for card in cards[:limit]:
        section = f"{card.section.label} · " if card.section else ""
        console().print(f"[dim]{card.id:>5}  {escape(section)}{when(card.last_at, now)}[/]")
        console().print(Padding(f"[bold]{escape(card.headline)}[/]", (0, 0, 0, 7)))
        for point in card.points[:2]:
            console().print(Padding(f"– {escape(point.text)}", (0, 0, 0, 7)))
        console().print(Padding(f"[dim]{_counts(card)}[/]", (0, 0, 0, 7)))
        if card.reasons:
            if why:
                _print_reasons(card, indent=7)
            else:
                leading = ". ".join(reason.text.rstrip(".") for reason in card.reasons[:2])
                console().print(Padding(f"[italic]{escape(leading)}.[/]", (0, 0, 0, 7)))
        console().print()


def _counts(card: StoryCard) -> str:
    parts = [f"{len(card.outlets)} outlets" if len(card.outlets) != 1 else escape(card.outlets[0])]
    if len(card.languages) > 1:
        parts.append(f"{len(card.languages)} languages")
    if card.copies:
        parts.append(f"{card.independent} independent")
    return " · ".join(parts)


@click.command()
@click.argument("story", type=int, metavar="ID")
@account_option
@json_option
@pass_context
def story(context: Context, story: int, account: str | None, as_json: bool) -> None:
    """One story: key points, reports with their copies, figures, what came before and after."""
    with context.runtime() as rt:
        view = stories.story(rt, account_of(rt, account).id, story)
        now = rt.clock()
        with rt.store.read() as db:
            lines = db.reading.of_story(view.card.id)
            by_hand = db.corrections.on([line.id for line in lines])
            topics = [topic.code for topic in db.stories.get(view.card.id).topics]
    if as_json:
        print_json(_story_document(view, topics, lines, by_hand))
    else:
        _print_story(view, now)


def _story_document(
    view: StoryView, topics: Sequence[str], lines: Sequence[StoredArticle], by_hand: set[int]
) -> dict[str, Any]:
    """A story as the contract of the commands has it, and what its page has besides (Any: JSON)."""
    return {
        **card_document(view.card, topics),
        "articles": [
            {
                "id": line.id,
                "title": line.title,
                "outlet": line.outlet,
                "language": line.language,
                "url": line.url,
                "published_at": time_text(line.published_at),
                "copy_of": line.copy_of,
                "copy_kind": line.copy_kind,
                "because": list(line.because),
                "by_hand": line.id in by_hand,
            }
            for line in lines
        ],
        "article_count": view.card.articles,
        "figures": view.figures,
        "timeline": [
            {
                "at": time_text(item.at),
                "text": f"{item.text}: {item.before} → {item.after}" if item.kind == "figure" else item.text,
                "article": item.article,
                "kind": item.kind,
            }
            for item in view.timeline
        ],
        "only_one": [
            {"text": point.text, "article": point.article, "outlet": point.outlet} for point in view.only_one
        ],
        "said": view.said,
        "places": view.places,
        "headlines": dict(view.headlines),
        "follow_up_of": view.earlier[-1].id if view.earlier else None,
        "earlier": [link.id for link in view.earlier],
        "later": [link.id for link in view.later],
        "related": [{"story": link.id, "names": link.why.split(" · ")} for link in view.related],
    }


def _print_story(view: StoryView, now: Any) -> None:
    out = console()
    out.print(f"[bold]{escape(view.card.headline)}[/]")
    out.print(f"[dim]{_counts(view.card)} · {when(view.card.last_at, now)}[/]\n")
    for point in view.card.points:
        out.print(f"– {escape(point.text)} [dim]({escape(point.outlet)})[/]")
    if len(view.timeline) > 1:
        out.print("\n[bold]How it went[/]")
        for item in reversed(view.timeline):
            moved = f": {item.before} → {item.after}" if item.kind == "figure" else ""
            head = f"  [dim]{item.at:%d %b %H:%M}[/]  {escape(item.text)}{escape(moved)}"
            out.print(f"{head} [dim]({escape(item.outlet)})[/]")
    if view.only_one:
        out.print("\n[bold]Said by one outlet alone[/]")
        for point in view.only_one:
            out.print(f"  – {escape(point.text)} [dim]({escape(point.outlet)})[/]")
    _print_reports(view, now)
    for figure in view.figures:
        if not figure.agree:
            told = ", ".join(f"{cell.text} {cell.unit} ({cell.outlet})" for cell in figure.values)
            out.print(f"\nReports disagree on {escape(figure.subject)}: {escape(told)}")
    for link in view.earlier:
        out.print(f"\nFollows up {link.id}: {escape(link.headline)}")
    for link in view.later:
        out.print(f"\nFollowed up by {link.id}: {escape(link.headline)}")
    for link in view.related:
        out.print(f"\nAbout the same ({escape(link.why)}): {link.id} {escape(link.headline)}")
    if view.card.reasons:
        console().print("\n[bold]Why it stands on your page[/]")
        _print_reasons(view.card)


def _print_reasons(card: StoryCard, *, indent: int = 2) -> None:
    """Why it stands where it stands: the parts and their sum."""
    parts, total = shown_parts(card.reasons)
    for reason, part in parts:
        line = f"{signed(part, locale='en'):>6}  {escape(reason.text)}"
        console().print(Padding(line, (0, 0, 0, indent)))
    console().print(Padding(f"{signed(total, locale='en'):>6}  [dim]together[/]", (0, 0, 0, indent)))


def _print_reports(view: StoryView, now: Any) -> None:
    out = console()
    for group in view.groups:
        out.print(f"\n[bold]Reports[/] [dim]{group.language}[/]")
        for report in group.reports:
            out.print(_report_line(report, now))
            _print_copies(report, now, depth=1)


def _print_copies(report: ReportView, now: Any, *, depth: int) -> None:
    for copy in report.copies:
        indent = " " * (4 + 4 * depth)
        console().print(f"{indent}└ [dim]{copy.copy_kind}[/] {_report_line(copy, now).strip()}")
        _print_copies(copy, now, depth=depth + 1)


def _report_line(report: ReportView, now: Any) -> str:
    time = when(report.published_at or report.first_seen_at, now)
    head = f"  {report.article:>5}  {escape(report.outlet)} [dim]{report.language} {time}[/]  "
    return head + escape(report.title)


@click.command()
@click.argument("article", type=int, metavar="ID")
@account_option
@json_option
@pass_context
def read(context: Context, article: int, account: str | None, as_json: bool) -> None:
    """One article, as text, with where it comes from; marks it as read."""
    from kabar.model.account import MarkKind

    with context.runtime() as rt:
        reader = account_of(rt, account).id
        view = reading.article(rt, reader, article)
        reading.mark(rt, reader, MarkKind.READ, article=article)
    if as_json:
        print_json(view)
        return
    out = console()
    out.print(f"[bold]{escape(view.title)}[/]")
    facts = [view.outlet, *view.authors, view.agency or "", time_text(view.published_at) or "", view.language]
    out.print(f"[dim]{escape(' · '.join(fact for fact in facts if fact))}[/]")
    if view.provenance.copy_of is not None:
        origin = view.provenance.copy_of
        share = round(view.provenance.copy_share * 100)
        out.print(
            f"{view.provenance.copy_kind} copy of {origin.article} ({escape(origin.outlet)}), {share} % of it"
        )
    if view.fallback_reason:
        out.print(f"The text is the feed's, not the page's: {escape(view.fallback_reason)}")
    for version in view.versions:
        what = {"correction": "Corrected", "reread": "Read anew by Kabar"}.get(
            version.kind, "Edited without a note"
        )
        since = ", after you read it" if version.since_read else ""
        out.print(f"{what} {time_text(version.at)}{since}")
    for point in view.points:
        out.print(f"  • {escape(point)}")
    out.print()
    for paragraph in view.text.split("\n"):
        out.print(markup(paragraph), soft_wrap=False)
        out.print()
    found = f"found by {view.extractor}, {view.quality:.0%} sure that it is whole" if view.extractor else ""
    out.print(f"[dim]{escape(' · '.join(part for part in (view.url or '', found) if part))}[/]")


@click.command()
@click.argument("query", nargs=-1, required=True)
@account_option
@click.option("--best", is_flag=True, help="Best match first (default: newest first).")
@click.option("--page", type=click.IntRange(1), default=1)
@json_option
@pass_context
def search(
    context: Context, query: tuple[str, ...], account: str | None, best: bool, page: int, as_json: bool
) -> None:
    """Full text over all articles, in every language.

    \b
    Words must all occur. "A phrase" in quotes, -word to leave out, word* for beginnings,
    title:word, outlet:name, lang:id, after:2026-04-01, before:2026-05.
    Examples:
      kabar search banjir demak -jakarta
      kabar search '"port strike" lang:de' --best
      kabar search 停火
    """
    with context.runtime() as rt:
        reader = account_of(rt, account).id
        text = " ".join(
            f'"{part}"' if " " in part and '"' not in part and ":" not in part else part for part in query
        )
        view = searching.search(rt, reader, text, order="best" if best else "newest", page=page)
        now = rt.clock()
    if as_json:
        print_json(
            {
                "total": view.total,
                "articles": [
                    {
                        "id": hit.report.article,
                        "title": hit.report.title,
                        "outlet": hit.report.outlet,
                        "language": hit.report.language,
                        "url": hit.report.url,
                        "published_at": time_text(hit.report.published_at),
                        "snippet": "".join(piece for piece, _ in hit.snippet),
                        "story": hit.report.story_id,
                    }
                    for hit in view.hits
                ],
                "problems": [{"at": at, "message": message} for at, message in view.problems],
            }
        )
        return
    out = console()
    for at, message in view.problems:
        click.echo(f"at character {at + 1}: {message}", err=True)
    if not view.hits:
        out.print("Nothing found. Fewer words, or word* for beginnings, find more.")
        return
    out.print(f"[dim]{view.total} articles[/]")
    for hit in view.hits:
        out.print(_report_line(hit.report, now))
        shown = "".join(
            f"[bold]{escape(piece)}[/]" if is_hit else escape(piece) for piece, is_hit in hit.snippet
        )
        out.print(Padding(shown, (0, 0, 0, 9)))
