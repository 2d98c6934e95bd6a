"""The gateway's tables, revision by revision."""

from __future__ import annotations

from pathlib import Path

MIGRATIONS = Path(__file__).parent
