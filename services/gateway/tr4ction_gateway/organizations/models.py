"""Tables of start-ups and their cycles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tr4ction_common.searching import search_key
from tr4ction_common.tables import UtcDateTime
from tr4ction_gateway.cycles.models import Cycle
from tr4ction_gateway.tables import IDS_ARE_NEVER_USED_AGAIN, Base
from tr4ction_gateway.text import MAX_NAME, name_key

# Who takes part in which cycle: an organization does, through its members.
participations = Table(
    "participations",
    Base.metadata,
    Column("organization_id", ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True),
    Column("cycle_id", ForeignKey("cycles.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Organization(Base):
    """A start-up. `name_key` keeps two from having what people take for one name; `search_text` is for searches."""

    __tablename__ = "organizations"
    __table_args__ = IDS_ARE_NEVER_USED_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    name_key: Mapped[str] = mapped_column(String(3 * MAX_NAME), unique=True)  # case folding may lengthen a text so much
    search_text: Mapped[str] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    cycles: Mapped[list[Cycle]] = relationship(secondary=participations, order_by=Cycle.name, lazy="raise")


@event.listens_for(Organization, "before_insert")
@event.listens_for(Organization, "before_update")
def _follow_name(_mapper: object, _connection: object, organization: Organization) -> None:
    organization.name_key = name_key(organization.name)
    organization.search_text = search_key(organization.name)
