"""What can go wrong with accounts."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

USER_NOT_FOUND = ProblemType(
    "user_not_found",
    404,
    Text("Pessoa não encontrada", "Person not found"),
    Text("Não há conta com este número.", "There is no account with this number."),
)
EMAIL_TAKEN = ProblemType(
    "email_taken",
    409,
    Text("E-mail em uso", "E-mail address in use"),
    Text(
        "Já há uma conta com este e-mail. Entre com ela ou use outro.",
        "There is an account with this e-mail address already. Log in with it, or use another address.",
    ),
)
USERNAME_TAKEN = ProblemType(
    "username_taken",
    409,
    Text("Nome de usuário em uso", "User name in use"),
    Text(
        "Já há uma conta com este nome de usuário. Escolha outro.",
        "There is an account with this user name already. Choose another.",
    ),
)
LAST_ADMIN = ProblemType(
    "last_admin",
    409,
    Text("Última conta de administração", "Last admin"),
    Text(
        "Esta é a última conta de administração ativa. Crie ou ative outra antes.",
        "This is the last active admin. Make or enable another one first.",
    ),
)

PROBLEMS = (USER_NOT_FOUND, EMAIL_TAKEN, USERNAME_TAKEN, LAST_ADMIN)


class NoAdminError(Exception):
    """There is no admin whose account is active."""


class AdminConflictError(Exception):
    """An admin's user name or e-mail address belongs to somebody else."""


class UnknownUserError(Exception):
    """Nobody has that user name or e-mail address."""
