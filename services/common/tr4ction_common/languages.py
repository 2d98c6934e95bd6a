"""Texts in the two languages of the screens, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["pt-BR", "en"]
DEFAULT_LANGUAGE: Language = "pt-BR"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; `{name}` stands for a parameter."""

    pt: str
    en: str

    def render(self, language: Language, **params: object) -> str:
        template = self.en if language == "en" else self.pt
        return template.format(**params) if params else template


def negotiate(accept_language: str | None) -> Language:
    """The language an `Accept-Language` header asks for (RFC 9110, 12.5.4); Portuguese unless English is preferred."""
    ranked: list[tuple[float, int, Language]] = []
    for order, item in enumerate((accept_language or "").split(",")):
        tag, _, parameters = item.strip().partition(";")
        quality = _quality(parameters)
        primary = tag.split("-")[0].lower()
        if quality > 0 and primary in ("pt", "en"):
            ranked.append((-quality, order, "en" if primary == "en" else "pt-BR"))
    return min(ranked)[2] if ranked else DEFAULT_LANGUAGE


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
