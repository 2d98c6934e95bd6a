"""Why a version is not published, archived or read again."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

TEMPLATE_WITHOUT_FIELDS = ProblemType(
    "template_without_fields",
    409,
    Text("Template sem campos", "Template without fields"),
    Text(
        "Não há nada a preencher nesta versão. Acrescente campos, ou desfaça as correções que os retiraram, "
        "e publique de novo.",
        "There is nothing to fill in in this version. Add fields, or undo the corrections that took them away, "
        "and publish again.",
    ),
)
TEMPLATE_ARCHIVED = ProblemType(
    "template_archived",
    409,
    Text("Versão arquivada", "Version archived"),
    Text("Esta versão está arquivada. Restaure-a antes.", "This version is archived. Restore it first."),
)
VERSION_IN_USE = ProblemType(
    "version_in_use",
    409,
    Text("Versão em uso", "Version in use"),
    Text(
        "{count} empresa(s) ainda preenchem esta versão antiga. Mova-as antes para a versão publicada.",
        "{count} organization(s) still fill in this old version. Move them to the published one first.",
    ),
)
STORED_FILE_DAMAGED = ProblemType(
    "stored_file_damaged",
    500,
    Text("Arquivo guardado danificado", "Stored file damaged"),
    Text(
        "O arquivo guardado não é mais o que foi enviado. Avise a operação.",
        "The stored file is no longer what was uploaded. Tell the operators.",
    ),
)

PROBLEMS = (TEMPLATE_WITHOUT_FIELDS, TEMPLATE_ARCHIVED, VERSION_IN_USE, STORED_FILE_DAMAGED)
