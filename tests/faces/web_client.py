"""A browser without a screen: signs in to the web app over the fake services and submits forms as pages give them."""

import re
from typing import Any

from fake_service import fake_runtime, fake_services
from starlette.testclient import TestClient

from kabar.config import WebConfig
from kabar.model.ids import AccountId
from kabar.service import accounts, credentials
from kabar.web.app import create_app

TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Visitor:
    """A client, the runtime behind it, and what the services were told to do."""

    def __init__(
        self, *, account: int | None = 1, config: WebConfig | None = None, base: str = "http://127.0.0.1:8080"
    ) -> None:
        self.rt: Any = fake_runtime(config)
        self.services: Any = fake_services()
        self.app = create_app(self.rt, self.services)
        self.http = TestClient(self.app, base_url=base, follow_redirects=False, raise_server_exceptions=False)
        accounts._LIMITER = credentials.Limiter()
        if account is not None:
            self.enter(account)

    @property
    def done(self) -> list[tuple[object, ...]]:
        """Every act that reached a service."""
        return list(self.services.fake.done)

    def enter(self, account: int) -> None:
        """Come in by a one-time link, as a person does."""
        link = accounts.new_link(self.rt, AccountId(account))
        answer = self.post("/enter", {"link": link}, page=f"/enter?token={link}")
        assert answer.status_code == 303, answer.text

    def get(self, path: str, **options: Any) -> Any:
        """GET."""
        return self.http.get(path, **options)

    def token(self, page: str = "/") -> str:
        """A form token from *page*."""
        found = TOKEN.search(self.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def post(
        self, path: str, fields: dict[str, Any] | None = None, *, page: str = "/", **options: Any
    ) -> Any:
        """Submit a form of *page*."""
        return self.http.post(path, data={"token": self.token(page), **(fields or {})}, **options)

    def act(self, command: str, **options: Any) -> Any:
        """Press one of the small buttons."""
        return self.post("/act", {"do": command, "back": "/"}, **options)
