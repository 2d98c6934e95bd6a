"""Access tokens: who is asking and in which session, for some minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tr4ction_common.tables import MAX_IDENTITY
from tr4ction_common.tokens import TokenError, TokenPolicy, TokenSigner, TokenVerifier
from tr4ction_gateway.accounts.models import Role

POLICY = TokenPolicy("HS256", issuer="tr4ction-gateway", audience="tr4ction")


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a good token says. Roles change; whether it may do something is asked of the database."""

    user_id: int
    session_id: int


class AccessTokens:
    """Makes access tokens of `lifetime` with the first of `secrets`, and accepts those made with any of them."""

    def __init__(self, secrets: Sequence[str], lifetime: timedelta) -> None:
        self.lifetime = lifetime
        self._signer = TokenSigner(POLICY, secrets[0])
        self._verifier = TokenVerifier(POLICY, secrets)

    def sign(self, user_id: int, role: Role, session_id: int) -> str:
        return self._signer.sign(str(user_id), self.lifetime, role=role, sid=str(session_id))

    def verify(self, token: str) -> AccessClaims:
        """Raises TokenExpiredError or TokenError."""
        claims = self._verifier.verify(token)
        try:
            user_id, session_id = int(claims["sub"]), int(claims["sid"])
        except (KeyError, ValueError, TypeError) as error:
            raise TokenError("without user or session") from error
        if not (0 < user_id <= MAX_IDENTITY and 0 < session_id <= MAX_IDENTITY):
            raise TokenError("without user or session")
        return AccessClaims(user_id, session_id)
