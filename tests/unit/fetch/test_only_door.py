"""Nothing but the guarded client opens a connection to the web."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src/kabar"
DOORS = {
    "aiohttp",
    "httpx",
    "requests",
    "urllib3",
    "urllib.request",
    "http.client",
    "ftplib",
    "socket",
    "pycurl",
}
# The guarded client, and what only listens or speaks to the operator's own mail server.
ALLOWED = ("fetch/", "web/", "api/", "sample/", "digest/send.py", "cli/")
# It puts the guarded client in the place of what `requests` would connect with: decision 0113, tests/flow/test_notices.py.
BRIDGE = {"digest/services.py": ("requests",)}
NEVER = {"httpx", "requests", "urllib3", "urllib.request", "http.client", "ftplib", "pycurl"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.case("R-049")
def test_only_the_guarded_client_can_reach_the_web() -> None:
    faults = []
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        found = {
            name for name in imported(path) for door in DOORS if name == door or name.startswith(f"{door}.")
        }
        if place.startswith(ALLOWED):
            found = {name for name in found if any(name == n or name.startswith(f"{n}.") for n in NEVER)}
        if place.startswith("fetch/"):
            found.clear()
        found = {name for name in found if name.partition(".")[0] not in BRIDGE.get(place, ())}
        faults += [f"{place}: {name}" for name in found]

    assert faults == []
