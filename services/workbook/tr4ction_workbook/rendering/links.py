"""Addresses that a page may lead to."""

from __future__ import annotations

import re

from tr4ction_workbook.rendering.markup import escaped

# whole schemes only: browsers drop tabs and line ends inside of an address, so what holds any is no address for us
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_MAX_LENGTH = 2_083


def safe_address(target: str | None) -> str | None:
    """The address of a hyperlink, for `http`, `https` and `mailto` only; None for any other: it stays inert."""
    address = (target or "").strip()
    return address if len(address) <= _MAX_LENGTH and _SAFE.fullmatch(address) else None


def linked(markup: str, target: str | None) -> str:
    """Markup inside a link to `target`, or as it is where the page may not lead there."""
    address = safe_address(target)
    if address is None:
        return markup
    return f'<a href="{escaped(address)}" target="_blank" rel="noopener noreferrer">{markup}</a>'
