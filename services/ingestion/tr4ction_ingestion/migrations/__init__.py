"""Alembic revisions of the ingestion database."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
