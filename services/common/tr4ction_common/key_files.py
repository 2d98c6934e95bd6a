"""The secrets of a stack on disk: made at the first start, never made anew, for their owner's eyes only."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization

SECRET_BYTES = 48


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where they lie: the gateway's JWT secret, audit key and private key, and the public key of services behind it."""

    jwt_secret: Path
    audit_key: Path
    private: Path
    public: Path

    def make_missing(self) -> bool:
        """Makes what is not there; the public key always follows the private one. Returns whether anything changed.

        Raises ValueError that names the file where what lies there is no private key.
        """
        changed = False
        for path in (self.jwt_secret, self.audit_key):
            if not path.exists():
                changed |= write_secret(path, secrets.token_hex(SECRET_BYTES))
        if not self.private.exists():
            from tr4ction_common.internal_tokens import generate_key_pair  # brings the web framework along

            changed |= write_secret(self.private, generate_key_pair()[0])
        return write_secret(self.public, _public_half(self.private)) or changed


def write_secret(path: Path, text: str) -> bool:
    """Writes all of `text` or nothing: a start that was cut short leaves no half key. Returns whether it is new."""
    if path.exists() and path.read_text("utf-8").strip() == text.strip():
        return False
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return True


def _public_half(private: Path) -> str:
    try:
        key = serialization.load_pem_private_key(private.read_bytes(), password=None).public_key()
    except (ValueError, TypeError) as error:
        raise ValueError(f"{private} holds no private key. Restore it, or delete it for a new pair.") from error
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
