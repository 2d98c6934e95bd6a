"""What can be wrong with asking about founders."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

FOUNDER_NOT_FOUND = ProblemType(
    "founder_not_found",
    404,
    Text("Founder não encontrado", "Founder not found"),
    Text("Não há founder com este número.", "There is no founder with this number."),
)
STEP_AMBIGUOUS = ProblemType(
    "step_ambiguous",
    422,
    Text("Etapa em várias trilhas", "Step in several trails"),
    Text(
        "Várias trilhas deste founder têm esta etapa ({trails}). Diga qual com `?trail_id=` e `&cycle=`.",
        "Several trails of this founder have this step ({trails}). Say which with `?trail_id=` and `&cycle=`.",
    ),
)

PROBLEMS = (FOUNDER_NOT_FOUND, STEP_AMBIGUOUS)
