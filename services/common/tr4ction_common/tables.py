"""What tables have in common: column types and constraint names that are alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

# Named by rule, so that a migration can name them on every database.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only where the type is exactly INTEGER; its integers have 64 bits anyway.
Identity = BigInteger().with_variant(Integer, "sqlite")
MAX_IDENTITY = 2**63 - 1


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Takes aware datetimes only and gives them back in UTC; SQLite by itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def identity_of(text: str) -> int | None:
    """The row number that `text` writes in plain decimal digits; None where no row can have it."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MAX_IDENTITY)):
        return None
    number = int(text)
    return number if number <= MAX_IDENTITY else None
