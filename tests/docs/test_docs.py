"""What the documentation says is true: pages made from code, commands, links, the example of the README."""

import contextlib
import importlib
import io
import re
import tomllib
from collections import Counter
from pathlib import Path

import click
import pytest
import reference

import kabar
from kabar.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_configuration_page_is_up_to_date() -> None:
    written = (DOCS / "reference/configuration.md").read_text(encoding="utf-8")

    assert reference.configuration_page() == written, "run scripts/reference.py"


def test_commands_page_is_up_to_date() -> None:
    written = (DOCS / "reference/commands.md").read_text(encoding="utf-8")

    assert reference.commands_page() == written, "run scripts/reference.py"


def test_every_setting_is_described() -> None:
    assert [] == [name for name, _, said in reference.settings(reference.config.Config) if not said]


def test_description_is_given_once() -> None:
    """A comment in config.py wins; what stands beside it would be read by nobody."""
    said = reference.comments()
    structs = {"": "Config"} | {
        field.name: field.type.__name__
        for field in reference.msgspec.structs.fields(reference.config.Config)
        if reference.is_section(field.type)
    }
    places = {name: name.rpartition(".") for name in reference.WORDS}

    assert [] == [name for name, (table, _, key) in places.items() if said[structs[table], key]]


def test_numbers_of_decisions_are_unique() -> None:
    numbers = Counter(path.name[:4] for path in (DOCS / "decisions").glob("*.md"))

    assert {} == {number: count for number, count in numbers.items() if count > 1 or not number.isdigit()}


def test_decision_says_its_own_number() -> None:
    first_lines = {
        path.name[:4]: path.read_text(encoding="utf-8").partition("\n")[0]
        for path in (DOCS / "decisions").glob("*.md")
    }

    assert {} == {n: line for n, line in first_lines.items() if not re.match(rf"# {n}\b", line)}


def test_dependencies_are_listed_with_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[^\w-]", line)[0] for line in project["project"]["dependencies"]}
    development = set(project["dependency-groups"]["dev"])
    text = (DOCS / "decisions/0002-dependencies.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([\w-]+) \|", text, re.M)) - {"package", "---"}

    assert wanted <= listed
    assert listed <= wanted | development


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_dependencies_are_locked(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = set(project["project"]["dependencies"])
    if lock == "dev":
        wanted |= set(project["dependency-groups"]["dev"])
    text = (ROOT / f"requirements/{lock}.lock").read_text(encoding="utf-8")
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", text, re.M)}
    named = {re.split(r"[^\w-]", line)[0].lower().replace("_", "-") for line in wanted}

    assert set() == named - locked, "run `make lock`"


def test_functions_on_the_map_are_where_it_says() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:\w+/)*\w+\.py)`: ((?:`\w+`(?:, (?=`\w+`))?)+)", text)
    assert len(named) > 20  # the walks are read at all
    wrong = []
    for file, names in named:
        source = (ROOT / "src/kabar" / file).read_text(encoding="utf-8")
        wrong += [
            f"{file}: {name}"
            for name in re.findall(r"`(\w+)`", names)
            if not re.search(rf"^\s*(?:async )?(?:def|class) {name}\b", source, re.M)
        ]

    assert [] == wrong


def test_example_of_the_readme_prints_what_it_says() -> None:
    blocks = BLOCK.findall(readme())
    place = next(number for number, (language, _) in enumerate(blocks) if language == "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks[place][1], "README.md", "exec"), {"__name__": "readme"})

    assert blocks[place + 1][1] == printed.getvalue()


def commands() -> dict[str, click.Command]:
    """Every command with its full name."""
    found: dict[str, click.Command] = {}
    waiting: list[tuple[str, click.Command]] = [("kabar", cli)]
    for name, command in waiting:
        found[name] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for below in command.list_commands(context):
                one = command.get_command(context, below)
                assert one is not None
                waiting.append((f"{name} {below}", one))
    return found


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_and_options_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shell = "\n".join(body for language, body in BLOCK.findall(text) if language == "sh")
    inline = "\n".join(re.findall(r"`((?:scripts/)?kabar [^`]*)`", text))
    known = commands()
    wrong = []
    for line in re.findall(r"^(?:scripts/)?kabar ([a-z-][^#\n]*)", f"{shell}\n{inline}", re.M):
        words = [word for word in line.split() if word not in ("--verbose", "-v")]
        name = "kabar"
        while words and f"{name} {words[0]}" in known:
            name += f" {words.pop(0)}"
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        taken = {option for command in (known[name], cli) for p in command.params for option in p.opts}
        unknown = (
            isinstance(known[name], click.Group) and words and not words[0].startswith(("-", "[", "…", "..."))
        )
        if unknown or given - taken - {"--help", "--"}:
            wrong.append(line)

    assert [] == wrong


def test_table_of_the_readme_has_every_command() -> None:
    table = readme().partition("## Commands")[2].partition("\n## ")[0]

    assert set(COMMANDS) == set(re.findall(r"`kabar ([a-z-]+)`", table))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    targets = (target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8")))
    local = [
        target for target in targets if target and "://" not in target and not target.startswith("mailto:")
    ]

    assert [] == [target for target in local if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_page_names_no_path_of_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [] == re.findall(r"(?:/home/\w+|/root/|/work/)\S*", text)


def test_settings_in_examples_exist() -> None:
    known = {name for name, _, _ in reference.settings(reference.config.Config)}
    wrong = []
    for page in PAGES:
        for language, body in BLOCK.findall(page.read_text(encoding="utf-8")):
            if language != "toml" or "[project" in body:
                continue
            for table, value in tomllib.loads(body).items():
                keys = [f"{table}.{key}" for key in value] if isinstance(value, dict) else [table]
                wrong += [f"{page.name}: {key}" for key in keys if key not in known]

    assert [] == wrong


def test_library_offers_what_its_stub_and_docstring_say() -> None:
    stub = (ROOT / "src/kabar/__init__.pyi").read_text(encoding="utf-8")
    declared = {name: place for place, name in re.findall(r"^from (\S+) import (\w+) as", stub, re.M)}

    assert {*declared, "__version__"} == set(kabar.__all__)
    for name, place in declared.items():
        module = importlib.import_module(place)
        expected = importlib.import_module("kabar.service") if name == "service" else getattr(module, name)
        assert expected is getattr(kabar, name)
        assert re.search(rf"\b{name}\b", kabar.__doc__ or "")


def test_unknown_name_of_the_library_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kabar.nothing  # type: ignore[attr-defined]  # noqa: B018 - the point of the test
