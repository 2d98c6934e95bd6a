"""Alembic's entry."""

from __future__ import annotations

from tr4ction_common.migrations import run_environment
from tr4ction_gateway.accounts import models as _accounts  # noqa: F401  registers its tables
from tr4ction_gateway.sessions import models as _sessions  # noqa: F401  registers its tables
from tr4ction_gateway.tables import Base

run_environment(Base.metadata)
