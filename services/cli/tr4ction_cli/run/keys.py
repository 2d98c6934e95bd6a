"""The stack's own secrets: made at the first start, never made anew."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tr4ction_cli.errors import InputError

JWT_SECRET_BYTES = 48


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the secrets lie: files with mode 0600 in a folder with mode 0700."""

    folder: Path

    @property
    def jwt_secret(self) -> Path:
        return self.folder / "jwt_secret"

    @property
    def private(self) -> Path:
        return self.folder / "internal_token_private_key.pem"

    @property
    def public(self) -> Path:
        return self.folder / "internal_token_public_key.pem"

    def make_missing(self) -> bool:
        """Makes what is not there. Returns whether anything was made."""
        secret_is_new = not self.jwt_secret.exists()
        if secret_is_new:
            import secrets

            _write(self.jwt_secret, secrets.token_hex(JWT_SECRET_BYTES))
        return self._make_pair() or secret_is_new

    def _make_pair(self) -> bool:
        if self.private.exists():
            if not self.public.exists():
                raise InputError(
                    "key_missing",
                    f"{self.public} is gone. Restore it, or delete {self.private.name} too for a new pair.",
                )
            return False
        from tr4ction_common.internal_tokens import generate_key_pair

        private, public = generate_key_pair()
        # The private key comes last: where it stands, the pair is complete.
        _write(self.public, public)
        _write(self.private, private)
        return True

    def environment(self, given: Collection[str]) -> dict[str, str]:
        """The variables that point services to these files, except where the user has `given` secrets of their own."""
        variables: dict[str, str] = {}
        if not _any_given(given, "JWT_SECRET", "JWT_SECRET_KEY"):
            variables["JWT_SECRET_FILE"] = str(self.jwt_secret)
        if not _any_given(given, "INTERNAL_TOKEN_PRIVATE_KEY", "INTERNAL_TOKEN_PUBLIC_KEY"):
            variables["INTERNAL_TOKEN_PRIVATE_KEY_FILE"] = str(self.private)
            variables["INTERNAL_TOKEN_PUBLIC_KEY_FILE"] = str(self.public)
        return variables


def _any_given(given: Collection[str], *names: str) -> bool:
    return any(variable in given for name in names for variable in (name, f"{name}_FILE"))


def _write(path: Path, text: str) -> None:
    """All of it or nothing, so that a start that was cut short leaves no half key."""
    temporary = path.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    temporary.replace(path)
