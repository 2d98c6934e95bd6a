"""Turns every exception a service lets out into a problem document."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from tr4ction_common import errors
from tr4ction_common.languages import Text, negotiate
from tr4ction_common.problems import MEDIA_TYPE, FieldError, Problem, ProblemType

REQUEST_ID_HEADER = "X-Request-ID"
CLIENT_CLOSED_REQUEST = 499  # nginx's number for it: for the log, nobody is there to read it

_log = logging.getLogger(__name__)

_BY_STATUS = {
    401: errors.AUTHENTICATION_REQUIRED,
    403: errors.FORBIDDEN,
    404: errors.NOT_FOUND,
    405: errors.METHOD_NOT_ALLOWED,
}

# pydantic writes English only; these are the kinds our schemas can produce.
_VALIDATION_TEXTS = {
    "missing": Text("É obrigatório.", "It is required."),
    "string_type": Text("Deve ser um texto.", "It must be a text."),
    "string_too_short": Text("É curto demais: mínimo de {min_length}.", "It is too short: at least {min_length}."),
    "string_too_long": Text("É longo demais: máximo de {max_length}.", "It is too long: at most {max_length}."),
    "json_invalid": Text("Não é JSON válido.", "It is not valid JSON."),
    "extra_forbidden": Text("Não é um campo conhecido.", "It is not a known field."),
    "int_parsing": Text("Deve ser um número inteiro.", "It must be a whole number."),
    "greater_than_equal": Text("Deve ser no mínimo {ge}.", "It must be at least {ge}."),
    "less_than_equal": Text("Deve ser no máximo {le}.", "It must be at most {le}."),
    "too_long": Text("Tem itens demais: máximo de {max_length}.", "It has too many items: at most {max_length}."),
    "literal_error": Text("Deve ser um destes: {expected}.", "It must be one of these: {expected}."),
    "bool_type": Text("Deve ser true ou false.", "It must be true or false."),
    "list_type": Text("Deve ser uma lista.", "It must be a list."),
    "datetime_from_date_parsing": Text("Deve ser um momento (RFC 3339).", "It must be a moment (RFC 3339)."),
    "timezone_aware": Text("Deve dizer o fuso horário.", "It must say its time zone."),
}
_INVALID = Text("O valor não é válido.", "The value is not valid.")


def install(app: FastAPI, catalogue_url: str) -> None:
    """Makes every error of `app` a problem document whose `type` points into `catalogue_url`."""
    app.state.error_catalogue_url = catalogue_url
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_fault)


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """`problem` as a response in the language the request asks for."""
    language = negotiate(request.headers.get("Accept-Language"))
    document = problem.document(language, correlation_id.get(), request.app.state.error_catalogue_url)
    headers = {"Content-Language": language, **problem.headers}
    if problem.type.status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(document, problem.type.status, headers, MEDIA_TYPE)


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return problem_response(request, error)


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem_response(request, Problem(errors.VALIDATION_FAILED, errors=_field_errors(error.errors())))


def _field_errors(items: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    found = []
    for item in items:
        place, *path = [str(part) for part in item["loc"]]
        text = _VALIDATION_TEXTS.get(item["type"], _INVALID)
        context = item.get("ctx") or {}
        detail = Text(text.pt.format_map(_Lenient(context)), text.en.format_map(_Lenient(context)))
        if place == "body":
            found.append(FieldError(detail, pointer="".join(f"/{part}" for part in path)))
        else:
            found.append(FieldError(detail, parameter=".".join(path) or place))
    return found


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    problem_type = _BY_STATUS.get(error.status_code) or ProblemType(
        errors.REQUEST_REFUSED.code, error.status_code, errors.REQUEST_REFUSED.title, errors.REQUEST_REFUSED.detail
    )
    return problem_response(request, Problem(problem_type, headers=error.headers))


async def _on_disconnect(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=CLIENT_CLOSED_REQUEST)


async def _on_fault(request: Request, error: Exception) -> JSONResponse:
    full = is_storage_full(error)
    _log.error("request failed: %s", type(error).__name__, exc_info=None if full else error)
    response = problem_response(request, Problem(errors.STORAGE_FULL if full else errors.INTERNAL_ERROR))
    # Starlette answers for unexpected exceptions outside the middleware that adds this header.
    response.headers[REQUEST_ID_HEADER] = correlation_id.get() or ""
    return response


def is_storage_full(error: BaseException | None) -> bool:
    """Whether `error`, or what caused it, is a disk or quota that is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(error, OperationalError) and _says_disk_full(error.orig):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_disk_full(error: BaseException | None) -> bool:
    """SQLite has only words for it; PostgreSQL has a code (appendix A of its manual, class 53)."""
    return getattr(error, "sqlstate", None) == "53100" or "disk is full" in str(error)
