"""The rules of the copy."""

from __future__ import annotations

from datetime import UTC, datetime

from tr4ction_common.errors import NOT_FOUND
from tr4ction_common.problems import Problem
from tr4ction_common.searching import search_key
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.members.repository import MemberRepository
from tr4ction_ingestion.members.schemas import MemberIn


class MemberService:
    def __init__(self, repository: MemberRepository) -> None:
        self._repository = repository

    async def receive(self, user_id: str, member: MemberIn) -> bool:
        """Stores how a person is, unless something as new is known of them. Returns whether it did. Raises Problem."""
        number = identity_of(user_id)
        if number is None:
            raise Problem(NOT_FOUND)
        organization = member.organization
        applied = await self._repository.put_if_newer(
            {
                "user_id": number,
                "revision": member.revision,
                "email": member.email,
                "name": member.name,
                "role": member.role,
                "is_active": member.is_active,
                "organization_id": None if organization is None else int(organization.id),
                "organization_name": None if organization is None else organization.name,
                "search_text": search_key(member.name, member.email, organization.name if organization else None),
                "received_at": datetime.now(UTC),
            }
        )
        if applied:
            await self._repository.replace_cycles(number, sorted(set(member.cycles)))
        return applied
