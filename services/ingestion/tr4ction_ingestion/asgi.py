"""`gunicorn -c python:tr4ction_common.server tr4ction_ingestion.asgi:app`."""

from __future__ import annotations

from tr4ction_ingestion.main import create_app

app = create_app()
