"""What a service tells the gateway for its audit trail: the object of a request whose address does not name it."""

from __future__ import annotations

# A kind and a number, as `template:12`. It goes no further than the gateway.
OBJECT_HEADER = "X-Audit-Object"


def object_header(kind: str, number: int) -> dict[str, str]:
    return {OBJECT_HEADER: f"{kind}:{number}"}
