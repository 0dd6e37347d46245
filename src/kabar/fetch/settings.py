"""Limits and manners of outgoing requests, as the fetcher needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kabar import __version__

Kind = Literal["feed", "page", "image", "icon", "media", "hub"]
MIB = 1024 * 1024

# What each kind of request asks for. Feeds first, then what servers send in their place.
ACCEPT: dict[Kind, str] = {
    "feed": "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/feed+json,"
    " application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.3",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.3",
    "image": "image/avif, image/webp, image/png, image/jpeg, image/gif, */*;q=0.3",
    "icon": "image/png, image/x-icon, image/vnd.microsoft.icon, image/*;q=0.8, */*;q=0.3",
    "media": "video/*, audio/*, */*;q=0.3",
    "hub": "*/*",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """What the operator may change, in the units of the names."""

    timeout_seconds: float = 60.0  # from the first byte sent to the last received, redirects included
    connect_seconds: float = 10.0  # for each connection: TCP and TLS
    max_feed_mib: float = 20.0  # decoded
    max_page_mib: float = 5.0  # decoded
    max_image_mib: float = 10.0
    max_icon_kib: float = 100.0
    max_media_mib: float = 8.0  # one piece of a film, or all of it where the server knows no ranges
    max_raw_mib: float = 10.0  # on the wire, whatever the kind
    max_redirects: int = 5
    per_host_gap_seconds: float = 2.0  # from the end of one request to the start of the next
    media_gap_seconds: float = 0.1  # after images and icons: a front page shows forty of one host
    concurrency: int = 32  # requests at once; those slower than `slow_seconds` do not count
    slow_seconds: float = 0.05  # after this a request moves aside and lets another start
    max_slow: int = 224  # how many may have moved aside; never more than seven times `concurrency`
    parallel_on_private_hosts: int = 32  # requests at once on a host of `allow_private_hosts`
    private_gap_seconds: float = 0.0  # its rest in between: it is the operator's own
    allow_private_hosts: tuple[str, ...] = ()  # host, host:port, *.domain, or network (192.168.0.0/24)
    allow_ports: tuple[int, ...] = ()  # beyond the web's usual ones, for every host
    refuse_hosts: tuple[str, ...] = ()  # never asked: Kabar's own public addresses, as host or host:port
    obey_robots: bool = True
    contact_url: str | None = None  # stands in the User-Agent
    user_agent: str | None = None  # in place of Kabar's own
    ca_file: str | None = None  # certificates to trust beside the system's, PEM
    hosts: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # name -> addresses, before DNS is asked

    @property
    def agent(self) -> str:
        """The User-Agent: who asks, and where to complain."""
        if self.user_agent:
            return self.user_agent
        return f"Kabar/{__version__} (+{self.contact_url})" if self.contact_url else f"Kabar/{__version__}"

    def decoded_limit(self, kind: Kind) -> int:
        """Most bytes of a decoded body, for one *kind* of request."""
        sizes = {"feed": self.max_feed_mib, "page": self.max_page_mib, "image": self.max_image_mib}
        sizes["media"] = self.max_media_mib
        return int(self.max_icon_kib * 1024) if kind == "icon" else int(sizes.get(kind, 1.0) * MIB)

    def raw_limit(self, kind: Kind) -> int:
        """Most bytes of a body on the wire, for one *kind* of request."""
        return min(int(self.max_raw_mib * MIB), self.decoded_limit(kind))

    def gap_seconds(self, kind: Kind) -> float:
        """How long a host rests after a request of this *kind*."""
        return self.media_gap_seconds if kind in ("image", "icon", "media") else self.per_host_gap_seconds
