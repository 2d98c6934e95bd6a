"""What a person has to mend."""

from __future__ import annotations


class RefusedError(Exception):
    """The text is `code: what is the matter, and what to do`."""


class CertbotError(Exception):
    """certbot did not succeed. The text is what it said last."""
