"""The table of invitations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tr4ction_common.tables import UtcDateTime
from tr4ction_gateway.accounts.identity import MAX_EMAIL
from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.tables import IDS_ARE_NEVER_USED_AGAIN, Base
from tr4ction_gateway.text import MAX_NAME

OPEN = text("accepted_at IS NULL AND revoked_at IS NULL")


class Invitation(Base):
    """What a person is offered. Of its link only the hash of the token is kept; a new link takes the place of the old.

    An address has one open invitation at most, expired or not.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'mentor', 'founder')", name="role"),
        Index(None, "email", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        IDS_ARE_NEVER_USED_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(MAX_EMAIL))
    name: Mapped[str | None] = mapped_column(String(MAX_NAME))
    role: Mapped[Role] = mapped_column(String(16))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization | None] = relationship(lazy="raise")
