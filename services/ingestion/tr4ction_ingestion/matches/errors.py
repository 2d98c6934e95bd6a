"""Why a decision is refused."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

NOTHING_TO_DECIDE = ProblemType(
    "nothing_to_decide",
    404,
    Text("Nada a decidir", "Nothing to decide"),
    Text(
        "Esta versão não tem campo com esse id entre os novos e os duvidosos (veja carried).",
        "This version has no field of this id among those that are new or doubtful (see carried).",
    ),
)
NOT_DECIDED = ProblemType(
    "not_decided",
    404,
    Text("Nada foi decidido", "Nothing was decided"),
    Text("Ninguém decidiu nada sobre este campo.", "Nobody has decided anything about this field."),
)
NO_SUCH_OLD_FIELD = ProblemType(
    "no_such_old_field",
    422,
    Text("Campo da versão anterior desconhecido", "No such field in the version before"),
    Text(
        "`{field_id}` não está entre os campos da versão anterior que ficaram sem par (veja carried).",
        "`{field_id}` is not among the fields of the version before that were left without a match (see carried).",
    ),
)
OLD_FIELD_TAKEN = ProblemType(
    "old_field_taken",
    409,
    Text("Campo já tem par", "Field is matched already"),
    Text(
        "Já foi dito que {label} ({cell_range}) é esse campo. Desfaça essa decisão antes.",
        "{label} ({cell_range}) was said to be that field. Undo that decision first.",
    ),
)
TEMPLATE_NOT_DRAFT = ProblemType(
    "template_not_draft",
    409,
    Text("Versão não é rascunho", "Version is no draft"),
    Text(
        "Só num rascunho se decide qual campo é qual: depois de publicado, há respostas sob estes ids.",
        "Which field is which is decided in a draft: once it is published, there are answers under these ids.",
    ),
)

PROBLEMS = (NOTHING_TO_DECIDE, NOT_DECIDED, NO_SUCH_OLD_FIELD, OLD_FIELD_TAKEN, TEMPLATE_NOT_DRAFT)
