"""A stand-in for the gateway. Each path behaves in its own way; every other one tells what arrived.

It remembers the last requests by their X-Request-ID; `GET /seen?id=` tells, also while the request is still arriving.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NAME = os.environ.get("NAME", "gateway")
SEEN: dict[str, dict[str, Any]] = {}
REMEMBERED = 5000  # under load, what grows without end is searched for garbage for seconds


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status: int, body: bytes, *headers: tuple[str, str], kind: str = "application/json") -> None:
        lines = [f"HTTP/1.1 {status} Mock", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join([*lines, "", ""]).encode()
        self.wfile.write(head if self.command == "HEAD" else head + body)  # in one piece, as a real server does

    def answer_json(self, value: object, status: int = 200, *headers: tuple[str, str]) -> None:
        self.answer(status, json.dumps(value).encode(), *headers)

    def read_body(self, record: dict[str, Any]) -> None:
        """Drops the body; its bytes are counted in `record` while they arrive."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline() or b"0", 16):
                record["received"] += len(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(self.headers.get("Content-Length", "0"))
        while left and (piece := self.rfile.read1(min(65536, left))):
            left -= len(piece)
            record["received"] += len(piece)

    def handle_request(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/seen":
            self.answer_json(SEEN.get(query["id"]))
            return
        record: dict[str, Any] = {
            "name": NAME,
            "method": self.command,
            "target": self.path,
            "headers": [[name.lower(), value] for name, value in self.headers.items()],
            "received": 0,
        }
        SEEN[self.headers.get("X-Request-ID", "")] = record
        if len(SEEN) > REMEMBERED:
            with contextlib.suppress(RuntimeError, StopIteration):  # another thread forgets at the same moment
                SEEN.pop(next(iter(SEEN)), None)
        special = SPECIAL.get(url.path)
        if special is None:
            self.read_body(record)
            self.answer_json(record)
        else:
            special(self, query, record)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_request  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


def problem(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    """A service's own problem, with headers that nginx sets as well."""
    handler.read_body(record)
    status = int(query.get("status", "422"))
    body = {"type": "https://example.test#own", "title": "own", "status": status, "detail": "own", "code": "own"}
    handler.answer(
        status,
        json.dumps(body).encode(),
        ("X-Request-ID", "another"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Content-Security-Policy", "sandbox"),
        ("Content-Language", "en"),
        ("RateLimit-Limit", "30"),
        ("Retry-After", "17"),
        ("Server", "gunicorn/asgi"),
        kind="application/problem+json",
    )


def early(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    """Refuses before it has read the body, which it then drops, as gunicorn does."""
    handler.answer(401, b'{"code":"authentication_required"}', kind="application/problem+json")
    handler.read_body(record)


def events(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    """Two small server-sent events with a pause between them."""
    handler.read_body(record)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for text in (b"first", b"second"):
        event = b"event: delta\ndata: " + text + b"\n\n"
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        if text == b"first":
            time.sleep(float(query.get("pause", "1")))
    handler.wfile.write(b"0\r\n\r\n")


def text(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    """So many bytes of a type, packed already or not."""
    body = b'{"a":"' + b"a" * int(query["bytes"]) + b'"}'
    if query.get("packed"):
        handler.answer(200, gzip.compress(body), ("Content-Encoding", "gzip"), kind=query["kind"])
    else:
        handler.answer(200, body, kind=query["kind"])


def slow(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    time.sleep(float(query["seconds"]))
    handler.answer_json(record)


def redirect(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    handler.answer(307, b"", ("Location", f"http://{handler.headers['Host']}/elsewhere"))


def internal(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    """Tries to send nginx itself elsewhere."""
    handler.answer(200, b"{}", ("X-Accel-Redirect", "/metrics"))


def hang_up(handler: Handler, query: dict[str, str], record: dict[str, Any]) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True


SPECIAL: dict[str, Callable[[Handler, dict[str, str], dict[str, Any]], None]] = {
    "/problem": problem,
    "/admin/early/upload": early,
    "/chat/": events,
    "/text": text,
    "/slow": slow,
    "/redirect": redirect,
    "/internal": internal,
    "/hang-up": hang_up,
}


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


if __name__ == "__main__":
    Server(("0.0.0.0", 8000), Handler).serve_forever()
