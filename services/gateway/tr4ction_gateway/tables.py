"""What every table of the gateway has in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase

from tr4ction_common.tables import NAMING_CONVENTION

# Other services, tokens and the audit trail know rows by id: SQLite must never give a deleted one's id to another.
IDS_ARE_NEVER_USED_AGAIN = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012
