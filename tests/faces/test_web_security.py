"""The outer wall, walked over the whole route table, so that a new route is covered by itself."""

import re
from datetime import timedelta

import pytest
from starlette.datastructures import Headers
from starlette.routing import Route
from web_client import Visitor

from kabar import log
from kabar.config import WebConfig
from kabar.model.ids import AccountId
from kabar.service.accounts import new_link, redeem_link
from kabar.service.credentials import hash_password
from kabar.web import csrf
from kabar.web.security import HEADERS, client_address, host_name
from kabar.web.session import safe_next

OPEN = {"/sign-in", "/enter", "/help", "/healthz", "/robots.txt", "/favicon.ico", "/display", "/feed/1"}
OPEN |= {"/push-worker.js", "/stop/1"}


def all_routes(visitor: Visitor) -> list[tuple[str, str]]:
    """(method, path) of everything, with ids filled in."""
    found = []
    for route in visitor.app.routes:
        assert isinstance(route, Route)
        path = re.sub(r"\{(\w+)(:\w+)?\}", "1", route.path)
        found += [(method, path) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


ROUTES = all_routes(Visitor(account=None))
HUBS = "/websub/1"  # hubs prove themselves by a signature, not by a form of ours: see tests/flow/test_websub_flow.py
STOP = "/stop/1"  # the link at the end of a mail proves itself, by one click of a mail program: see test_web_alerts
UNSAFE = [path for method, path in ROUTES if method == "POST" and path not in (HUBS, STOP)]
MAILS = ("/digests/1", "/digests/preview")  # as mail programs get them: styles in the tags, in a sandbox
LOOKING = [path for method, path in ROUTES if method == "GET"]


def test_route_walk_sees_the_routes() -> None:
    assert len(UNSAFE) > 20
    assert len(LOOKING) > 25
    assert {method for method, _ in ROUTES} == {"GET", "POST"}


@pytest.mark.parametrize("path", UNSAFE)
@pytest.mark.parametrize("token", [None, "", "wrong", "a.b", "of another"])
def test_unsafe_route_without_the_right_token_is_refused(path: str, token: str | None) -> None:
    visitor = WALKER
    before = visitor.done
    fields = {} if token is None else {"token": OTHER_TOKEN if token == "of another" else token}

    answer = visitor.http.post(
        path, data={**fields, "do": "undo:1", "address": "https://x.example", "fraction": "1"}
    )

    assert answer.status_code == 403
    assert visitor.done == before


def _token_of_another(visitor: Visitor) -> str:
    _, session = redeem_link(
        visitor.rt, new_link(visitor.rt, AccountId(2)), address="x", user_agent="another"
    )
    return csrf.make(visitor.services.about.secret(visitor.rt, "web"), f"session:{session.id}")


WALKER = Visitor()
OTHER_TOKEN = _token_of_another(WALKER)


@pytest.mark.parametrize("path", UNSAFE)
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
    ids=lambda headers: "-".join(headers.values()),
)
def test_unsafe_route_from_another_site_is_refused(path: str, headers: dict[str, str]) -> None:
    before = WALKER.done

    answer = WALKER.http.post(path, data={"token": WALKER_TOKEN, "do": "undo:1"}, headers=headers)

    assert answer.status_code == 403
    assert WALKER.done == before


WALKER_TOKEN = WALKER.token()


@pytest.mark.parametrize("path", UNSAFE)
def test_unsafe_route_by_get_changes_nothing(path: str) -> None:
    before = WALKER.done

    answer = WALKER.get(path)

    assert answer.status_code in (200, 303, 404, 405)  # 303: signed in already
    assert WALKER.done == before


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_stranger_gets_the_door(method: str, path: str) -> None:
    stranger = Visitor(account=None)

    answer = stranger.http.request(method, path)

    if path == HUBS:
        assert answer.status_code in (404, 410)
        assert answer.text == ""
    elif path in OPEN or path.startswith("/static/"):
        assert answer.status_code in (200, 403, 404)
    elif method == "GET":
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in")
    else:
        assert answer.status_code == 403
    assert stranger.done == []


@pytest.mark.parametrize("path", [*LOOKING, "/nowhere", "/article/999", "/static/x/app.css"])
def test_every_answer_has_the_headers(path: str) -> None:
    answer = WALKER.get(path)

    for name in HEADERS:
        assert name in answer.headers, name
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    if path in MAILS and answer.status_code == 200:
        assert "script" not in policy
        assert "sandbox" in policy
    else:
        assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code != 200 or not path.startswith(("/static", "/image", "/favicon", "/push-worker.js")):
        assert answer.headers["cache-control"] == "no-store"


def test_errors_of_all_kinds_have_the_headers() -> None:
    visitor = Visitor()
    token = visitor.token()
    visitor.services.fake.broken = True
    answers = [
        visitor.get("/"),  # 500
        visitor.get("/", headers={"host": "evil.example"}),
        visitor.http.put("/", content=b""),
        visitor.http.post("/act", data={"token": token, "do": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [500, 400, 405, 400]
    assert all("default-src 'none'" in answer.headers["content-security-policy"] for answer in answers)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "",
        "localhost/evil",
        "localhost:x",
        "evil.example:8080",
        "local host",
    ],
)
def test_unknown_host_is_refused(host: str) -> None:
    assert Visitor(account=None).get("/healthz", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9999", "127.0.0.1:1", "[::1]:8080", "news.example", "lan.example:80"]
)
def test_known_host_is_served(host: str) -> None:
    config = WebConfig(base_url="https://news.example/", allowed_hosts=("lan.example",))

    assert Visitor(account=None, config=config).get("/healthz", headers={"host": host}).status_code == 200


def test_host_name_of_nonsense_is_empty() -> None:
    assert [host_name(text) for text in ("a b", "[::1", "x:99999", "a/b", "a?b", "")] == [""] * 6


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "%2f%2fevil.example",
        "/%2f/evil",
        "/%5cevil",
        "javascript:alert(1)",
        "\t//evil",
        "/\n/evil",
        "",
        "x",
        "/" * 3000,
    ],
)
def test_next_never_leaves_this_site(target: str) -> None:
    assert safe_next(target) == "/"

    visitor = Visitor(account=None)
    assert visitor.rt.store.accounts.by_name("Ayu")
    _with_password(visitor)
    answer = visitor.post(
        "/sign-in", {"name": "Ayu", "password": "correct horse", "next": target}, page="/sign-in"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_next_leads_back_to_where_one_was() -> None:
    assert safe_next("/search?q=a%20b&page=2") == "/search?q=a%20b&page=2"
    assert (
        Visitor(account=None).get("/story/1?x=1").headers["location"] == "/sign-in?next=%2Fstory%2F1%3Fx%3D1"
    )


@pytest.mark.case("R-097")
def test_large_bodies_are_refused_early() -> None:
    visitor = Visitor(config=WebConfig(max_body_mib=0.1))
    token = visitor.token()

    declared = visitor.http.post("/act", content=b"", headers={"content-length": "99999999999999999999999"})
    streamed = visitor.http.post(
        "/sources/import",
        content=(b"x" * 1000 for _ in range(500)),
        headers={"content-type": "application/x-www-form-urlencoded", "transfer-encoding": "chunked"},
    )
    fields = visitor.http.post("/act", data={"token": token, **{f"f{n}": "x" for n in range(5000)}})

    assert [declared.status_code, streamed.status_code, fields.status_code] == [413, 413, 400]


@pytest.mark.case("R-097")
def test_hostile_forms_are_refused_and_the_next_person_is_served() -> None:
    visitor = Visitor()
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(20_000))
    headers = "".join(f"X-{n}: y\r\n" for n in range(100_000))
    long_part = f'--b\r\nContent-Disposition: form-data; name="f"\r\n{headers}\r\nx\r\n'
    large_field = '--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + "x" * 200_000 + "\r\n"
    kind = {"content-type": "multipart/form-data; boundary=b"}
    plain = {"content-type": "application/x-www-form-urlencoded"}

    for content, as_what in (
        (parts + "--b--\r\n", kind),
        (long_part + "--b--\r\n", kind),
        (large_field + "--b--\r\n", kind),
        ("--b\r\nno headers at all", kind),
        ("&".join(f"f{n}=x" for n in range(100_000)), plain),
        ("[" * 100_000, {"content-type": "application/json"}),
    ):
        answer = visitor.http.post("/sources/import", content=content.encode(), headers=as_what)
        assert answer.status_code in (400, 403, 413, 422)

    assert visitor.done == []
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "'",
        '"',
        "*",
        "NEAR(",
        "a OR",
        "(" * 400,
        "\x00",
        "x" * 5000,
        "𝕏" * 300,
        "%",
        "{{7*7}}",
        "%(a)s",
        "<script>alert(1)</script>",
        "../../etc/passwd",
    ],
)
@pytest.mark.case("R-096")
def test_naughty_queries_are_answered(query: str) -> None:
    answer = WALKER.get("/search", params={"q": query, "order": query, "page": query})

    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.text
    assert "49" not in re.findall(r'name="q" value="([^"]*)"', answer.text)


def test_static_files_do_not_leave_their_folder() -> None:
    for path in ("/static/x/../app.py", "/static/x/..%2f..%2fapp.py", "/static/x//etc/passwd"):
        assert WALKER.get(path).status_code == 404


def _with_password(visitor: Visitor) -> None:
    visitor.rt.store.accounts.set_password_hash(1, hash_password("correct horse"))


# Sign-in


@pytest.fixture
def stranger() -> Visitor:
    visitor = Visitor(account=None)
    _with_password(visitor)
    return visitor


def _try(visitor: Visitor, password: str, name: str = "Ayu", **options: object) -> object:
    return visitor.post("/sign-in", {"name": name, "password": password}, page="/sign-in", **options)


def test_sign_in_with_name_and_password(stranger: Visitor) -> None:
    answer = _try(stranger, "correct horse", " ａyu ")

    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("kabar_session=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert stranger.get("/").status_code == 200


def test_cookie_is_host_bound_and_secure_on_https() -> None:
    visitor = Visitor(
        account=None, config=WebConfig(base_url="https://news.example"), base="https://news.example"
    )
    _with_password(visitor)

    answer = _try(visitor, "correct horse")

    assert answer.headers["set-cookie"].startswith("__Host-kabar_session=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]


def test_wrong_name_and_wrong_password_look_alike(stranger: Visitor) -> None:
    first, second = _try(stranger, "wrong"), _try(stranger, "wrong", "Nobody")

    strip = re.compile(r'value="[^"]*"')
    assert (first.status_code, second.status_code) == (403, 403)
    assert strip.sub("", first.text) == strip.sub("", second.text)


def test_many_wrong_tries_have_to_wait_and_then_may_again(stranger: Visitor) -> None:
    statuses = [_try(stranger, "wrong").status_code for _ in range(12)]

    assert 429 in statuses
    answer = _try(stranger, "correct horse", headers={"x-forwarded-for": "203.0.113.9"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    stranger.rt.set_clock(stranger.rt.clock() + timedelta(hours=1))
    assert _try(stranger, "correct horse").status_code == 303


def test_new_session_each_time_and_the_old_one_ends(stranger: Visitor) -> None:
    _try(stranger, "correct horse")
    first = stranger.http.cookies["kabar_session"]
    link = new_link(stranger.rt, AccountId(1))
    stranger.post("/enter", {"link": link}, page=f"/enter?token={link}")

    assert stranger.http.cookies["kabar_session"] != first
    assert len(stranger.rt.store.sessions.rows) == 1


def test_sign_out_ends_the_session_on_the_server() -> None:
    visitor = Visitor()
    cookie = visitor.http.cookies["kabar_session"]

    assert visitor.post("/sign-out").status_code == 303
    visitor.http.cookies.set("kabar_session", cookie)
    assert visitor.get("/").status_code == 303


def test_link_works_once_and_not_late() -> None:
    visitor = Visitor(account=None)
    link = new_link(visitor.rt, AccountId(1))
    assert visitor.get(f"/enter?token={link}").status_code == 200  # looking does not use it up
    assert visitor.post("/enter", {"link": link}, page="/enter").status_code == 303

    other = Visitor(account=None)
    assert other.post("/enter", {"link": link}, page="/enter").status_code == 403
    late = new_link(other.rt, AccountId(1))
    other.rt.set_clock(other.rt.clock() + timedelta(minutes=31))
    assert other.post("/enter", {"link": late}, page="/enter").status_code == 403


def test_password_change_asks_for_the_present_one_and_ends_other_sessions() -> None:
    visitor = Visitor()
    _with_password(visitor)
    redeem_link(visitor.rt, new_link(visitor.rt, AccountId(1)), address="x", user_agent="other")
    fields = {"current": "wrong horse", "new": "battery staple", "again": "battery staple"}

    refused = visitor.post("/account/password", fields, page="/account")
    assert refused.status_code == 422
    assert len(visitor.rt.store.sessions.rows) == 2
    visitor.post("/account/password", {**fields, "current": "correct horse"}, page="/account")
    assert len(visitor.rt.store.sessions.rows) == 1
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    ("new", "again"), [("short", "short"), ("long enough", "different"), ("x" * 2000, "x" * 2000)]
)
def test_bad_new_passwords_are_refused(new: str, again: str) -> None:
    visitor = Visitor()

    assert visitor.post("/account/password", {"new": new, "again": again}, page="/account").status_code == 422
    assert visitor.rt.store.accounts.password_hash(1) is None


def test_reader_cannot_do_what_an_admin_can() -> None:
    visitor = Visitor(account=2)

    assert visitor.post("/account/create", {"name": "Cici"}).status_code == 403
    assert visitor.post("/account/invite", {"account": "1"}).status_code == 403
    assert len(visitor.rt.store.accounts.rows) == 2
    assert "People on this Kabar" not in visitor.get("/account").text


def test_admin_adds_a_person_whose_link_is_shown_once() -> None:
    visitor = Visitor()

    answer = visitor.post("/account/create", {"name": "Cici"}, page="/account")

    assert re.search(r"http://127\.0\.0\.1:8080/enter\?token=[\w-]{40,}", answer.text)
    taken = visitor.post("/account/create", {"name": " CICI"}, page="/account")
    assert taken.status_code == 422


def test_another_persons_session_cannot_be_ended() -> None:
    visitor = Visitor(account=2)
    _, session = redeem_link(visitor.rt, new_link(visitor.rt, AccountId(1)), address="x", user_agent="Ayu's")

    assert (
        visitor.post("/account/sessions/end", {"session": str(session.id)}, page="/account").status_code
        == 404
    )
    assert session.id in visitor.rt.store.sessions.rows


def test_forwarded_address_counts_only_from_a_trusted_proxy() -> None:
    scope = {"client": ("10.0.0.1", 1)}
    headers = Headers({"x-forwarded-for": "198.51.100.7, 203.0.113.9"})

    assert client_address(scope, headers, ()) == "10.0.0.1"
    assert client_address(scope, headers, ("10.0.0.1",)) == "203.0.113.9"
    assert client_address(scope, headers, ("10.0.0.1", "203.0.113.9")) == "198.51.100.7"


def test_log_has_one_line_a_request_and_no_secret(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("info")
    visitor = Visitor(account=None)
    link = new_link(visitor.rt, AccountId(1))
    visitor.post("/enter", {"link": link}, page=f"/enter?token={link}")
    visitor.get("/search?q=secretwords")
    visitor.get("/entity/a%1b[31m")

    said = "".join(capfd.readouterr())
    lines = [line for line in said.splitlines() if "request.done" in line]
    assert len(lines) == 4
    assert "a%1B%5B31m" in lines[-1]
    assert link not in said and "secretwords" not in said
    assert visitor.http.cookies["kabar_session"] not in said
