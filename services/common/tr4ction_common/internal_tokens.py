"""The signed word of the gateway: who asks, for which service, for the next minute.

The gateway holds the private key. Services hold the public key and accept nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import Depends, Request

from tr4ction_common import errors
from tr4ction_common.bearer import Credentials, token_of
from tr4ction_common.problems import Problem
from tr4ction_common.tokens import TokenError, TokenExpiredError, TokenPolicy, TokenSigner, TokenVerifier

ISSUER = "tr4ction-gateway"
LIFETIME = timedelta(seconds=60)

# What is answered to who is not let in.
CALLER_PROBLEMS = (errors.AUTHENTICATION_REQUIRED, errors.TOKEN_INVALID, errors.TOKEN_EXPIRED, errors.FORBIDDEN)

# The role of the gateway where it asks on nobody's behalf. No person can have it.
SERVICE_ROLE = "service"


# The audience of what the gateway hands the mentor along with a person's question: good for reading what ingestion
# knows for *that* person, and for nothing else. Ingestion's other routes refuse it; this one refuses other tokens.
MENTORS_CONTEXT = "ingestion/context"


@dataclass(frozen=True, slots=True)
class Caller:
    """The person on whose behalf the gateway asks."""

    user_id: str
    role: str
    organization_id: str | None = None


def policy_for(audience: str) -> TokenPolicy:
    return TokenPolicy("ES256", ISSUER, audience)


def generate_key_pair() -> tuple[str, str]:
    """A new P-256 key pair for ES256 (RFC 7518, 3.4) as PEM: private, public."""
    private = ec.generate_private_key(ec.SECP256R1())
    private_pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private_pem.decode(), public_pem.decode()


def sign(private_key: str, audience: str, caller: Caller) -> str:
    """An internal token for `audience`, a service or one purpose of it. Raises TokenError where the key is none."""
    signer = TokenSigner(policy_for(audience), private_key)
    return signer.sign(caller.user_id, LIFETIME, role=caller.role, org=caller.organization_id)


def authenticate(request: Request, credentials: Credentials) -> Caller:
    """The caller of a request to a service whose `app.state.internal_tokens` is a TokenVerifier. Raises Problem."""
    return caller_of(credentials, request.app.state.internal_tokens)


def caller_of(credentials: Credentials, verifier: TokenVerifier) -> Caller:
    """Whom the token speaks for. Raises Problem."""
    token = token_of(credentials)
    try:
        claims = verifier.verify(token)
    except TokenExpiredError:
        raise Problem(errors.TOKEN_EXPIRED) from None
    except TokenError:
        raise Problem(errors.TOKEN_INVALID) from None
    return Caller(str(claims["sub"]), str(claims.get("role", "")), claims.get("org"))


AuthenticatedCaller = Annotated[Caller, Depends(authenticate)]


def require_admin(caller: AuthenticatedCaller) -> Caller:
    if caller.role != "admin":
        raise Problem(errors.FORBIDDEN)
    return caller


def require_staff(caller: AuthenticatedCaller) -> Caller:
    """Admins and mentors."""
    if caller.role not in ("admin", "mentor"):
        raise Problem(errors.FORBIDDEN)
    return caller


AdminCaller = Annotated[Caller, Depends(require_admin)]


def require_service(caller: AuthenticatedCaller) -> Caller:
    if caller.role != SERVICE_ROLE:
        raise Problem(errors.FORBIDDEN)
    return caller
