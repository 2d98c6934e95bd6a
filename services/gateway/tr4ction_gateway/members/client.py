"""The service that keeps a copy of people: ingestion."""

from __future__ import annotations

import httpx

from tr4ction_common import internal_tokens
from tr4ction_common.internal_tokens import SERVICE_ROLE, Caller
from tr4ction_gateway.accounts.models import User

SERVICE = "ingestion"
TIMEOUT_SECONDS = 5.0


class MemberRefusedError(Exception):
    """The service took no member. Tried again, it may."""


class MembersClient:
    """Pushes people to the service at `url`. `close` it at the end."""

    def __init__(self, url: str, private_key: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._private_key = private_key
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=TIMEOUT_SECONDS,
            trust_env=False,  # a proxy set for the machine is not for neighbours
            verify=url.startswith("https://"),  # without TLS no list of authorities is loaded
            transport=transport,
        )

    async def put(self, user: User) -> None:
        """Tells how `user` is, loaded with organization and cycles. Raises MemberRefusedError."""
        token = internal_tokens.sign(self._private_key, SERVICE, Caller("gateway", SERVICE_ROLE))
        try:
            answer = await self._client.put(
                f"/internal/members/{user.id}",
                json=document(user),
                headers={"Authorization": f"Bearer {token}"},
            )
        except httpx.HTTPError as error:
            raise MemberRefusedError(type(error).__name__) from error
        if not answer.is_success:
            raise MemberRefusedError(f"status {answer.status_code}")

    async def close(self) -> None:
        await self._client.aclose()


def document(user: User) -> dict[str, object]:
    """What is told of a person."""
    organization = user.organization
    return {
        "revision": user.revision,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "is_active": user.disabled_at is None,
        "organization": None if organization is None else {"id": str(organization.id), "name": organization.name},
        "cycles": [] if organization is None else sorted(cycle.name for cycle in organization.cycles),
    }
