"""JSON web tokens. The only module that knows the library behind them.

A policy fixes the algorithm, issuer and audience before a token is seen: nothing in a token chooses how it is checked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwt
from jose.exceptions import ExpiredSignatureError, JOSEError

CLOCK_SKEW = timedelta(seconds=30)


class TokenError(Exception):
    """The token is malformed, forged, or meant for somebody else."""


class TokenExpiredError(TokenError):
    """The token was good and its time is over."""


Algorithm = Literal["HS256", "ES256"]


@dataclass(frozen=True, slots=True)
class TokenPolicy:
    algorithm: Algorithm
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
            headers = {"kid": key_id(self.policy.algorithm, self.key)}
            return jwt.encode(claims | registered, self.key, algorithm=self.policy.algorithm, headers=headers)
        except JOSEError as error:
            raise TokenError("cannot sign with this key") from error


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Accepts tokens of `policy` signed with one of `keys` (two while a key is being replaced), the one they name."""

    policy: TokenPolicy
    keys: Sequence[str]

    def verify(self, token: str) -> dict[str, Any]:
        """The claims. Raises TokenExpiredError or TokenError."""
        try:
            return self._claims(token, self._key_of(token))
        except ExpiredSignatureError as error:
            raise TokenExpiredError("expired") from error
        except (JOSEError, ValueError, TypeError, KeyError) as error:
            raise TokenError("not accepted") from error

    def _key_of(self, token: str) -> str:
        header = jwt.get_unverified_header(token)
        if "crit" in header:
            raise TokenError("asks for an extension")  # none is understood here (RFC 7515, 4.1.11)
        for key in self.keys:
            if header.get("kid") == key_id(self.policy.algorithm, key):
                return key
        raise TokenError("signed with an unknown key")

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


@lru_cache(maxsize=16)
def key_id(algorithm: Algorithm, key: str) -> str:
    """The name of a key in tokens: the same for both halves of a pair, and telling nothing of a secret.

    Raises TokenError where the key is none of the algorithm's.
    """
    if algorithm == "HS256":
        return _base64url(hmac.digest(key.encode(), b"tr4ction key id", "sha256")[:12])
    numbers = _public_half(key).public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    # RFC 7638: members in alphabetical order, without spaces.
    thumbprint = json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":"))
    return _base64url(hashlib.sha256(thumbprint.encode()).digest())


def _public_half(pem: str) -> ec.EllipticCurvePublicKey:
    try:
        if "PRIVATE KEY" in pem:
            private = serialization.load_pem_private_key(pem.encode(), password=None)
            key = private.public_key()
        else:
            key = serialization.load_pem_public_key(pem.encode())
    except (ValueError, TypeError) as error:
        raise TokenError("no key in PEM") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TokenError("no key on the curve P-256")
    return key


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
