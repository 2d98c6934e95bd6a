"""Errors as RFC 9457 problem documents.

A `ProblemType` is an entry of a service's catalogue: a stable code, a status, and texts in both languages.
Code raises `Problem(TYPE, name=value)`; `problem_handlers` turns it into a response.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tr4ction_common.languages import Language, Text

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """`detail` may hold `{parameters}` that the raiser fills."""

    code: str
    status: int
    title: Text
    detail: Text


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault in the input. `pointer` is a JSON pointer into the body, `parameter` a query or path parameter."""

    detail: Text
    pointer: str | None = None
    parameter: str | None = None
    cell: str | None = None

    def render(self, language: Language) -> dict[str, str]:
        places = {"pointer": self.pointer, "parameter": self.parameter, "cell": self.cell}
        return {"detail": self.detail.render(language)} | {k: v for k, v in places.items() if v is not None}


class Problem(Exception):  # noqa: N818  the word of RFC 9457
    """A refusal that reaches the client as `application/problem+json`."""

    def __init__(
        self,
        problem_type: ProblemType,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        """`members` are what the document has beside those of every problem (RFC 9457, 3.2)."""
        self.type = problem_type
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.members = dict(members or {})
        self.params = params
        super().__init__(f"{problem_type.code}: {problem_type.detail.render('en', **params)}")

    def document(self, language: Language, request_id: str | None, catalogue_url: str) -> dict[str, object]:
        document: dict[str, object] = {
            "type": f"{catalogue_url}#{self.type.code}",
            "title": self.type.title.render(language),
            "status": self.type.status,
            "detail": self.type.detail.render(language, **self.params),
            "code": self.type.code,
            "request_id": request_id,
        }
        if self.errors:
            document["errors"] = [error.render(language) for error in self.errors]
        return document | self.members


class Catalogue(Mapping[str, ProblemType]):
    """The problem types of a service by code. Raises ValueError where a code stands twice."""

    def __init__(self, *types: ProblemType) -> None:
        self._types: dict[str, ProblemType] = {}
        for problem_type in types:
            if problem_type.code in self._types:
                raise ValueError(f"problem code twice: {problem_type.code}")
            self._types[problem_type.code] = problem_type

    def __getitem__(self, code: str) -> ProblemType:
        return self._types[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)
