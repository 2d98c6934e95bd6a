"""A gateway in the test's own process, and what tests do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.accounts.models import Role, User
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.text import name_key

JWT_KEY = "q7Zp-3vXk9LmT2wRb8YcN4sHd6FgJ1uA"
PASSWORD = "uma senha comprida"
NOBODY_LISTENS = "http://127.0.0.1:1"


@dataclass
class Gateway:
    """A running application, a client at its door, and people to send in."""

    app: FastAPI
    client: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def add_user(
        self,
        username: str,
        role: Role = "founder",
        password: str = PASSWORD,
        company: str | None = None,
        disabled: bool = False,
    ) -> str:
        """Makes an account and returns its id."""
        now = datetime.now(UTC)
        hashed = await self.app.state.sessions.passwords.hash(password)
        async with self.app.state.database.session(writes=True) as session, session.begin():
            organization = await _organization(session, company, now) if company else None
            user = User(
                username=username,
                email=f"{username}@startup.example",
                name=username.title(),
                role=role,
                password_hash=hashed,
                organization=organization,
                created_at=now,
                disabled_at=now if disabled else None,
            )
            session.add(user)
        return str(user.id)

    async def change_user(self, user_id: str, **values: Any) -> None:
        async with self.app.state.database.session(writes=True) as session, session.begin():
            user = await session.get(User, int(user_id))
            for name, value in values.items():
                setattr(user, name, value)

    async def log_in(self, username: str, password: str = PASSWORD) -> dict[str, Any]:
        answer = await self.client.post("/auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def call(self, method: str, path: str, who: str | None = None, json: Any = None) -> httpx.Response:
        """The answer to a request of `who`, or of nobody. A person logs in at their first request."""
        if who is not None and who not in self.tokens:
            self.tokens[who] = (await self.log_in(who))["access_token"]
        headers = {} if who is None else {"Authorization": f"Bearer {self.tokens[who]}"}
        return await self.client.request(method, path, json=json, headers=headers)

    async def told(self, status: int, method: str, path: str, who: str | None = None, json: Any = None) -> Any:
        """What `call` is answered, which must have that status."""
        answer = await self.call(method, path, who, json)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def bearer(self, username: str) -> dict[str, str]:
        """The header that proves to be `username`."""
        return {"Authorization": f"Bearer {(await self.log_in(username))['access_token']}"}


async def _organization(session: AsyncSession, name: str, now: datetime) -> Organization:
    found = await session.scalar(select(Organization).where(Organization.name_key == name_key(name)))
    return found or Organization(name=name, cycles=[], created_at=now)


MakeGateway = Callable[..., Awaitable[Gateway]]
