"""Every query about people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.members.models import Member, MemberCycle


class MemberRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put_if_newer(self, values: Mapping[str, Any]) -> bool:
        """Stores a person (a mapping of the columns), unless what is there is as new. Returns whether it did.

        One statement: of two that come at once, the newer stays whichever is first.
        """
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        statement = dialect.insert(Member).values(**values)
        statement = statement.on_conflict_do_update(
            index_elements=[Member.user_id],
            set_={name: statement.excluded[name] for name in values if name != "user_id"},
            where=Member.revision < statement.excluded.revision,
        )
        return await self._session.scalar(statement.returning(Member.user_id)) is not None

    async def replace_cycles(self, user_id: int, cycles: Sequence[str]) -> None:
        await self._session.execute(delete(MemberCycle).where(MemberCycle.user_id == user_id))
        if cycles:
            rows = [{"user_id": user_id, "cycle": cycle} for cycle in cycles]
            await self._session.execute(insert(MemberCycle), rows)
