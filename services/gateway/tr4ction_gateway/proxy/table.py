"""What is passed on: which part of the API, to which service, for whom, how often, and what of it is audited."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.proxy.paths import Requests

INGESTION = "ingestion"  # services by name
UPLOADS, EXPORTS = "uploads", "exports"  # rates by name

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Limited:
    """Requests of a user that count for the rate `rate`."""

    rate: str
    requests: Requests


@dataclass(frozen=True, slots=True)
class Audited:
    """Requests that are in the audit trail as `action` where the service did as it was asked.

    The object is what the path names `{template}`, `{user}` or `{bulk}`; where it names none, what the service says.
    Other names, and `queries` of the address, are details.
    """

    action: str
    requests: Requests
    queries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """All paths that are `prefix` or below it. `readers` may read, `writers` do everything."""

    prefix: str
    service: str
    readers: frozenset[Role]
    writers: frozenset[Role]
    limited: tuple[Limited, ...] = ()
    audited: tuple[Audited, ...] = ()

    def admits(self, role: Role, method: str) -> bool:
        return role in self.writers or (method in SAFE_METHODS and role in self.readers)

    def covers(self, path: str) -> bool:
        return path == self.prefix or path.startswith(f"{self.prefix}/")

    def rate_of(self, method: str, path: str) -> str | None:
        """Name of the rate that a request counts for."""
        return next((item.rate for item in self.limited if item.requests.match(method, path) is not None), None)

    def audit_of(self, method: str, path: str) -> tuple[Audited, dict[str, str]] | None:
        """As what a request is in the audit trail, and what its path names."""
        for item in self.audited:
            named = item.requests.match(method, path)
            if named is not None:
                return item, named
        return None


def _below(prefix: str, *rows: tuple[str, str, str] | tuple[str, str, str, tuple[str, ...]]) -> tuple[Audited, ...]:
    """Rows of action, method, path below `prefix`, and queries."""
    return tuple(Audited(row[0], Requests(row[1], prefix + row[2]), *row[3:]) for row in rows)


_ADMINS: frozenset[Role] = frozenset({"admin"})
_STAFF: frozenset[Role] = frozenset({"admin", "mentor"})
_FOUNDERS: frozenset[Role] = frozenset({"founder"})

_FORMATS = ("xlsx", "csv", "json")
_ONE_FOUNDER = "/{user}/trails/{trail}"
_CYCLE = ("cycle",)

TEMPLATES = Passed(
    "/admin/templates",
    INGESTION,
    readers=_ADMINS,
    writers=_ADMINS,
    limited=(
        Limited(UPLOADS, Requests("POST", "/admin/templates/upload")),
        Limited(UPLOADS, Requests("POST", "/admin/templates/bulk")),
        Limited(UPLOADS, Requests("POST", "/admin/templates/{template}/redetect")),
    ),
    audited=_below(
        "/admin/templates",
        ("template_uploaded", "POST", "/upload", ("cycle", "template_key")),
        ("template_deleted", "DELETE", "/{template}"),
        ("templates_uploaded", "POST", "/bulk", _CYCLE),
        ("bulk_cancelled", "DELETE", "/bulk/{bulk}"),
        ("template_redetected", "POST", "/{template}/redetect"),
        ("template_published", "POST", "/{template}/publish"),
        ("template_archived", "POST", "/{template}/archive"),
        ("template_restored", "POST", "/{template}/restore"),
        ("field_added", "POST", "/{template}/fields"),
        ("field_changed", "PATCH", "/{template}/fields/{field}"),
        ("field_removed", "DELETE", "/{template}/fields/{field}"),
        ("sheet_left_out", "POST", "/{template}/left-out-sheets"),
        ("correction_undone", "POST", "/{template}/corrections/{correction}/undo"),
        ("match_decided", "PUT", "/{template}/matches/{field}"),
        ("match_undone", "DELETE", "/{template}/matches/{field}"),
    ),
)
TRAILS = Passed(
    "/admin/trails",
    INGESTION,
    readers=_STAFF,
    writers=_ADMINS,
    limited=(Limited(EXPORTS, Requests("GET", "/admin/trails/{trail}/export")),),
    audited=_below(
        "/admin/trails",
        ("trail_changed", "PATCH", "/{trail}", _CYCLE),
        ("forms_moved", "POST", "/{trail}/move", _CYCLE),
        ("answers_read", "GET", "/{trail}/left-behind", ("cycle", "organization")),
        ("answers_read", "GET", "/{trail}/steps/{step}/answers", ("cycle", "organization")),
        ("answers_exported", "GET", "/{trail}/export", ("cycle", "examples")),
    ),
)
FOUNDERS = Passed(
    "/admin/founders",
    INGESTION,
    readers=_STAFF,
    writers=_ADMINS,
    limited=tuple(
        Limited(EXPORTS, Requests("GET", f"/admin/founders{_ONE_FOUNDER}/export/{kind}")) for kind in _FORMATS
    ),
    audited=_below(
        "/admin/founders",
        ("answers_read", "GET", f"{_ONE_FOUNDER}/answers", _CYCLE),
        ("step_unlocked", "POST", "/{user}/steps/{step}/unlock", ("trail_id", "cycle")),
        *(("answers_exported", "GET", f"{_ONE_FOUNDER}/export/{kind}", ("cycle", "examples")) for kind in _FORMATS),
    ),
)
# What founders answer is not audited here: every value is in its field's history.
FORMS = Passed(
    "/founder",
    INGESTION,
    readers=_FOUNDERS,
    writers=_FOUNDERS,
    limited=tuple(Limited(EXPORTS, Requests("GET", f"/founder/trails/{{trail}}/export/{kind}")) for kind in _FORMATS),
)

PASSED_ON = (TEMPLATES, TRAILS, FOUNDERS, FORMS)
UPLOAD_FOLDERS = (TEMPLATES.prefix,)
