"""Name the bot walls that stand before sites, by what their makers document or always send."""

from collections.abc import Mapping

# Anywhere in the first bytes of an HTML page that is not the one asked for.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"<title>just a moment...</title>", "Cloudflare's bot check"),
    (b"/cdn-cgi/challenge-platform/", "Cloudflare's bot check"),
    (b"cf-error-details", "Cloudflare's block page"),
    (b"_incapsula_resource", "Imperva's bot check"),
    (b"geo.captcha-delivery.com", "DataDome's bot check"),
    (b"px-captcha", "HUMAN's bot check"),
    (b"sucuri website firewall", "Sucuri's firewall"),
    (b"making sure you&#39;re not a bot", "Anubis (a bot check)"),
    (b"making sure you're not a bot", "Anubis (a bot check)"),
    (b"/.within.website/x/cmd/anubis/", "Anubis (a bot check)"),
    (b"ddos-guard", "DDoS-Guard's bot check"),
    (b"awswaf.com", "Amazon's bot check"),
    (b"window._cf_chl_opt", "Cloudflare's bot check"),
)
_REFUSALS = frozenset({202, 401, 403, 405, 406, 429, 503})


def wall_name(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """The bot wall that gave this answer, or None; *body*: the first bytes, decoded if possible."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare's bot check"
    if headers.get("x-amzn-waf-action"):
        return "Amazon's bot check"
    if status in _REFUSALS:
        if headers.get("x-datadome") or headers.get("x-dd-b"):
            return "DataDome's bot check"
        if headers.get("x-sucuri-block"):
            return "Sucuri's firewall"
        if headers.get("server", "").lower() == "akamaighost" and status == 403:
            return "Akamai's firewall"
        if (
            status == 403
            and headers.get("server", "").lower() == "cloudflare"
            and b"error code: 10" in body[:64]
        ):
            return "Cloudflare's block page"
    elif status != 200:
        return None
    head = body[:16384].lower()
    if b"<html" not in head and b"<!doctype html" not in head:
        return None
    # A long page that merely mentions a wall is not one; challenge pages are short or refuse outright.
    if status == 200 and len(body) > 40_000:
        return None
    found = next((name for mark, name in _MARKS if mark in head), None)
    # Sites behind a wall load its script on ordinary pages too: 200 needs the challenge itself.
    if status == 200 and found is not None:
        certain = (
            b"just a moment...</title>",
            b"making sure you",
            b"_cf_chl_opt",
            b"px-captcha",
            b"_incapsula_resource",
        )
        return found if any(mark in head for mark in certain) and b"<article" not in head else None
    return found
