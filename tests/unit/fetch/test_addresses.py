"""The table of addresses, the reading of URLs, and the operator's list."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from kabar.errors import RefusedError
from kabar.fetch.addresses import AllowedHosts, Guard, is_public, target

PRIVATE_4 = """0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.254
169.254.0.1 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.0
192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 168.63.129.16""".split()
PUBLIC_4 = """1.0.0.0 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.1 192.88.100.0 192.167.255.255
192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.1 203.0.114.0 223.255.255.255""".split()
PRIVATE_6 = """:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
2002:7f00:1:: 2002:808:808:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 3fff::1 fc00::1 fd12:3456::1
fe80::1 fe80::1%eth0 fec0::1 ff02::1 100::1 5f00::1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1""".split()
PUBLIC_6 = "2001:4860:4860::8888 2606:4700:4700::1111 2a00:1450:4001::200e 2400:cb00::1 2001:200::1".split()


@pytest.mark.case("R-052", "R-053")
@pytest.mark.parametrize("text", PRIVATE_4 + PRIVATE_6)
def test_inner_address_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.case("R-052", "R-053")
@pytest.mark.parametrize("text", PUBLIC_4 + PUBLIC_6)
def test_public_neighbour_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.case("R-052")
@pytest.mark.parametrize("text", PRIVATE_4)
def test_private_literal_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Guard(AllowedHosts(())).check(f"http://{text}/")
    assert caught.value.kind == "private_address"


@pytest.mark.case("R-053")
@pytest.mark.parametrize("text", [t for t in PRIVATE_6 if "%" not in t])
def test_private_ipv6_literal_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Guard(AllowedHosts(())).check(f"http://[{text}]/")
    assert caught.value.kind == "private_address"


@pytest.mark.case("R-059")
@pytest.mark.parametrize(
    "host",
    """2130706433 0x7f000001 0x7f.0.0.1 0177.0.0.1 127.1 127.0.1 0 00 0x 1.2.3.4.5 256.256.256.256 a.1 a.0x7f
    017700000001 127.0.0.1. [::1 [::1%25lo] [::1%lo] 127.0.0.1%00 ①②⑦.⓪.⓪.① 127。0。0。1""".split(),
)
def test_odd_spelling_of_an_address_is_refused(host: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Guard(AllowedHosts(())).check(f"http://{host}/")
    assert caught.value.kind in ("bad_url", "private_address")


@pytest.mark.case("R-050")
@pytest.mark.parametrize(
    "url",
    """file:///etc/passwd ftp://example.com/ gopher://example.com/ dict://x/ data:text/html,x jar:http://x/!/ unix:///x
    javascript:alert(1) ws://example.com/ //example.com/ example.com /x http:example.com http:/example.com
    httpx://example.com""".split(),
)
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(RefusedError) as caught:
        target(url)
    assert caught.value.kind == "scheme"


@pytest.mark.case("R-060")
@pytest.mark.parametrize(
    "url",
    [
        "http://a@127.0.0.1/",
        "http://a:b@example.com/",
        "http://@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://exa mple.com/",
        "http://exam\tple.com/",
        "http://example.com\r\nHost: x/",
        "http://exa\x00mple.com/",
        "http://example..com/",
        "http://.example.com/",
        "http://exa%6dple.com/",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http:///path",
        "http://?x",
        "http://",
        "https://[::1",
        "http://" + "a" * 9000 + ".com/",
    ],
)
def test_url_that_two_readers_could_read_differently_is_refused(url: str) -> None:
    with pytest.raises(RefusedError) as caught:
        target(url)
    assert caught.value.kind == "bad_url"


@pytest.mark.case("R-060")
def test_fragment_hides_no_host() -> None:
    with pytest.raises(RefusedError):
        Guard(AllowedHosts(())).check("http://127.0.0.1#@example.com/")


@pytest.mark.case("R-060")
@given(st.text(alphabet="abc.:@/\\?#[]%0x17 \t\n-_é。", max_size=40))
def test_host_that_is_checked_is_the_host_that_is_sent(rest: str) -> None:
    try:
        found = target("http://" + rest)
    except RefusedError:
        return
    assert found.url.raw_host == found.host
    assert URL(str(found.url)).raw_host == found.host
    assert found.url.raw_user is None and found.url.raw_password is None


@pytest.mark.case("R-263")
@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("HTTP://EXAMPLE.Com/a", "example.com", 80),
        ("https://example.com.:8443/", "example.com", 8443),
        ("https://bücher.example/ä", "xn--bcher-kva.example", 443),
        ("http://xn--bcher-kva.example/", "xn--bcher-kva.example", 80),
        ("http://[2606:4700:4700::1111]/", "2606:4700:4700::1111", 80),
        ("  http://under_score.example/  ", "under_score.example", 80),
    ],
)
def test_host_has_one_form(url: str, host: str, port: int) -> None:
    found = target(url)

    assert (found.host, found.port) == (host, port)


def test_query_is_sent_as_written() -> None:
    url = "https://example.com/a%7Eb/?sig=a%2Fb%3D&x=1+2&y=%e4"

    assert str(target(url).url) == url


@pytest.mark.case("R-061")
@pytest.mark.parametrize("port", [1, 21, 22, 23, 25, 110, 143, 465, 587, 993, 3306, 5432, 6379, 11211, 27017])
def test_port_of_another_service_is_refused(port: int) -> None:
    with pytest.raises(RefusedError) as caught:
        Guard(AllowedHosts(())).check(f"http://example.com:{port}/")
    assert caught.value.kind == "port"


@pytest.mark.case("R-061")
def test_listed_port_is_allowed() -> None:
    guard = Guard(AllowedHosts(["redis.example:6379"]), ports=[22])

    assert guard.check("http://example.com:22/").port == 22
    assert guard.check("http://redis.example:6379/").port == 6379
    with pytest.raises(RefusedError):
        guard.check("http://example.com:6379/")


@pytest.mark.parametrize("port", [80, 443, 8000, 8080, 8443, 3000, 4000, 5000, 8888, 49152])
def test_port_of_a_web_server_is_allowed(port: int) -> None:
    assert Guard(AllowedHosts(())).check(f"http://example.com:{port}/").port == port


@pytest.mark.case("R-069")
def test_list_permits_what_it_names_and_nothing_more() -> None:
    allowed = AllowedHosts(
        ["bridge.lan:3000", "10.1.0.0/16", "*.home.arpa", "192.168.1.5:8000", "[fd00::5]:80"]
    )
    inner = ip_address("192.168.1.9")

    assert allowed.permits("bridge.lan", 3000, inner)
    assert not allowed.permits("bridge.lan", 3001, inner)
    assert allowed.permits("anything.example", 80, ip_address("10.1.2.3"))
    assert not allowed.permits("anything.example", 80, ip_address("10.2.2.3"))
    assert allowed.permits("tv.home.arpa", 80, inner)
    assert not allowed.permits("home.arpa.evil.example", 80, inner)
    assert allowed.permits("192.168.1.5", 8000)
    assert not allowed.permits("192.168.1.5", 8001)
    assert allowed.permits("fd00::5", 80)
    assert not allowed.permits("bridge.lan", 3000, ip_address("169.254.169.254"))
    assert not allowed.permits("bridge.lan", 3000, ip_address("fe80::1"))
