"""Which requests a row of the table is about: by method, and a path with names for what may stand in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requests:
    """Those by `method` to `path`, in which `{name}` stands for anything but a slash."""

    method: str
    path: str

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """What stands where the path has names; None where the request is another."""
        if method != self.method:
            return None
        wanted, given = self.path.split("/"), path.split("/")
        if len(wanted) != len(given):
            return None
        found = {}
        for part, other in zip(wanted, given, strict=True):
            if part.startswith("{"):
                found[part.strip("{}")] = other
            elif part != other:
                return None
        return found
