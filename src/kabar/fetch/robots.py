"""What a site's robots.txt says to Kabar (RFC 9309), for pages that no person asked for by name."""

import re
from dataclasses import dataclass

AGENT = "kabar"
MAX_BYTES = 500 * 1024  # RFC 9309: at least this much must be read
MAX_CRAWL_DELAY_SECONDS = 30.0
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host that concern Kabar: the longest matching one decides."""

    rules: tuple[tuple[str, bool], ...] = ()  # (pattern, allowed), longest first, allow before disallow
    crawl_delay_seconds: float | None = None
    unreachable: bool = False  # robots.txt could not be read: ask for nothing until it can

    def allows(self, path: str) -> bool:
        """Whether *path* (with its query) may be asked."""
        if self.unreachable:
            return False
        if path == "/robots.txt":
            return True
        return next((allowed for pattern, allowed in self.rules if _matches(pattern, path)), True)


ALLOW_ALL = Robots()
UNREACHABLE = Robots(unreachable=True)


def _matches(pattern: str, path: str) -> bool:
    """Whether *pattern* (with `*` for anything and `$` for the end) matches the start of *path*.

    Greedy from left to right, so linear in both: a pattern of a thousand stars costs nothing.
    """
    anchored = pattern.endswith("$")
    first, *rest = (pattern[:-1] if anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not anchored or at == len(path)
    for part in rest[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    last = rest[-1]
    if anchored:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0


def _seconds(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return min(value, MAX_CRAWL_DELAY_SECONDS) if 0 <= value < 1e9 else None


def parse_robots(body: bytes) -> Robots:
    """Read robots.txt; whatever cannot be understood is skipped. Never raises."""
    text = body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    ours: list[tuple[str, bool]] = []
    anyones: list[tuple[str, bool]] = []
    delays: dict[bool, float] = {}
    named = False
    current: list[bool] = []  # of the group being read: True for a line that names us, False for `*`
    in_rules = True
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            if in_rules:
                current, in_rules = [], False
            agent = value.lower()
            if agent == "*":
                current.append(False)
            elif agent.partition("/")[0].strip() == AGENT:
                current.append(True)
                named = True
        elif key in ("allow", "disallow"):
            in_rules = True
            if value:
                for mine in current:
                    (ours if mine else anyones).append((value, key == "allow"))
        elif key == "crawl-delay":
            in_rules = True
            seconds = _seconds(value)
            if seconds is not None:
                delays.update(dict.fromkeys(current, seconds))
    rules = sorted(ours if named else anyones, key=lambda rule: (-len(rule[0]), not rule[1]))
    return Robots(tuple(rules), delays.get(named))


def robots_for_status(status: int) -> Robots:
    """What an answer other than 200 means: 4xx no rules, all else no entry for now (RFC 9309, 2.3.1)."""
    return ALLOW_ALL if 400 <= status < 500 and status != 429 else UNREACHABLE
