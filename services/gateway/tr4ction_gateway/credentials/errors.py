"""What can go wrong with passwords."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

PASSWORD_REFUSED = ProblemType(
    "password_refused",
    422,
    Text("Senha recusada", "Password refused"),
    Text("Escolha outra senha; veja o motivo em errors.", "Choose another password; see the reason in errors."),
)
WRONG_PASSWORD = ProblemType(
    "wrong_password",
    403,
    Text("Senha atual incorreta", "Wrong current password"),
    Text(
        "A senha atual não confere. Verifique e tente de novo.", "The current password is wrong. Check and try again."
    ),
)
RESET_LINK_INVALID = ProblemType(
    "reset_link_invalid",
    404,
    Text("Link inválido", "Invalid link"),
    Text(
        "Este link não vale ou já foi usado. Peça outro à equipe do programa.",
        "This link is not valid, or was used already. Ask the programme for another one.",
    ),
)
USER_DISABLED = ProblemType(
    "user_disabled",
    409,
    Text("Conta desativada", "Account disabled"),
    Text("Esta conta está desativada. Ative-a antes.", "This account is disabled. Enable it first."),
)

PROBLEMS = (PASSWORD_REFUSED, WRONG_PASSWORD, RESET_LINK_INVALID, USER_DISABLED)
