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
TRAIL_ARCHIVED = ProblemType(
    "trail_archived",
    423,
    Text("Trilha encerrada", "Trail closed"),
    Text(
        "O programa encerrou esta trilha. Suas respostas estão guardadas; fale com a equipe do programa.",
        "The programme has closed this trail. Your answers are kept; ask the programme.",
    ),
)
TRAIL_AMBIGUOUS = ProblemType(
    "trail_ambiguous",
    422,
    Text("Trilha em vários ciclos", "Trail in several cycles"),
    Text(
        "Vários ciclos têm esta trilha ({cycles}). Diga qual, por exemplo `?cycle={example}`.",
        "Several cycles have this trail ({cycles}). Say which, such as `?cycle={example}`.",
    ),
)

PROBLEMS = (TRAIL_NOT_FOUND, STEP_NOT_FOUND, TRAIL_ARCHIVED, TRAIL_AMBIGUOUS)
