"""Why a correction is refused."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

FIELD_NOT_FOUND = ProblemType(
    "field_not_found",
    404,
    Text("Campo não encontrado", "Field not found"),
    Text("O template não tem esse campo.", "The template has no such field."),
)
SHEET_NOT_FOUND = ProblemType(
    "sheet_not_found",
    404,
    Text("Aba não encontrada", "Sheet not found"),
    Text("A planilha não tem essa aba.", "The workbook has no such sheet."),
)
CORRECTION_NOT_FOUND = ProblemType(
    "correction_not_found",
    404,
    Text("Correção não encontrada", "Correction not found"),
    Text("O template não tem essa correção.", "The template has no such correction."),
)
CORRECTION_UNDONE = ProblemType(
    "correction_undone",
    409,
    Text("Correção já desfeita", "Correction undone already"),
    Text("Esta correção já foi desfeita.", "This correction has been undone already."),
)
RANGE_INVALID = ProblemType(
    "range_invalid",
    422,
    Text("Intervalo inválido", "Invalid range"),
    Text(
        "`{cell_range}` não é uma célula nem um intervalo como B4 ou B4:D6.",
        "`{cell_range}` is neither a cell nor a range such as B4 or B4:D6.",
    ),
)
RANGE_TAKEN = ProblemType(
    "range_taken",
    409,
    Text("Intervalo já é um campo", "Range is a field already"),
    Text(
        "O intervalo {cell_range} cruza o campo {other} ({label}). Remova-o antes ou escolha outro intervalo.",
        "The range {cell_range} overlaps the field {other} ({label}). Remove that first, or choose another range.",
    ),
)

PROBLEMS = (
    FIELD_NOT_FOUND,
    SHEET_NOT_FOUND,
    CORRECTION_NOT_FOUND,
    CORRECTION_UNDONE,
    RANGE_INVALID,
    RANGE_TAKEN,
)
