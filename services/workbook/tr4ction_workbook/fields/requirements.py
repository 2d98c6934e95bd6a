"""Which fields must be answered, as the form itself says: words, asterisks, rules that take no blank."""

from __future__ import annotations

import re

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.text import fold

_OPTIONAL = re.compile(
    r"\b(?:opciona(?:l|is|les)|optional|facultativ[oa]s?|nao (?:e |sao )?obrigatori[oa]s?|no (?:es )?obligatori[oa]s?"
    r"|not (?:required|mandatory)|se (?:houver|aplicavel|relevante|existir|necessario)|caso (?:haja|exista)"
    r"|si (?:aplica|corresponde|existe)|if (?:any|applicable|available|relevant))\b"
)
_REQUIRED = re.compile(r"\b(?:obrigatori[oa]s?|obligatori[oa]s?|required|mandatory|compulsory)\b")
_ASTERISK = re.compile(r"\A\s*\*|\*\s*(?:[:(/\n]|\Z)")  # a table cell is named `Column * / Row`
_OF_FIELDS = re.compile(
    r"\b(?:campos?|ite(?:m|ns)|perguntas?|preguntas?|respostas?|celulas?|celdas?|fields?|items?|questions?|cells?"
    r"|marcad[oa]s?|marked|indicated|asterisks?|asteriscos?)\b"
)
_LONGEST = 200  # characters of a line that explains the asterisk


class Requirements:
    """Of one sheet. Where it explains that an asterisk stands for what is required, the rest of it is not."""

    def __init__(self, areas: AreaMap) -> None:
        self._asterisk_tells = any("*" in area.text and _explains_asterisk(area.text) for area in areas)

    def is_required(self, area: Area, words: str, occurrence: int) -> bool:
        """`words`: all that is said of a field. The first of equal siblings counts; spare rows never must be filled."""
        if occurrence > 1:
            return False
        folded = fold(words)
        if _OPTIONAL.search(folded):
            return False
        if not self._asterisk_tells or _ASTERISK.search(words) or _REQUIRED.search(folded):
            return True
        return area.is_choice and area.validation is not None and not area.validation.allow_blank


def _explains_asterisk(text: str) -> bool:
    """`* obrigatório`, `Fields marked with * are required`; not `Nome * (obrigatório)`."""
    folded = fold(text)
    if len(text) > _LONGEST or not _REQUIRED.search(folded) or _OPTIONAL.search(folded):
        return False
    return text.lstrip("( ").startswith("*") or _OF_FIELDS.search(folded) is not None
