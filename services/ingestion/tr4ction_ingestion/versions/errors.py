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
TEMPLATE_WAS_PUBLISHED = ProblemType(
    "template_was_published",
    409,
    Text("Versão já publicada", "Version was published"),
    Text(
        "Esta versão já foi publicada, e por isso fica guardada. Arquive-a para tirá-la de uso.",
        "This version was published and is therefore kept. Archive it to take it out of use.",
    ),
)
TEMPLATE_HAS_SUCCESSOR = ProblemType(
    "template_has_successor",
    409,
    Text("Versão com sucessora", "Version with a successor"),
    Text(
        "A versão {version} foi feita a partir desta. Apague-a antes, ou mantenha as duas.",
        "Version {version} was made from this one. Delete that one first, or keep both.",
    ),
)

PROBLEMS = (
    TEMPLATE_WITHOUT_FIELDS,
    TEMPLATE_ARCHIVED,
    VERSION_IN_USE,
    TEMPLATE_WAS_PUBLISHED,
    TEMPLATE_HAS_SUCCESSOR,
)
