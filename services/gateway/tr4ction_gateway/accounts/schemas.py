"""Accounts as they go over the wire."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel

from tr4ction_gateway.accounts.models import Role, User


class UserOut(BaseModel):
    """A person as clients see them; `company_name` is their start-up's, null for staff."""

    id: str
    email: str
    name: str
    role: Role
    company_name: str | None

    @classmethod
    def of(cls, user: User) -> Self:
        """`user` must have been loaded with its organization."""
        company_name = user.organization.name if user.organization else None
        return cls(id=str(user.id), email=user.email, name=user.name, role=user.role, company_name=company_name)
