"""Secrets that are given out once and kept as a hash only: refresh tokens, and the links of invitations and resets."""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated

from pydantic import Field

TOKEN_BYTES = 32

TokenText = Annotated[str, Field(min_length=1, max_length=256, examples=["kq0nJ3…"])]


def make_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def fingerprint(token: str) -> str:
    """What is stored of a token: its SHA-256 in hexadecimal."""
    # A random token of 256 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


def link(web_address: str, page: str, token: str) -> str:
    """The address of `page` for whoever has `token`. What stands after `#` stays in the browser: no log ever has it."""
    return f"{web_address}/{page}#token={token}"
