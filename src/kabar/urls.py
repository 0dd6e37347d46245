"""The normal form of addresses: two spellings of one page are one string."""

from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

# Parameters that name a visitor or a campaign and never a page.
TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid
    _hsenc _hsmi mkt_tok oly_anon_id oly_enc_id vero_id vero_conv wickedid rb_clickid s_cid ncid
    cmpid icid at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 ref_src ref_url spm
    scm xtor ito smid ocid cid_source soc_src soc_trk guccounter guce_referrer guce_referrer_sig
    sr_share __twitter_impression _ga _gl hsctatracking campaign_id ns_mchannel ns_source
    ns_campaign ns_linkname ns_fee mbid
    """.split()
)
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "stm_")
# A query with one of these is signed: any change breaks the link.
SIGNATURES = frozenset(
    {"signature", "sig", "x-amz-signature", "x-goog-signature", "token", "hmac", "expires"}
)
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2000  # bytes of an address that is looked up by; PostgreSQL indexes no value above 2704
SAFE_PATH = "/:@!$&'()*+,;=~-._%"


def is_tracking(name: str) -> bool:
    """Whether the query parameter *name* only tells who came from where."""
    lower = name.lower()
    return lower in TRACKING or lower.startswith(TRACKING_PREFIXES)


def without_tracking(query: str) -> str:
    """The query string without tracking parameters; untouched when there are none or it is signed."""
    if not query:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not is_tracking(name)]
    if len(kept) == len(pairs) or any(name.lower() in SIGNATURES for name, _ in pairs):
        return query
    return urlencode(kept)


def normal_form(url: str) -> str | None:
    """The one spelling of *url*, or None when it is no http(s) address of at most `MAX_LENGTH` bytes.

    Lower-case scheme and host, no default port, no fragment, no tracking parameters, spaces escaped.
    """
    normal = _spelled(url)
    return normal if normal and len(_bytes(normal)) <= MAX_LENGTH else None


def _spelled(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    netloc = f"[{host}]" if ":" in host else host.rstrip(".")
    if port is not None and port != DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = quote(parts.path or "/", safe=SAFE_PATH)
    return urlunsplit(SplitResult(scheme, netloc, path, without_tracking(parts.query), ""))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def url_key(url: str) -> str:
    """The string by which two links to one page are found equal: no scheme, no `www.`, no last slash.

    At most `MAX_LENGTH` bytes: of a longer one its host and a hash.
    """
    normal = _spelled(url) or url
    parts = urlsplit(normal)
    host = parts.netloc.removeprefix("www.")
    path = parts.path.rstrip("/")
    key = f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"
    whole = _bytes(key)
    return key if len(whole) <= MAX_LENGTH else f"{host[:255]}#{sha256(whole).hexdigest()}"


def host_of(url: str) -> str:
    """Lower-case host of *url* with its port when it has one; "" when there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def host_name(url: str) -> str:
    """Lower-case host of *url* without its port: manners belong to the machine; "" when there is none."""
    host = host_of(url)
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def outlet_name(host: str) -> str:
    """A readable name for a publisher of whom only the host is known: `www.example.com` -> `example.com`."""
    name = host.partition(":")[0]
    for prefix in ("www.", "m.", "amp.", "feeds.", "rss."):
        name = name.removeprefix(prefix)
    return name
