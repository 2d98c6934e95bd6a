"""What can be wrong with asking for a trail."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

TRAIL_NOT_FOUND = ProblemType(
    "trail_not_found",
    404,
    Text("Trilha não encontrada", "Trail not found"),
    Text(
        "Esta trilha não existe, ou sua empresa não participa do ciclo dela.",
        "There is no such trail, or your organization does not take part in its cycle.",
    ),
)
STEP_NOT_FOUND = ProblemType(
    "step_not_found",
    404,
    Text("Etapa não encontrada", "Step not found"),
    Text("Esta etapa não existe na trilha.", "The trail has no such step."),
)

PROBLEMS = (TRAIL_NOT_FOUND, STEP_NOT_FOUND)
