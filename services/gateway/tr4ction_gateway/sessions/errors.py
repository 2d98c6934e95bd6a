"""The problems of logging in."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

INVALID_CREDENTIALS = ProblemType(
    "invalid_credentials",
    401,
    Text("Usuário ou senha incorretos", "Wrong user name or password"),
    Text(
        "O usuário ou a senha não confere. Verifique e tente de novo.",
        "The user name or the password is wrong. Check them and try again.",
    ),
)
# Told only to those who know the password.
ACCOUNT_DISABLED = ProblemType(
    "account_disabled",
    403,
    Text("Conta desativada", "Account disabled"),
    Text("Esta conta foi desativada. Fale com a equipe do programa.", "This account was disabled. Ask the programme."),
)

PASSWORD_CHANGE_REQUIRED = ProblemType(
    "password_change_required",
    403,
    Text("Troque a senha", "Change the password"),
    Text(
        "Esta senha serve uma vez. Escolha a sua em POST /auth/password antes de continuar.",
        "This password is good for one use. Choose your own with POST /auth/password before you go on.",
    ),
)

PROBLEMS = (INVALID_CREDENTIALS, ACCOUNT_DISABLED, PASSWORD_CHANGE_REQUIRED)
