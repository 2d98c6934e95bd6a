"""What can go wrong with invitations."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

INVITATION_NOT_FOUND = ProblemType(
    "invitation_not_found",
    404,
    Text("Convite não encontrado", "Invitation not found"),
    Text("Não há convite com este número.", "There is no invitation with this number."),
)
INVITATION_OPEN = ProblemType(
    "invitation_open",
    409,
    Text("Convite em aberto", "Invitation is open"),
    Text(
        "Já há um convite em aberto para este e-mail. Reenvie ou revogue aquele.",
        "There is an open invitation for this e-mail address already. Send that one again, or revoke it.",
    ),
)
INVITATION_CLOSED = ProblemType(
    "invitation_closed",
    409,
    Text("Convite encerrado", "Invitation is closed"),
    Text(
        "Este convite já foi aceito ou revogado. Crie outro.",
        "This invitation was accepted or revoked already. Make another one.",
    ),
)
# The same for a link that never was, was used, was replaced, was revoked or has expired.
INVITATION_INVALID = ProblemType(
    "invitation_invalid",
    404,
    Text("Convite inválido", "Invalid invitation"),
    Text(
        "Este convite não vale ou já foi usado. Peça outro à equipe do programa.",
        "This invitation is not valid, or was used already. Ask the programme for another one.",
    ),
)

PROBLEMS = (INVITATION_NOT_FOUND, INVITATION_OPEN, INVITATION_CLOSED, INVITATION_INVALID)
