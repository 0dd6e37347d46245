"""Write docs/reference/reliability.md: which test covers which case of the reliability catalogue.

Tests carry `@pytest.mark.case("R-075", ...)`; this reads their source and runs nothing.
`python scripts/reliability_table.py` writes the page, `--check` fails when it is out of date.
"""

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/reference/reliability.md"

# What each case is about, in a few words.
CASES = {
    "R-001": "script in any text field of a feed",
    "R-006": "markup that breaks out of attributes",
    "R-007": "links with executable schemes",
    "R-008": "executable schemes in disguise",
    "R-009": "frames with look-alike hosts",
    "R-010": "frames with inline documents",
    "R-011": "forms and controls in articles",
    "R-014": "markup that mutates into scripts",
    "R-015": "styles that cover the page",
    "R-016": "SVG, inline and as data",
    "R-017": "names that take the place of the page's own",
    "R-019": "base, refresh, link, object, embed",
    "R-020": "links that learn where one comes from",
    "R-022": "plain text that looks like markup",
    "R-023": "titles escaped once to twelve times",
    "R-024": "text stored under older rules",
    "R-025": "markup around words that a search found",
    "R-026": "markup in the words of a failing server",
    "R-027": "facts and text of extracted pages",
    "R-028": "what people write themselves",
    "R-029": "what Kabar writes for other programs",
    "R-030": "turning marks and links that lie",
    "R-035": "media proxy: changed address or signature",
    "R-037": "media proxy: private address behind a valid signature",
    "R-038": "media proxy: active content opened by itself",
    "R-039": "media proxy: false content types",
    "R-040": "media proxy: odd file names",
    "R-042": "media proxy: headers that must not pass",
    "R-043": "media proxy: endless or slow files",
    "R-044": "icons and feed images",
    "R-045": "images of a billion pixels",
    "R-046": "media proxy: page shown on failure",
    "R-048": "media proxy: cache of private feeds",
    "R-049": "a second way to the network",
    "R-050": "schemes other than http and https",
    "R-052": "private and special IPv4 addresses",
    "R-053": "private IPv6 addresses and hidden IPv4",
    "R-054": "names of private addresses",
    "R-055": "a name with a public and a private address",
    "R-057": "a name that changes its address after the check",
    "R-058": "redirects to private addresses",
    "R-059": "addresses as odd numbers",
    "R-060": "URLs that two parsers read differently",
    "R-061": "ports of other services",
    "R-063": "proxy settings in the environment",
    "R-064": "probing ports by error messages",
    "R-065": "private webhooks and hubs",
    "R-067": "a list of a thousand private addresses",
    "R-068": "Kabar subscribing to itself",
    "R-069": "one allowed private host",
    "R-070": "secrets across redirects",
    "R-075": "gzip bomb",
    "R-077": "brotli bomb",
    "R-079": "zstd bomb, raw deflate",
    "R-080": "many content encodings",
    "R-081": "wrongly announced packing",
    "R-083": "packed body cut in the middle",
    "R-084": "XML entity bombs",
    "R-085": "external entities",
    "R-086": "50,000 nested elements",
    "R-087": "40,000 attributes",
    "R-088": "feeds of 100,000 items or 100 MB",
    "R-089": "a line of 5 MB, a title of 10 MB",
    "R-090": "a person's filter that never ends",
    "R-091": "our own patterns on hostile text",
    "R-092": "pages that make extraction slow",
    "R-094": "hostile JSON feeds",
    "R-096": "hostile search queries",
    "R-097": "hostile forms sent to Kabar",
    "R-099": "any bytes as a feed",
    "R-149": "hostile OPML",
    "R-150": "secrets in exported lists",
    "R-177": "ETag byte for byte",
    "R-179": "Last-Modified byte for byte",
    "R-180": "validators that come and go",
    "R-182": "304 with new validators",
    "R-184": "unchanged body with new validators",
    "R-185": "crash between articles and validators",
    "R-186": "same date, new ETag",
    "R-187": "server that answers 304 for ever",
    "R-188": "hourly default, ten-minute floor",
    "R-189": "Cache-Control and Expires",
    "R-190": "Retry-After",
    "R-191": "429 and 503 without a time",
    "R-193": "back-off",
    "R-197": "answer over the limit is recorded",
    "R-199": "permanent moves after proof",
    "R-200": "410 Gone",
    "R-201": "ttl, skipHours, skipDays, sy:update",
    "R-202": "spread of visits, restarts",
    "R-203": "many feeds on one host",
    "R-204": "what a request says",
    "R-205": "robots.txt for article pages",
    "R-206": "article pages are not fetched again",
    "R-207": "one request for all readers",
    "R-208": "thirty virtual days",
    "R-209": "WebSub verification",
    "R-210": "WebSub signatures",
    "R-211": "WebSub callbacks",
    "R-212": "WebSub leases",
    "R-213": "slow or private webhooks",
    "R-214": "a thousand pushes a minute",
    "R-217": "items without an id",
    "R-218": "ids that change",
    "R-219": "one id for all items",
    "R-220": "an old id for a new item",
    "R-221": "edited items",
    "R-223": "items without dates",
    "R-225": "dates in the far future",
    "R-227": "impossible dates",
    "R-229": "relative links",
    "R-230": "encodings that disagree",
    "R-231": "control characters and surrogates",
    "R-232": "broken XML",
    "R-233": "a web page in place of a feed",
    "R-234": "empty feeds",
    "R-235": "items that leave the feed",
    "R-236": "purged items that come back",
    "R-238": "a feed that changes format or address",
    "R-240": "10,000 items",
    "R-241": "odd enclosures",
    "R-243": "odd JSON items",
    "R-244": "old formats",
    "R-245": "enormous ids, links and words",
    "R-247": "one article in several feeds",
    "R-248": "raised dates without change",
    "R-250": "one bad item among a hundred",
    "R-251": "refused, timed out, unknown name",
    "R-252": "one byte at a time",
    "R-254": "a body without end",
    "R-255": "too many or too long headers",
    "R-256": "broken chunks",
    "R-257": "false Content-Length",
    "R-259": "redirect loops",
    "R-262": "bad certificates",
    "R-263": "spellings of one host",
    "R-264": "wrong content types",
    "R-265": "challenge, login and error pages",
    "R-268": "pages behind scripts and walls",
    "R-270": "links to files that are no pages",
    "R-271": "charset of a page",
    "R-272": "odd statuses, no HTTP at all",
    "R-273": "connections cut in the middle",
    "R-274": "extraction shorter than the feed's text",
    "R-276": "one feed in five hostile",
    "R-277": "meta refresh, frames, canonical loops",
    "R-278": "a name server that never answers",
}
GROUPS = (
    ("Outgoing requests", 49, 70),
    ("Bombs and limits", 75, 99),
    ("Lists in and out", 149, 150),
    ("Polling etiquette", 177, 208),
    ("WebSub and webhooks", 209, 214),
    ("Malformed feeds", 217, 250),
    ("Misbehaving servers", 251, 278),
    ("Text that must not run", 1, 34),
    ("Media and icons", 35, 48),
)


def marked(path: Path) -> Iterator[tuple[str, str]]:
    """(case, name of the test) for every mark in the file at *path*."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.case":
                for argument in mark.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, node.name


def collect(tests: Path) -> dict[str, list[tuple[str, str]]]:
    """For each case the (file, test) pairs that name it, in order."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for case, name in marked(path):
            place = path.relative_to(tests.parent).as_posix()
            if (place, name) not in found[case]:
                found[case].append((place, name))
    return found


def page(found: dict[str, list[tuple[str, str]]]) -> str:
    """The page as Markdown."""
    covered = sum(case in found for case in CASES)
    lines = [
        "# What is tested against a hostile world",
        "",
        "Generated by `scripts/reliability_table.py` from the marks on the tests; do not edit.",
        "",
        f"{covered} of {len(CASES)} cases have at least one test of their own.",
    ]
    listed: set[str] = set()
    for title, first, last in GROUPS:
        rows = [case for case in CASES if first <= int(case[2:]) <= last]
        listed.update(rows)
        lines += ["", f"## {title}", "", "| case | about | tests |", "| --- | --- | --- |"]
        for case in rows:
            tests = "<br>".join(
                f"`{place}` {name.removeprefix('test_')}" for place, name in found.get(case, [])
            )
            lines.append(f"| {case} | {CASES[case]} | {tests or '-'} |")
    others = sorted(case for case in found if case not in listed)
    if others:
        lines += ["", "## Others", "", "| case | tests |", "| --- | --- |"]
        for case in others:
            tests = "<br>".join(f"`{place}` {name.removeprefix('test_')}" for place, name in found[case])
            lines.append(f"| {case} | {tests} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the page; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    given = parser.parse_args()
    made = page(collect(ROOT / "tests"))
    if given.check:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made:
            print(f"{PAGE.relative_to(ROOT)} is out of date; run scripts/reliability_table.py")
            return 1
        return 0
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
