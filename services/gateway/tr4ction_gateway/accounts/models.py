"""The table of people."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, String, event, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tr4ction_common.searching import search_key
from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_gateway.accounts.identity import MAX_EMAIL, MAX_USERNAME
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.tables import IDS_ARE_NEVER_USED_AGAIN, Base
from tr4ction_gateway.text import MAX_NAME

Role = Literal["admin", "mentor", "founder"]
ROLES: tuple[Role, ...] = get_args(Role)


class User(Base):
    """A person with an account. `username` and `email` are stored in canonical form (`identity.canonical`).

    `revision` grows with every change that other services must know of; `search_text` follows names and address.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'mentor', 'founder')", name="role"),
        IDS_ARE_NEVER_USED_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str | None] = mapped_column(String(MAX_USERNAME), unique=True)
    email: Mapped[str] = mapped_column(String(MAX_EMAIL), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    role: Mapped[Role] = mapped_column(String(16), index=True)
    password_hash: Mapped[str] = mapped_column(String(100))
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    revision: Mapped[int] = mapped_column(Identity, default=0, server_default="0")
    search_text: Mapped[str] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization | None] = relationship(lazy="raise")

    @property
    def known_as(self) -> list[str]:
        """The names and addresses that a password of theirs must not contain."""
        return [text for text in (self.username, self.email, self.name) if text]


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _keep_search_text(_mapper: object, _connection: object, user: User) -> None:
    user.search_text = search_key(user.name, user.username, user.email)
