"""What import-linter cannot say: sizes, names, docstrings, and a map that is true."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "kabar"
MAX_MODULE = 400
MAX_FUNCTION = 60
NOTHING_NAMES = re.compile(r"^(utils?|helpers?|misc|common|base|manager)")

MODULES = sorted(path for path in SRC.rglob("*.py") if "versions" not in path.parts)
NAMES = [str(path.relative_to(SRC)) for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_module_is_short_named_and_documented(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)

    assert len(text.splitlines()) <= MAX_MODULE
    assert not NOTHING_NAMES.match(path.stem)
    assert ast.get_docstring(tree), "say in the first line what is here"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_functions_are_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {
        node.name: size
        for node in functions
        if (size := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION
    }

    assert {} == long


def test_test_modules_have_names_of_their_own() -> None:
    """Test directories are no packages, so that two modules of one name cannot be collected together."""
    modules = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if path.name not in {"__init__.py", "conftest.py"}
    ]

    twice = {name for name in modules if modules.count(name) > 1}

    assert set() == twice


def test_map_names_every_package() -> None:
    packages = {path.parent.relative_to(SRC).as_posix() for path in SRC.rglob("__init__.py")} - {"."}
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")

    missing = {name for name in packages if f"{name.rpartition('/')[2]}/" not in text}

    assert set() == missing


def test_map_names_nothing_that_is_not_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z0-9_]+/)*[a-z0-9_]+\.py)`", text))

    missing = {name for name in named if not list(SRC.rglob(name)) and not (ROOT / name).exists()}

    assert set() == missing
