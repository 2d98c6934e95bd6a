"""Why answers are not saved."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

STEP_LOCKED = ProblemType(
    "step_locked",
    423,
    Text("Etapa bloqueada", "Step locked"),
    Text(
        "Esta etapa ainda não está liberada. Conclua as anteriores ou peça à equipe do programa.",
        "This step is not unlocked yet. Complete those before it, or ask the programme.",
    ),
)
ANSWERS_INVALID = ProblemType(
    "answers_invalid",
    422,
    Text("Respostas a corrigir", "Answers to correct"),
    Text(
        "{count} resposta(s) não foram aceitas e nada foi salvo; veja a lista em errors.",
        "{count} answer(s) were not accepted and nothing was saved; see the list in errors.",
    ),
)
ANSWERS_CONFLICT = ProblemType(
    "answers_conflict",
    409,
    Text("Alguém respondeu antes", "Somebody answered before you"),
    Text(
        "{count} campo(s) que você enviou mudaram desde que os leu; nada foi salvo. Veja os dois valores em conflicts "
        "e envie de novo com a revision atual.",
        "{count} field(s) you sent have changed since you read them; nothing was saved. See both values in conflicts "
        "and send again with the current revision.",
    ),
)
TOO_MANY_ANSWERS = ProblemType(
    "too_many_answers",
    422,
    Text("Respostas demais", "Too many answers"),
    Text("Envie até {limit} respostas por vez.", "Send up to {limit} answers at a time."),
)
ANSWER_VERSION_NOT_FOUND = ProblemType(
    "answer_version_not_found",
    404,
    Text("Valor não encontrado", "Value not found"),
    Text("O histórico deste campo não tem esse valor.", "The history of this field has no such value."),
)

PROBLEMS = (STEP_LOCKED, ANSWERS_INVALID, ANSWERS_CONFLICT, TOO_MANY_ANSWERS, ANSWER_VERSION_NOT_FOUND)
