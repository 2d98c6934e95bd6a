"""Reads what is left of a request's body before it is answered.

Who answers early and closes may reset a connection on which the other side is still sending; it meets the reset before
the answer, and never sees why.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOT_LET_IN = (401, 403)  # a stranger is not listened to


class UnreadBody:
    """Drops up to `max_bytes` of unread body, for `seconds` at most, before the first byte of an answer goes out."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        is_read = False

        async def watched_receive() -> Message:
            nonlocal is_read
            message = await receive()
            is_read = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def draining_send(message: Message) -> None:
            if message["type"] == "http.response.start" and not is_read and message["status"] not in _NOT_LET_IN:
                await self._drain(watched_receive)
            await send(message)

        await self._app(scope, watched_receive, draining_send)

    async def _drain(self, receive: Receive) -> None:
        dropped = 0
        try:
            async with asyncio.timeout(self._seconds):
                while dropped <= self._max_bytes:
                    message = await receive()
                    dropped += len(message.get("body", b""))
                    if not message.get("more_body", False):
                        return
        except TimeoutError:
            return


def _has_body(scope: Scope) -> bool:
    """Whether a body is on its way: a client that waits for `100 Continue` (RFC 9110, 10.1.1) has not sent any."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    announced = b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
    return announced and headers.get(b"expect", b"").lower() != b"100-continue"
