"""The Next.js client that there was before this API, as far as its calls have routes.

It is not ours to change, so what it sends and the very fields that it reads are kept here: a method for each call. The
calls of a feature (`/founder/*`, `/chat/`, `/admin/founders/progress`) come here with that feature's routes.
"""

from __future__ import annotations

from typing import Any

import httpx

User = dict[str, str | None]

_USER_FIELDS = ("id", "email", "name", "role", "company_name")


class ExistingClient:
    """Holds the token of a log-in in `token`, and shows what is wrong by raising RuntimeError with it."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.token = ""

    def log_in(self, email: str, password: str) -> User:
        return self._log_in({"email": email, "password": password})

    def log_in_by_name(self, username: str, password: str) -> User:
        return self._log_in({"username": username, "password": password})

    def register(self, **form: str) -> User:
        return _user(self._post("/auth/register", form))

    def get(self, path: str) -> Any:
        return _read(self._client.get(path, headers=self._bearer()))

    def _log_in(self, form: dict[str, str]) -> User:
        body = self._post("/auth/login", form)
        assert body["token_type"] == "bearer"
        self.token = body["access_token"]
        return _user(body["user"])

    def _post(self, path: str, form: dict[str, str]) -> Any:
        return _read(self._client.post(path, json=form, headers=self._bearer()))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def _user(body: dict[str, Any]) -> User:
    return {name: body[name] for name in _USER_FIELDS}


def _read(answer: httpx.Response) -> Any:
    """As it does: `ok` or not, and `detail` shown as it is."""
    body = answer.json()
    if not answer.is_success:
        assert isinstance(body["detail"], str)
        raise RuntimeError(body["detail"])
    return body
