"""What is passed on: which part of the API, to which service, for whom, how often."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_gateway.accounts.models import Role

INGESTION = "ingestion"  # services by name
UPLOADS = "uploads"  # rates by name

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Limited:
    """Requests of a user that count for the rate `rate`: those by `method` to `path`, in which `*` stands for anything
    but a slash."""

    rate: str
    method: str
    path: str

    def applies(self, method: str, path: str) -> bool:
        wanted, given = self.path.split("/"), path.split("/")
        return (
            method == self.method
            and len(wanted) == len(given)
            and all(part in ("*", other) for part, other in zip(wanted, given, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Passed:
    """All paths that are `prefix` or below it. `readers` may read, `writers` do everything."""

    prefix: str
    service: str
    readers: frozenset[Role]
    writers: frozenset[Role]
    limited: tuple[Limited, ...] = ()

    def admits(self, role: Role, method: str) -> bool:
        return role in self.writers or (method in SAFE_METHODS and role in self.readers)

    def covers(self, path: str) -> bool:
        return path == self.prefix or path.startswith(f"{self.prefix}/")

    def rate_of(self, method: str, path: str) -> str | None:
        """Name of the rate that a request counts for."""
        return next((item.rate for item in self.limited if item.applies(method, path)), None)


_ADMINS: frozenset[Role] = frozenset({"admin"})

TEMPLATES = Passed(
    "/admin/templates",
    INGESTION,
    readers=_ADMINS,
    writers=_ADMINS,
    limited=(
        Limited(UPLOADS, "POST", "/admin/templates/upload"),
        Limited(UPLOADS, "POST", "/admin/templates/*/redetect"),
    ),
)

_READERS_OF_PROGRESS: frozenset[Role] = frozenset({"admin", "mentor"})
_FOUNDERS: frozenset[Role] = frozenset({"founder"})

TRAILS = Passed("/admin/trails", INGESTION, readers=_READERS_OF_PROGRESS, writers=_ADMINS)
FOUNDERS = Passed("/admin/founders", INGESTION, readers=_READERS_OF_PROGRESS, writers=_ADMINS)
FORMS = Passed("/founder", INGESTION, readers=_FOUNDERS, writers=_FOUNDERS)

PASSED_ON = (TEMPLATES, TRAILS, FOUNDERS, FORMS)
UPLOAD_FOLDERS = (TEMPLATES.prefix,)
