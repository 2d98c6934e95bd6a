"""The stack's own secrets: made at the first start, never made anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tr4ction_cli.errors import InputError
from tr4ction_common.key_files import KeyFiles


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the secrets lie: files with mode 0400 in a folder with mode 0700."""

    folder: Path

    @property
    def jwt_secret(self) -> Path:
        return self.folder / "jwt_secret"

    @property
    def audit_key(self) -> Path:
        return self.folder / "audit_key"

    @property
    def private(self) -> Path:
        return self.folder / "internal_token_private_key.pem"

    @property
    def public(self) -> Path:
        return self.folder / "internal_token_public_key.pem"

    def make_missing(self) -> bool:
        """Makes what is not there. Returns whether anything was made."""
        try:
            return KeyFiles(self.jwt_secret, self.audit_key, self.private, self.public).make_missing()
        except ValueError as error:
            raise InputError("key_damaged", str(error)) from error

    def environment(self, given: Collection[str]) -> dict[str, str]:
        """The variables that point services to these files, except where the user has `given` secrets of their own."""
        variables: dict[str, str] = {}
        if not _any_given(given, "JWT_SECRET", "JWT_SECRET_KEY"):
            variables["JWT_SECRET_FILE"] = str(self.jwt_secret)
        if not _any_given(given, "AUDIT_KEY"):
            variables["AUDIT_KEY_FILE"] = str(self.audit_key)
        if not _any_given(given, "INTERNAL_TOKEN_PRIVATE_KEY", "INTERNAL_TOKEN_PUBLIC_KEY"):
            variables["INTERNAL_TOKEN_PRIVATE_KEY_FILE"] = str(self.private)
            variables["INTERNAL_TOKEN_PUBLIC_KEY_FILE"] = str(self.public)
        return variables


def _any_given(given: Collection[str], *names: str) -> bool:
    return any(variable in given for name in names for variable in (name, f"{name}_FILE"))
