"""The problems any service can answer with."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import Catalogue, ProblemType

AUTHENTICATION_REQUIRED = ProblemType(
    "authentication_required",
    401,
    Text("Autenticação necessária", "Authentication required"),
    Text("Entre com sua conta e envie o token de acesso.", "Log in and send the access token."),
)
TOKEN_INVALID = ProblemType(
    "token_invalid",
    401,
    Text("Token inválido", "Invalid token"),
    Text("O token não é válido. Entre de novo.", "The token is not valid. Log in again."),
)
TOKEN_EXPIRED = ProblemType(
    "token_expired",
    401,
    Text("Sessão expirada", "Session expired"),
    Text("O token expirou. Entre de novo.", "The token has expired. Log in again."),
)
FORBIDDEN = ProblemType(
    "forbidden",
    403,
    Text("Acesso negado", "Access denied"),
    Text("Sua conta não tem permissão para isto.", "Your account is not allowed to do this."),
)
NOT_FOUND = ProblemType(
    "not_found",
    404,
    Text("Não encontrado", "Not found"),
    Text("O que você pediu não existe.", "What you asked for does not exist."),
)
METHOD_NOT_ALLOWED = ProblemType(
    "method_not_allowed",
    405,
    Text("Método não permitido", "Method not allowed"),
    Text("Este endereço não aceita esse método.", "This address does not take that method."),
)
REQUEST_REFUSED = ProblemType(
    "request_refused",
    400,
    Text("Pedido recusado", "Request refused"),
    Text("O pedido não pôde ser entendido.", "The request could not be understood."),
)
FILE_TOO_LARGE = ProblemType(
    "file_too_large",
    413,
    Text("Arquivo grande demais", "File too large"),
    Text(
        "O arquivo passa do limite de {limit_mb} MB. Reduza as imagens ou divida a planilha.",
        "The file exceeds the limit of {limit_mb} MB. Shrink its pictures or split the workbook.",
    ),
)
BODY_TOO_LARGE = ProblemType(
    "body_too_large",
    413,
    Text("Pedido grande demais", "Request too large"),
    Text("O pedido passa do limite de {limit_kb} KB.", "The request exceeds the limit of {limit_kb} KB."),
)
VALIDATION_FAILED = ProblemType(
    "validation_failed",
    422,
    Text("Dados inválidos", "Invalid data"),
    Text("Há dados a corrigir; veja a lista em errors.", "Some data must be corrected; see the list in errors."),
)
RATE_LIMITED = ProblemType(
    "rate_limited",
    429,
    Text("Tentativas demais", "Too many attempts"),
    Text("Espere {seconds} s e tente de novo.", "Wait {seconds} s and try again."),
)
INTERNAL_ERROR = ProblemType(
    "internal_error",
    500,
    Text("Erro interno", "Internal error"),
    Text(
        "Algo falhou do nosso lado. Informe o request_id ao suporte.",
        "Something failed on our side. Give the request_id to support.",
    ),
)
SERVICE_UNAVAILABLE = ProblemType(
    "service_unavailable",
    503,
    Text("Serviço indisponível", "Service unavailable"),
    Text(
        "O serviço {service} não respondeu. Tente de novo em instantes.",
        "The {service} service did not answer. Try again in a moment.",
    ),
)
STORAGE_FULL = ProblemType(
    "storage_full",
    507,
    Text("Sem espaço em disco", "No space left"),
    Text(
        "O servidor está sem espaço em disco; nada foi guardado. Avise a operação.",
        "The server has no disk space left; nothing was stored. Tell the operators.",
    ),
)

COMMON = (
    AUTHENTICATION_REQUIRED,
    TOKEN_INVALID,
    TOKEN_EXPIRED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    REQUEST_REFUSED,
    FILE_TOO_LARGE,
    BODY_TOO_LARGE,
    VALIDATION_FAILED,
    RATE_LIMITED,
    INTERNAL_ERROR,
    SERVICE_UNAVAILABLE,
    STORAGE_FULL,
)
# What any route can answer that reads a body.
BODY_PROBLEMS = (REQUEST_REFUSED, BODY_TOO_LARGE, VALIDATION_FAILED)

COMMON_CATALOGUE = Catalogue(*COMMON)
