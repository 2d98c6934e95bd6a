"""What can go wrong with organizations."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

ORGANIZATION_NOT_FOUND = ProblemType(
    "organization_not_found",
    404,
    Text("Organização não encontrada", "Organization not found"),
    Text("Não há organização com este número.", "There is no organization with this number."),
)
ORGANIZATION_EXISTS = ProblemType(
    "organization_exists",
    409,
    Text("Organização já existe", "Organization exists"),
    Text(
        "Já há uma organização com este nome. Quem faz parte dela entra por convite.",
        "There is an organization of this name already. Its people join by invitation.",
    ),
)

PROBLEMS = (ORGANIZATION_NOT_FOUND, ORGANIZATION_EXISTS)
