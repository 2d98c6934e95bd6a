"""How sure we are of a field, and why, in words an admin can check."""

from __future__ import annotations

from tr4ction_workbook.fields.labels import Naming
from tr4ction_workbook.fields.roles import Answer

_UNLOCKED = 0.97
_VALIDATED = 0.95
_BLANK_BOX = 0.9
_FILLED_BOX = 0.85
_PAINTED = 0.75
_NO_LABEL = 0.25


def judge(answer: Answer, naming: Naming) -> tuple[float, tuple[str, ...]]:
    """Confidence from 0 to 1 and the reasons for it, the strongest first."""
    area = answer.area
    reasons = list(answer.reasons)
    if reasons:
        confidence = _UNLOCKED
    elif area.validation is not None:
        confidence = _VALIDATED
        reasons.append("has a validation rule")
    elif area.is_boxed:
        confidence = _BLANK_BOX if area.awaits_text else _FILLED_BOX
        reasons.append("empty box" if area.is_blank else "box with an example or hint")
    else:
        confidence = _PAINTED
        reasons.append("empty painted cell")
    if naming.label:
        place = "column and row headers" if answer.is_tabular and answer.left else "beside" if answer.left else "above"
        reasons.append(f"label {place}: {naming.label[:80]}")
    else:
        confidence -= _NO_LABEL
        reasons.append("no label found")
    return round(confidence, 2), tuple(reasons)
