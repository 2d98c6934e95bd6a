"""Refuses a request body that is too large, whether it says so or not, with a problem document.

FastAPI's own `max_body_size` answers in plain text where the length is declared; ours is the same rule with our answer.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tr4ction_common.errors import BODY_TOO_LARGE, FILE_TOO_LARGE
from tr4ction_common.problem_handlers import problem_response
from tr4ction_common.problems import Problem

# A multipart body is larger than the file in it: boundary, part headers, small form fields.
MULTIPART_OVERHEAD = 64 * 1024


class _TooLargeError(Exception):
    """More bytes came than are allowed."""


class BodyLimit:
    """Answers 413 to bodies that are too large. The server drops what is still sent.

    Under the path prefixes `uploads` a body may have `max_upload_bytes` plus what multipart adds, elsewhere
    `max_body_bytes`: what is parsed in memory must be small, above all where no token is asked for.
    """

    def __init__(self, app: ASGIApp, max_upload_bytes: int, max_body_bytes: int, uploads: tuple[str, ...]) -> None:
        self._app = app
        self._max_upload_bytes = max_upload_bytes
        self._max_body_bytes = max_body_bytes
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._max_body_bytes
        if self._is_upload(scope):
            limit = self._max_upload_bytes + MULTIPART_OVERHEAD
        if _declared_length(scope) > limit:
            await self._refuse(scope, receive, send)
        else:
            await self._count(limit, scope, receive, send)

    def _is_upload(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return path.startswith(self._uploads)

    async def _count(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        received, started = 0, False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            # A framework that took our exception for a malformed body is about to say so; the reason is ours to give.
            if received > limit and not started:
                raise _TooLargeError
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLargeError:
            if started:
                raise
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_upload(scope):
            problem = Problem(FILE_TOO_LARGE, limit_mb=self._max_upload_bytes // (1024 * 1024))
        else:
            problem = Problem(BODY_TOO_LARGE, limit_kb=self._max_body_bytes // 1024)
        await problem_response(Request(scope), problem)(scope, receive, send)


def _declared_length(scope: Scope) -> int:
    value: bytes = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
