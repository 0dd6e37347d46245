"""Which addresses may be asked: public ones, at the web's ports, and what the operator allowed.

`target` reads a URL (the same parser that the connection uses), `refusal` judges an IP address.
The table is our own: `ipaddress.is_global` of Python 3.11 says True for NAT64, 6to4, Teredo relays and
multicast, and unwraps only mapped IPv4.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

from kabar.errors import RefusedError

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = tuple(
    (int(network.network_address), int(network.broadcast_address))
    for network in map(
        ip_network,
        """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
        192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24
        203.0.113.0/24 224.0.0.0/4 240.0.0.0/4""".split(),  # IANA special-purpose registry + Azure's inner host
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
# Inside 2000::/3: protocol assignments with Teredo and ORCHID, documentation twice, 6to4.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_ISATAP = (0x00005EFE, 0x02005EFE)
_LINK_LOCAL = (ip_network("169.254.0.0/16"), ip_network("fe80::/10"))

# Above 1023 and never a web server: databases, caches, mail, remote control (after the WHATWG's bad ports).
_OTHER_SERVICES = frozenset(
    int(number)
    for number in """1080 1433 1434 1521 1719 1720 1723 2049 2181 2375 2376 2379 2380 3128 3306 3389 3659 4045 4190 4369
    5060 5061 5432 5433 5671 5672 5900 5901 5984 6000 6379 6380 6432 6566 6660 6665 6666 6667 6668 6669 6679 6697
    7000 7001 8125 8472 9042 9092 9100 9160 9200 9300 9418 10080 10250 10255 11211 15672 25672 26257
    27017 27018 27019 28015 50000 50070""".split()
)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?\Z")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\Z")
_QUOTED_ALREADY = re.compile(r"[!#-;=?-\[\]_a-z~]+\Z")  # printable ASCII without space and quotes
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_MANY_HOSTS = 8192
PRIVATE = (
    "this address is not on the public internet, and Kabar asks only public ones; if it is yours, "
    "list the host under [fetch] allow_private_hosts"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that has passed every check that needs no DNS."""

    url: URL  # what is sent, with a lower-case host
    host: str  # ASCII, no trailing dot
    port: int
    literal: Address | None  # when the host is an IP address


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that ISATAP hides in a global IPv6 one."""
    number = int(address)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def is_public(address: Address) -> bool:
    """Whether *address* lies on the public internet and hides no other."""
    if isinstance(address, IPv4Address):
        number = int(address)
        return not any(low <= number <= high for low, high in _NOT_PUBLIC_4)
    if address.scope_id is not None or address not in _PUBLIC_6:
        return False
    if any(address in network for network in _NOT_PUBLIC_6):
        return False
    inner = _embedded(address)
    return inner is None or is_public(inner)


class AllowedHosts:
    """The operator's list of hosts that may be asked although they are private.

    Each entry is a host, host:port, `*.domain`, an IP address (with or without port) or a network.
    Link-local addresses stay refused whatever the list says: cloud machines keep their secrets there.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._names: set[tuple[str, int | None]] = set()
        self._suffixes: list[tuple[str, int | None]] = []
        self._networks: list[tuple[IPv4Network | IPv6Network, int | None]] = []
        for entry in entries:
            self._add(entry.strip().lower())

    def __bool__(self) -> bool:
        return bool(self._names or self._suffixes or self._networks)

    def _add(self, entry: str) -> None:
        if not entry:
            return
        host, port = _split_port(entry)
        try:
            self._networks.append((ip_network(host, strict=False), port))
        except ValueError:
            name = host.rstrip(".")
            if name.startswith("*."):
                self._suffixes.append((name[1:], port))
            else:
                self._names.add((name, port))

    def names_host(self, host: str) -> bool:
        """Whether the list names this host at any port; known before DNS is asked."""
        literal = _literal(host)
        if literal is not None:
            return any(literal in network for network, _ in self._networks)
        return any(name == host for name, _ in self._names) or any(
            host.endswith(s) for s, _ in self._suffixes
        )

    def names_port(self, host: str, port: int) -> bool:
        """Whether the list holds this host with this very port."""
        if (host, port) in self._names or any(p == port and host.endswith(s) for s, p in self._suffixes):
            return True
        literal = _literal(host)
        return literal is not None and any(p == port and literal in n for n, p in self._networks)

    def permits(self, host: str, port: int, address: Address | None = None) -> bool:
        """Whether *host* at *port* may be private; *address*: what it resolved to, if known."""
        address = address if address is not None else _literal(host)
        if address is not None and any(address in network for network in _LINK_LOCAL):
            return False
        if (host, None) in self._names or (host, port) in self._names:
            return True
        if any(p in (None, port) and host.endswith(suffix) for suffix, p in self._suffixes):
            return True
        if address is None:
            return False
        return any(p in (None, port) and address in n for n, p in self._networks)


def _split_port(entry: str) -> tuple[str, int | None]:
    """`host:8000`, `[::1]:8000`, `::1`, `10.0.0.0/8` -> host without brackets, and port."""
    if entry.startswith("["):
        host, _, rest = entry[1:].partition("]")
        return host, int(rest[1:]) if rest[1:].isdigit() else None
    host, colon, port = entry.rpartition(":")
    if colon and port.isdigit() and ":" not in host:
        return host, int(port)
    return entry, None


def _literal(host: str) -> Address | None:
    """The IP address that *host* spells, in its plain form only."""
    if not (host[-1:].isdigit() or ":" in host):
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def target(url: str) -> Target:
    """Read *url* for asking; port policy and private addresses are judged by `Guard`.

    Raises RefusedError (kind `scheme` or `bad_url`) for anything but a plain http(s) address.
    """
    text = url.strip()
    if not text[:8].lower().startswith(("http://", "https://")):
        raise RefusedError(url, "only http and https addresses can be fetched", kind="scheme")
    if len(text) > 8192 or _CONTROL.search(text):
        raise RefusedError(url, "the address is too long or holds control characters", kind="bad_url")
    try:
        parsed = URL(text, encoded=_QUOTED_ALREADY.match(text) is not None)
        host, port = (parsed.raw_host or "").lower(), parsed.port
        if parsed.raw_user is not None or parsed.raw_password is not None or "@" in parsed.raw_authority:
            raise RefusedError(
                url, "addresses with a name or password in them are not fetched", kind="bad_url"
            )
        literal = _literal(host)
        if literal is None:
            plain = host.rstrip(".")
            if not _HOST.match(plain) or ".." in plain or _ENDS_IN_NUMBER.search(plain):
                raise RefusedError(url, f"{host!r} is no host name", kind="bad_url")
        else:
            plain = str(literal)
        if plain != parsed.raw_host:
            parsed = parsed.with_host(plain)
    except (ValueError, IndexError) as error:  # IndexError: yarl, on "[]" as a host
        raise RefusedError(url, f"not an address that can be read: {error}", kind="bad_url") from error
    if not port:
        raise RefusedError(url, "the address has no usable port", kind="bad_url")
    return Target(parsed, plain, port, literal)


class Guard:
    """Says no before anything is dialled; asked for every hop and again for every address."""

    def __init__(
        self, allowed: AllowedHosts, *, ports: Iterable[int] = (), refused_hosts: Iterable[str] = ()
    ) -> None:
        self.allowed = allowed
        self._ports = frozenset(ports)
        self._refused = frozenset(entry.strip().lower() for entry in refused_hosts)
        self._passed: set[tuple[str, int]] = set()  # hosts and ports that were judged good before

    def check(self, url: str) -> Target:
        """Read and judge *url*; raises RefusedError with the reason."""
        found = target(url)
        key = (found.host, found.port)
        if key in self._passed:
            return found
        if self._refused and (found.host in self._refused or f"{found.host}:{found.port}" in self._refused):
            raise RefusedError(
                url, "this is Kabar's own address: it does not read itself", kind="own_address"
            )
        if found.port not in (80, 443) and not self._port_allowed(found):
            raise RefusedError(
                url,
                f"port {found.port} is not used for web pages; list it under [fetch] allow_ports if it is",
                kind="port",
            )
        if found.literal is not None and not self.admits(found.host, found.port, found.literal):
            raise RefusedError(url, PRIVATE, kind="private_address")
        if len(self._passed) >= _MANY_HOSTS:
            self._passed.clear()
        self._passed.add(key)
        return found

    def admits(self, host: str, port: int, address: Address) -> bool:
        """Whether *address*, found for *host*, may be dialled."""
        return is_public(address) or self.allowed.permits(host, port, address)

    def _port_allowed(self, found: Target) -> bool:
        port = found.port
        if port in self._ports or self.allowed.names_port(found.host, port):
            return True
        return port > 1023 and port not in _OTHER_SERVICES
