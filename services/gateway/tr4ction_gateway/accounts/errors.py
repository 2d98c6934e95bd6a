"""What can go wrong with accounts."""

from __future__ import annotations


class NoAdminError(Exception):
    """There is no admin whose account is active."""


class AdminConflictError(Exception):
    """The first admin's user name or e-mail address belongs to somebody who is no admin."""
