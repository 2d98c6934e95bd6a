"""What can go wrong with cycles."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

CYCLE_EXISTS = ProblemType(
    "cycle_exists",
    409,
    Text("Ciclo já existe", "Cycle exists"),
    Text("Já há um ciclo com este nome.", "There is a cycle of this name already."),
)

PROBLEMS = (CYCLE_EXISTS,)
