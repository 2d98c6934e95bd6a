"""The seals of the trail: a chain of keyed hashes (HMAC-SHA256, RFC 2104).

Each row's seal covers the row and the seal before it; the head's covers the end. Without the key nobody can change,
take out or put in a row, or cut some off the end, so that the seals agree. What no seal can show: that everything, head
included, was put back to an earlier state. Compare `manage verify-audit`'s last number with one noted elsewhere.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tr4ction_gateway.audit.models import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True)
class Sealer:
    key: bytes

    @classmethod
    def of(cls, secret: str) -> Sealer:
        """With a key of its own, derived from `secret` (RFC 5869)."""
        derive = HKDF(hashes.SHA256(), length=32, salt=None, info=b"tr4ction audit trail")
        return cls(derive.derive(secret.encode()))

    def of_event(self, event: AuditEvent, seal_before: str) -> str:
        fields = [
            seal_before,
            event.id,
            event.at.isoformat(timespec="microseconds"),
            event.actor,
            event.action,
            event.subject,
            event.address,
            event.request_id,
            event.details,
        ]
        return self._seal("event", fields)

    def of_head(self, head: AuditHead) -> str:
        return self._seal("head", [head.last_id, head.last_seal])

    def _seal(self, kind: str, fields: list[object]) -> str:
        text = json.dumps([kind, *fields], sort_keys=True, separators=(",", ":"))
        return hmac.digest(self.key, text.encode(), "sha256").hex()
