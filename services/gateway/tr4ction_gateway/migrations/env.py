"""Alembic's entry."""

from __future__ import annotations

from tr4ction_common.migrations import run_environment
from tr4ction_gateway import all_tables  # noqa: F401  registers them
from tr4ction_gateway.tables import Base

run_environment(Base.metadata)
