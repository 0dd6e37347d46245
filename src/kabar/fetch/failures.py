"""Turn what the HTTP library and the system raise into errors that say what happened."""

import asyncio
import errno
import socket
import ssl

import aiohttp

from kabar.errors import FetchError
from kabar.fetch.dialling import PrivateAddressError, refused

# OpenSSL's verify codes.
_CERTIFICATE_WORDS = {
    9: ("tls_not_yet_valid", "its certificate is not valid yet; is this machine's clock right?"),
    10: ("tls_expired", "its certificate has expired"),
    18: ("tls_untrusted", "its certificate is signed by itself"),
    19: ("tls_untrusted", "its certificate is signed by nobody that is trusted"),
    20: (
        "tls_untrusted",
        "its certificate is signed by nobody that is trusted, or an intermediate one is missing",
    ),
    21: ("tls_untrusted", "its certificate is incomplete"),
    62: ("tls_wrong_name", "its certificate is for another name"),
    64: ("tls_wrong_name", "its certificate is for another address"),
}
_NO_FILES = {errno.EMFILE, errno.ENFILE}


def explain(url: str, error: Exception, *, timeout_seconds: float) -> FetchError:
    """The FetchError for *error*, with its cause kept."""
    made = _explain(url, error, timeout_seconds)
    made.__cause__ = error
    return made


def _explain(url: str, error: Exception, timeout_seconds: float) -> FetchError:
    if _holds_private(error):
        return refused(url)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _certificate(url, error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError(url, "the name of the server is not known (DNS)", kind="dns")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return FetchError(url, "no secure connection could be agreed on (TLS)", kind="tls")
    # The connect limit comes as a TimeoutError of its own kind; the deadline as the plain one.
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return FetchError(url, "the server does not answer at all", kind="connect_timeout")
    if isinstance(error, asyncio.TimeoutError):
        return FetchError(
            url, f"the server did not finish its answer within {timeout_seconds:g} seconds", kind="timeout"
        )
    if isinstance(error, aiohttp.ClientConnectorError):
        cut = isinstance(error.os_error, ConnectionError) and not isinstance(
            error.os_error, ConnectionRefusedError
        )
        if cut and url.startswith("https:"):  # some servers drop the line when no TLS version suits them
            return FetchError(url, "no secure connection could be agreed on (TLS)", kind="tls")
        return _connection(url, error.os_error)
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchError(url, "the answer broke off in the middle", kind="truncated")
    if isinstance(error, aiohttp.InvalidURL):
        return FetchError(url, "not an address that can be read", kind="bad_url")
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError):
        return FetchError(url, "the server cut the connection", kind="reset")
    if isinstance(error, aiohttp.ClientResponseError):
        return FetchError(
            url, f"the server's answer breaks the rules of HTTP ({error.message[:120]})", kind="bad_response"
        )
    if isinstance(error, OSError):
        return _connection(url, error)
    return FetchError(
        url, f"the server's answer breaks the rules of HTTP ({str(error)[:120]})", kind="bad_response"
    )


def _holds_private(error: BaseException | None) -> bool:
    """Whether a PrivateAddressError is *error*, its OS error or one of its causes."""
    for _ in range(8):
        if error is None:
            return False
        if isinstance(error, PrivateAddressError) or isinstance(
            getattr(error, "os_error", None), PrivateAddressError
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _certificate(url: str, error: Exception) -> FetchError:
    code = getattr(error, "verify_code", 0)
    kind, words = _CERTIFICATE_WORDS.get(code, ("tls", "its certificate cannot be checked"))
    return FetchError(url, f"the connection would not be safe: {words}", kind=kind)


def _connection(url: str, error: OSError) -> FetchError:
    if isinstance(error, socket.gaierror):
        return FetchError(url, "the name of the server is not known (DNS)", kind="dns")
    if error.errno == errno.ECONNREFUSED:
        return FetchError(url, "the server refuses connections", kind="connect")
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        return FetchError(url, "there is no way to the server; is this machine online?", kind="unreachable")
    if error.errno in _NO_FILES:
        return FetchError(url, "this machine has too many open files at the moment", kind="local")
    if error.errno in (errno.ECONNRESET, errno.EPIPE):
        return FetchError(url, "the server cut the connection", kind="reset")
    return FetchError(url, "no connection to the server", kind="connect")
