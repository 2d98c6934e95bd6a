"""The public API as clients meet it: the real gateway with the real ingestion behind it, each under its server."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from support.gateways import JWT_KEY
from support.ingestion import environment, keys
from support.servers import gunicorn

ADMIN = "admin"
ADMIN_PASSWORD = "a senha da primeira pessoa"
# Nobody who tries every value shall be sent away for trying.
_NO_LIMITS = dict.fromkeys(("RATE_LIMIT_LOGIN", "RATE_LIMIT_REFRESH", "RATE_LIMIT_UPLOAD"), "1000000/minute")


@dataclass(frozen=True)
class Api:
    url: str

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def log_in(self, username: str, password: str) -> dict[str, Any]:
        """The tokens, and the user."""
        with self.client() as client:
            answer = client.post("/auth/login", json={"username": username, "password": password})
        assert answer.status_code == httpx.codes.OK, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    def admin(self) -> httpx.Client:
        return self.client(self.log_in(ADMIN, ADMIN_PASSWORD)["access_token"])


@contextlib.contextmanager
def running_api(folder: Path) -> Iterator[Api]:
    """One that keeps everything in `folder`. Its first admin is ADMIN; anybody may register."""
    gateway, ingestion = folder / "gateway", folder / "ingestion"
    for room in (gateway, ingestion):
        room.mkdir()
    (gateway / "private.pem").write_text(keys()[0])
    with gunicorn("tr4ction_ingestion.asgi:app", environment(ingestion), ingestion) as behind:
        settings = {
            "DATA_DIR": str(gateway),
            "GATEWAY_DATABASE_URL": f"sqlite:///{gateway}/gateway.db",
            "INTERNAL_TOKEN_PRIVATE_KEY_FILE": str(gateway / "private.pem"),
            "INGESTION_URL": behind.url,
            "JWT_SECRET": JWT_KEY,
            "BCRYPT_ROUNDS": "4",
            "REGISTRATION_ENABLED": "true",
            "ADMIN_USERNAME": ADMIN,
            "ADMIN_PASSWORD": ADMIN_PASSWORD,
            **_NO_LIMITS,
        }
        for command in ("migrate", "ensure-admin"):
            subprocess.run(
                [sys.executable, "-m", "tr4ction_gateway.manage", command],
                check=True,
                cwd=gateway,
                env=settings,
                capture_output=True,
            )
        with gunicorn("tr4ction_gateway.asgi:app", settings, gateway) as door:
            yield Api(door.url)
