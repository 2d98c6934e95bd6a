"""Asking the running API what its document allows and what it does not, as different people.

Schemathesis draws the requests and judges the answers; who asks, and what there is to be asked for, is ours.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from support.api import Api
from support.archives import archived
from support.workbooks import workbook_with_picture

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
ROLES = ("admin", "founder", "nobody")

AnyCase = schemathesis.Case[Any]

_PASSWORD = "uma senha para perguntar"
_CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]


def document(max_examples: int, seed: int) -> BaseSchema:
    """The committed document, of which so many requests are drawn for each operation, besides the typical ones."""
    generation = {"max-examples": max_examples, "deterministic": seed == 0, "database": "none"}
    settings = {"seed": seed, "generation": {**generation, "with-security-parameters": False}}
    return schemathesis.openapi.from_path(DOCUMENT, config=SchemathesisConfig.from_dict(settings))


class Prober:
    """Somebody with a role who asks the API. Whoever throws themselves out comes back as somebody new."""

    def __init__(self, api: Api, role: str) -> None:
        self._api = api
        self._new: Callable[[], str] | None = {"admin": self._new_admin, "founder": self._new_founder}.get(role)
        self._numbers = itertools.count(1)
        self._session = requests.Session()
        self._session.trust_env = False
        self._headers: dict[str, str] = {}
        self._enter()

    def probe(self, case: AnyCase) -> None:
        """Raises where the answer is not one that the document promises."""
        answer = self._ask(case)
        if self._new is not None and answer.status_code == httpx.codes.UNAUTHORIZED and _is_out(answer):
            self._enter()
            answer = self._ask(case)
        case.validate_response(answer, checks=_CHECKS, headers=self._headers)

    def _ask(self, case: AnyCase) -> Any:
        return case.call(base_url=self._api.url, session=self._session, headers=self._headers, timeout=30)

    def _enter(self) -> None:
        if self._new is not None:
            self._headers = {"Authorization": f"Bearer {self._new()}"}

    def _new_admin(self) -> str:
        with self._api.admin() as admin:
            return self._made(admin, role="admin")

    def _new_founder(self) -> str:
        with self._api.admin() as admin:
            body = {"name": f"Startup {next(self._numbers)} of {id(self)}"}
            organization = admin.post("/admin/organizations", json=body).json()["id"]
            return self._made(admin, role="founder", organization_id=organization)

    def _made(self, admin: httpx.Client, **account: str) -> str:
        email = f"prober{next(self._numbers)}-{id(self)}@startup.example"
        answer = admin.post("/admin/users", json={"email": email, "name": "Prober", "password": _PASSWORD, **account})
        assert answer.status_code == httpx.codes.CREATED, answer.text
        token: str = self._api.log_in(email, _PASSWORD)["access_token"]
        return token


def _is_out(answer: Any) -> bool:
    return bool(answer.json().get("code") == "token_invalid")


def furnish(api: Api) -> None:
    """Makes one of everything that the document's examples speak of."""
    with api.admin() as admin:
        made = [
            admin.post("/admin/cycles", json={"name": "Q1"}),
            admin.post("/admin/organizations", json={"name": "Oficina", "cycles": ["Q1"]}),
            admin.post("/admin/invitations", json={"email": "eva@fcj.example", "role": "mentor"}),
            admin.post(
                "/admin/templates/upload", params={"cycle": "Q1"}, files={"file": ("T.xlsx", workbook_with_picture())}
            ),
            admin.post(
                "/admin/templates/bulk",
                params={"cycle": "Q1"},
                files={"file": ("T.zip", archived({"T.xlsx": workbook_with_picture()}))},
            ),
        ]
    assert all(answer.is_success for answer in made), [answer.text for answer in made]
