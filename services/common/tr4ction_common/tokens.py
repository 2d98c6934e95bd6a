"""JSON web tokens. The only module that knows the library behind them.

A policy fixes the algorithm, issuer and audience before a token is seen: nothing in a token chooses how it is checked.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from jose import jwt
from jose.exceptions import ExpiredSignatureError, JOSEError

CLOCK_SKEW = timedelta(seconds=30)


class TokenError(Exception):
    """The token is malformed, forged, or meant for somebody else."""


class TokenExpiredError(TokenError):
    """The token was good and its time is over."""


@dataclass(frozen=True, slots=True)
class TokenPolicy:
    algorithm: Literal["HS256", "ES256"]
    issuer: str
    audience: str


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Signs with `key`: the shared secret for HS256, the private key in PEM for ES256."""

    policy: TokenPolicy
    key: str

    def sign(self, subject: str, lifetime: timedelta, **claims: object) -> str:
        """A token about `subject`. Raises TokenError where the key is none of the algorithm's."""
        now = datetime.now(UTC)
        registered = {
            "iss": self.policy.issuer,
            "aud": self.policy.audience,
            "sub": subject,
            "iat": now,
            "exp": now + lifetime,
            "jti": secrets.token_urlsafe(16),
        }
        try:
            return jwt.encode(claims | registered, self.key, algorithm=self.policy.algorithm)
        except JOSEError as error:
            raise TokenError("cannot sign with this key") from error


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Accepts tokens of `policy` signed with any of `keys` (several while a key is being replaced)."""

    policy: TokenPolicy
    keys: Sequence[str]

    def verify(self, token: str) -> dict[str, Any]:
        """The claims. Raises TokenExpiredError or TokenError."""
        fault: Exception | None = None
        for key in self.keys:
            try:
                return self._claims(token, key)
            except ExpiredSignatureError as error:
                raise TokenExpiredError("expired") from error
            except (JOSEError, ValueError, TypeError, KeyError) as error:
                fault = error
        raise TokenError("not accepted") from fault

    def _claims(self, token: str, key: str) -> dict[str, Any]:
        required = {f"require_{claim}": True for claim in ("iss", "aud", "sub", "iat", "exp", "jti")}
        return jwt.decode(
            token,
            key,
            algorithms=[self.policy.algorithm],
            issuer=self.policy.issuer,
            audience=self.policy.audience,
            options={**required, "leeway": CLOCK_SKEW.total_seconds()},
        )
