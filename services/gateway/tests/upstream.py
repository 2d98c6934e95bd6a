"""A stand-in for ingestion that says what reached it. Run by gunicorn as `upstream:app`; it is no test itself."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from tr4ction_common import problem_handlers
from tr4ction_common.internal_tokens import AuthenticatedCaller, policy_for
from tr4ction_common.tokens import TokenVerifier

app = FastAPI()
problem_handlers.install(app, "https://tr4ction.example/errors")
app.state.internal_tokens = TokenVerifier(policy_for("ingestion"), [Path(os.environ["PUBLIC_KEY_FILE"]).read_text()])

FOLDER = "/admin/templates"


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post(FOLDER + "/upload")
async def upload(request: Request, response: Response, caller: AuthenticatedCaller) -> dict[str, object]:
    digest, size = hashlib.sha256(), 0
    _note("upload started")
    try:
        async for chunk in request.stream():
            digest.update(chunk)
            size += len(chunk)
    except BaseException:
        _note("upload aborted")
        raise
    response.headers["X-Audit-Object"] = "template:7"
    return {"size": size, "sha256": digest.hexdigest(), "user": caller.user_id, "content_type": _type(request)}


@app.get(FOLDER + "/slow")
async def slow(caller: AuthenticatedCaller) -> None:
    _note("slow started")
    try:
        await asyncio.sleep(30)
    except BaseException:
        _note("slow aborted")
        raise


@app.get(FOLDER + "/endless")
async def endless(caller: AuthenticatedCaller) -> StreamingResponse:
    return StreamingResponse(_endless())


async def _endless() -> AsyncIterator[bytes]:
    _note("endless started")
    try:
        while True:
            yield b"." * 65536
            await asyncio.sleep(0.001)
    finally:
        _note("endless aborted")


@app.get(FOLDER + "/original")
async def original(caller: AuthenticatedCaller) -> Response:
    headers = {
        "Content-Disposition": 'attachment; filename="Template Q1.xlsx"',
        "ETag": '"abc"',
        "Set-Cookie": "internal=1",
        "X-Internal": "secret",
        "Server": "inside",
    }
    return Response(bytes(range(256)) * 100, 200, headers, "application/octet-stream")


@app.get(FOLDER + "/unauthorized")
async def unauthorized() -> Response:
    return Response("who are you?", 401, {"WWW-Authenticate": "Internal"})


@app.get(FOLDER + "/moved")
async def moved(request: Request) -> Response:
    return RedirectResponse(f"{request.base_url}admin/templates/1")


@app.get(FOLDER + "/empty")
async def empty() -> Response:
    return Response(status_code=204)


@app.post(FOLDER + "/bulk")
async def bulk(caller: AuthenticatedCaller) -> Response:
    return Response("{}", 200, {"X-Audit-Object": "bulk:3"})


@app.post(FOLDER + "/7/redetect")
async def redetect(caller: AuthenticatedCaller) -> Response:
    return Response(status_code=200, headers={"X-Audit-Object": "template:8"})


@app.post(FOLDER + "/7/publish")
async def refused(caller: AuthenticatedCaller) -> Response:
    return Response("{}", 409)


@app.get("/founder/{rest:path}")
@app.get("/admin/founders/{rest:path}")
async def answers(caller: AuthenticatedCaller) -> Response:
    return Response("{}", 200, {"X-Left-Out": "2", "X-Total-Count": "9"})


@app.get("/admin/trails/{rest:path}")
async def trail(caller: AuthenticatedCaller) -> Response:
    return Response("{}", 200, {"X-Audit-Object": "trail:3"})


@app.post("/founder/{rest:path}")
@app.patch("/admin/trails/{rest:path}")
async def change(caller: AuthenticatedCaller) -> Response:
    return Response("{}", 200, {"X-Audit-Object": "trail:3; DROP"})


@app.api_route(FOLDER + "/{rest:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@app.api_route(FOLDER, methods=["GET", "POST"])
async def echo(request: Request, caller: AuthenticatedCaller) -> dict[str, object]:
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    return {
        "method": request.method,
        "raw_path": request.scope["raw_path"].decode(),
        "query": request.scope["query_string"].decode(),
        "headers": headers,
        "body": (await request.body()).decode(),
        "caller": [caller.user_id, caller.role, caller.organization_id],
    }


def _type(request: Request) -> str | None:
    return request.headers.get("Content-Type")


def _note(event: str) -> None:
    with Path("events").open("a") as file:
        file.write(f"{event}\n")
