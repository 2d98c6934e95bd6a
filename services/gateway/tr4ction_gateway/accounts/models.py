"""Tables of people and their start-ups."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tr4ction_common.tables import UtcDateTime
from tr4ction_gateway.accounts.identity import MAX_EMAIL, MAX_USERNAME
from tr4ction_gateway.tables import Base

Role = Literal["admin", "mentor", "founder"]
ROLES: tuple[Role, ...] = get_args(Role)

# Other services know people and organizations by id: SQLite must never give a deleted one's id to another.
_IDS_ARE_NEVER_USED_AGAIN = {"sqlite_autoincrement": True}


class Organization(Base):
    """A start-up."""

    __tablename__ = "organizations"
    __table_args__ = _IDS_ARE_NEVER_USED_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class User(Base):
    """A person with an account. `username` and `email` are stored in canonical form (`identity.canonical`)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'mentor', 'founder')", name="role"),
        _IDS_ARE_NEVER_USED_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(MAX_USERNAME), unique=True)
    email: Mapped[str] = mapped_column(String(MAX_EMAIL), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(16), index=True)
    password_hash: Mapped[str] = mapped_column(String(100))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization | None] = relationship(lazy="raise")
