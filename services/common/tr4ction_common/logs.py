"""JSON lines on standard output, each with the request it belongs to."""

from __future__ import annotations

import logging
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from asgi_correlation_id import CorrelationIdFilter
from pythonjsonlogger.json import JsonFormatter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FILE_BYTES = 10 * 1024 * 1024
OLD_FILES = 5

# What is asked every few seconds by whoever watches; worth a line when it fails.
_PROBES = ("/health", "/health/ready")

_access = logging.getLogger("tr4ction.access")


def configure_logging(service: str, level: str, folder: Path | None = None) -> None:
    """Sends every logger of the process to standard output as JSON, and to `folder`/`service`.jsonl where one is given.

    The file is rotated: with the old ones it takes 60 MB at most. Raises OSError where it cannot be written.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stdout)]
    if folder is not None:
        path = folder / f"{service}.jsonl"
        handlers.append(RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=OLD_FILES, encoding="utf-8"))
    formatter = JsonFormatter(
        "%(asctime)s %(levelname)s %(name)s %(message)s %(correlation_id)s",
        rename_fields={
            "asctime": "time",
            "levelname": "level",
            "name": "logger",
            "correlation_id": "request_id",
        },
        static_fields={"service": service},
        json_ensure_ascii=False,
    )
    for handler in handlers:
        handler.addFilter(CorrelationIdFilter(default_value=None))
        handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(level)
    for talkative in ("httpx", "alembic.runtime.migration"):  # a line each request, and each readiness check
        logging.getLogger(talkative).setLevel(max(logging.WARNING, root.level))


class AccessLog:
    """Logs one line a request: client address, method, path without query, status, milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            if scope["path"] not in _PROBES or status >= 500:
                self._write(scope, status, started)

    @staticmethod
    def _write(scope: Scope, status: int, started: float) -> None:
        fields = {
            "client": scope["client"][0] if scope.get("client") else None,
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "milliseconds": round((time.perf_counter() - started) * 1000, 1),
        }
        _access.info("%s %s %s", scope["method"], scope["path"], status, extra=fields)
