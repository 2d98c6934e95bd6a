"""The Next.js client that there was before this API, as far as its calls have routes.

It is not ours to change, so what it sends and the very fields that it reads are kept here: a method for each call. The
call of `/chat/` comes here with its route.
"""

from __future__ import annotations

from typing import Any

import httpx

User = dict[str, str | None]

_USER_FIELDS = ("id", "email", "name", "role", "company_name")
_TRAIL_FIELDS = ("id", "name", "description")
_STEP_FIELDS = ("id", "name", "locked", "completed", "progress")
_SCHEMA_FIELDS = ("trail_id", "step_id", "step_name")
_QUESTION_FIELDS = ("name", "label", "type", "placeholder", "required", "options")
_PROGRESS_FIELDS = ("trail_id", "step_id", "isLocked", "formData", "progress")
_FOUNDER_FIELDS = ("id", "name", "email", "trailId", "currentStep", "progress", "risk")


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

    def trails(self) -> list[dict[str, Any]]:
        """A bare list, each trail with its steps."""
        return [{**_only(_TRAIL_FIELDS, item), "steps": _steps(item)} for item in self.get("/founder/trails")]

    def step_schema(self, trail: str, step: str) -> dict[str, Any]:
        body = self.get(f"/founder/trails/{trail}/steps/{step}/schema")
        return {**_only(_SCHEMA_FIELDS, body), "fields": [_only(_QUESTION_FIELDS, item) for item in body["fields"]]}

    def step_progress(self, trail: str, step: str) -> dict[str, Any]:
        return _only(_PROGRESS_FIELDS, self.get(f"/founder/trails/{trail}/steps/{step}/progress"))

    def save_progress(self, trail: str, step: str, form_data: dict[str, Any]) -> dict[str, Any]:
        """Sends nothing but the answers: it knows no revision."""
        body = self._post(f"/founder/trails/{trail}/steps/{step}/progress", {"formData": form_data})
        return _only(_PROGRESS_FIELDS, body)

    def founders_progress(self) -> list[dict[str, Any]]:
        rows = self.get("/admin/founders/progress")
        return [{**_only(_FOUNDER_FIELDS, row), "steps": _steps(row)} for row in rows]

    def get(self, path: str) -> Any:
        return _read(self._client.get(path, headers=self._bearer()))

    def _log_in(self, form: dict[str, str]) -> User:
        body = self._post("/auth/login", form)
        assert body["token_type"] == "bearer"
        self.token = body["access_token"]
        return _user(body["user"])

    def _post(self, path: str, form: dict[str, Any]) -> Any:
        return _read(self._client.post(path, json=form, headers=self._bearer()))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def _user(body: dict[str, Any]) -> User:
    return _only(_USER_FIELDS, body)


def _steps(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [_only(_STEP_FIELDS, step) for step in body["steps"]]


def _only(names: tuple[str, ...], body: dict[str, Any]) -> dict[str, Any]:
    """What it reads; all of it must be there."""
    return {name: body[name] for name in names}


def _read(answer: httpx.Response) -> Any:
    """As it does: `ok` or not, and `detail` shown as it is."""
    body = answer.json()
    if not answer.is_success:
        assert isinstance(body["detail"], str)
        raise RuntimeError(body["detail"])
    return body
