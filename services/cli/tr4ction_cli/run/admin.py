"""The first admin, as the gateway reports it."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Admin:
    """`password` is there only when it was generated just now: it is shown this once and stored nowhere readable."""

    username: str
    email: str
    is_new: bool
    password: str | None

    @classmethod
    def from_report(cls, report: str) -> Admin:
        """From the line of JSON that `ensure-admin` prints."""
        values = json.loads(report.splitlines()[-1])
        return cls(values["username"], values["email"], bool(values["created"]), values.get("password"))
