"""Look names up, judge the addresses, and dial exactly what was judged.

The connector gets its addresses from `CheckedResolver` and its sockets from `checked_socket`; each asks the
guard, so an address that slips past one still meets the other.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from kabar.errors import RefusedError
from kabar.fetch.addresses import PRIVATE, Address, Guard, is_public
from kabar.fetch.sipping import SippingConnector, SlowLines

Lookup = Callable[[str], Sequence[str]]  # name -> IP addresses; raises OSError when there are none
AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]

_KEEP_SECONDS = 60.0  # how long an answer of DNS serves: one visit's feed, page and icon
_KERNEL_BYTES = (
    256 * 1024
)  # that the kernel keeps for us: it would give each of a hundred endless streams 6 MiB
_DNS_THREADS = 32  # a name server that never answers holds one of them for libc's own limit


class PrivateAddressError(OSError):
    """Every address of the name is private; carried through aiohttp as an OSError."""


def system_lookup(host: str) -> Sequence[str]:
    """Addresses of *host* as the system finds them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(info[4][0]) for info in found]


class CheckedResolver(AbstractResolver):
    """Names to addresses that may be dialled; private ones are left out."""

    def __init__(
        self,
        guard: Guard,
        lookup: Lookup,
        hosts: Mapping[str, tuple[str, ...]],
        *,
        on_private: Callable[[str], None] = lambda host: None,
    ) -> None:
        self._guard = guard
        self._on_private = on_private  # told the name of each host that is private and allowed
        self._lookup = lookup
        self._hosts = hosts
        self._kept: dict[str, tuple[float, Sequence[str]]] = {}
        self._threads = ThreadPoolExecutor(_DNS_THREADS, thread_name_prefix="kabar-dns")
        self.approved: set[tuple[str, int]] = set()  # private addresses that the operator allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Addresses of *host*, the private ones left out; PrivateAddressError if none is left."""
        addresses = await self._addresses(host)
        results: list[ResolveResult] = []
        for text in addresses:
            address = ip_address(text)
            if self._guard.admits(host, port, address):
                if not is_public(address):
                    self.approved.add((text, port))
                    self._on_private(host)
                results.append(_result(host, address, port))
        if not results:
            raise PrivateAddressError(PRIVATE)
        return results

    async def _addresses(self, host: str) -> Sequence[str]:
        fixed = self._hosts.get(host)
        if fixed:
            return fixed
        now = time.monotonic()
        kept = self._kept.get(host)
        if kept and kept[0] > now:
            return kept[1]
        found = await asyncio.get_running_loop().run_in_executor(self._threads, self._lookup, host)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        if len(self._kept) > 4096:
            self._kept.clear()
        self._kept[host] = (now + _KEEP_SECONDS, found)
        return found

    async def close(self) -> None:
        """Let go of the threads; one that waits for a name server ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _result(host: str, address: Address, port: int) -> ResolveResult:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    return ResolveResult(
        hostname=host, host=str(address), port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


def checked_socket(guard: Guard, resolver: CheckedResolver) -> Callable[[AddrInfo], socket.socket]:
    """What makes the connector's sockets: the last look at an address before it is dialled."""

    def make(info: AddrInfo) -> socket.socket:
        family, kind, proto, _, where = info
        text, port = str(where[0]), int(str(where[1]))
        address = ip_address(text)
        allowed = is_public(address) or (text, port) in resolver.approved
        if not allowed and not guard.allowed.permits(text, port, address):
            raise PrivateAddressError(PRIVATE)
        made = socket.socket(family, kind, proto)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BYTES)
        made.setblocking(False)
        return made

    return make


def open_files_limit() -> int:
    """How many files and sockets this process may hold."""
    try:
        import resource
    except ImportError:  # not on Windows
        return 4096
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return limit if limit > 0 else 4096


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Certificates are always checked, TLS 1.2 at least."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def open_connector(
    guard: Guard, resolver: CheckedResolver, context: ssl.SSLContext, lines: SlowLines
) -> aiohttp.TCPConnector:
    """A pool of connections to admitted addresses only. Pacing is the queue's affair, so it has no limit."""
    return SippingConnector(
        lines,
        resolver=resolver,
        use_dns_cache=False,
        ssl=context,
        limit=0,
        keepalive_timeout=15,
        socket_factory=checked_socket(guard, resolver),
    )


def refused(url: str) -> RefusedError:
    """The error for a name whose every address is private: the same words whatever was found there."""
    return RefusedError(url, PRIVATE, kind="private_address")
