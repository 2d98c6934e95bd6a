"""What the registry can refuse, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tr4ction_common.cycles import CYCLE_MALFORMED
from tr4ction_common.errors import FILE_TOO_LARGE
from tr4ction_common.languages import Text
from tr4ction_common.problems import Problem, ProblemType

FILE_MISSING = ProblemType(
    "file_missing",
    422,
    Text("Falta o arquivo", "File missing"),
    Text(
        "Envie a planilha como multipart/form-data, na parte `file`.",
        "Send the workbook as multipart/form-data, in the part `file`.",
    ),
)
FILE_EMPTY = ProblemType(
    "file_empty",
    422,
    Text("Arquivo vazio", "Empty file"),
    Text(
        "O arquivo não tem conteúdo. Escolha-o de novo ou salve-o outra vez no Excel.",
        "The file has no content. Choose it again, or save it once more in Excel.",
    ),
)
MULTIPART_MALFORMED = ProblemType(
    "multipart_malformed",
    400,
    Text("Envio malformado", "Malformed upload"),
    Text(
        "O corpo não é multipart/form-data completo com exatamente um arquivo, na parte `file`. Envie de novo.",
        "The body is not complete multipart/form-data with exactly one file, in the part `file`. Send it again.",
    ),
)
CYCLE_MISSING = ProblemType(
    "cycle_missing",
    422,
    Text("Falta o ciclo", "Cycle missing"),
    Text("Diga o ciclo no endereço, por exemplo `?cycle=Q1`.", "Name the cycle in the address, such as `?cycle=Q1`."),
)
TEMPLATE_KEY_MALFORMED = ProblemType(
    "template_key_malformed",
    422,
    Text("Chave de template malformada", "Malformed template key"),
    Text(
        "A `template_key` tem até {max_length} letras minúsculas sem acento e números, com palavras unidas por `_`, "
        "por exemplo `q1_template_q1`.",
        "A `template_key` has up to {max_length} lower-case unaccented letters and digits, its words joined by `_`, "
        "such as `q1_template_q1`.",
    ),
)
UNSUPPORTED_FILE_TYPE = ProblemType(
    "unsupported_file_type",
    415,
    Text("Tipo de arquivo não aceito", "Unsupported file type"),
    Text(
        "O arquivo não é uma planilha do Excel. Salve-a no Excel como .xlsx, .xlsm, .xltx ou .xltm e envie de novo.",
        "The file is not an Excel workbook. Save it in Excel as .xlsx, .xlsm, .xltx or .xltm and send it again.",
    ),
)
WORKBOOK_LEGACY_XLS = ProblemType(
    "workbook_legacy_xls",
    422,
    Text("Planilha do Excel 97-2003", "Excel 97-2003 workbook"),
    Text(
        "O arquivo está no formato antigo .xls. Abra-o no Excel, salve como .xlsx e envie de novo.",
        "The file is in the old .xls format. Open it in Excel, save it as .xlsx and send it again.",
    ),
)
WORKBOOK_ENCRYPTED = ProblemType(
    "workbook_encrypted",
    422,
    Text("Planilha protegida por senha", "Password-protected workbook"),
    Text(
        "A planilha pede senha para abrir. Retire a senha no Excel (Arquivo, Informações) e envie de novo.",
        "The workbook asks for a password to open. Remove it in Excel (File, Info) and send it again.",
    ),
)
WORKBOOK_DAMAGED = ProblemType(
    "workbook_damaged",
    422,
    Text("Planilha danificada", "Damaged workbook"),
    Text(
        "A planilha está danificada (em {part}). Abra-a no Excel, deixe que ele a repare, salve e envie de novo.",
        "The workbook is damaged ({part}: {reason}). Open it in Excel, let it repair the file, save and send it again.",
    ),
)
ZIP_BOMB = ProblemType(
    "zip_bomb",
    422,
    Text("Planilha que se expande demais", "Workbook that unpacks to too much"),
    Text(
        "Descompactada, a planilha ocuparia mais do que é permitido. Apague linhas, colunas e formatos que não usa, "
        "salve e envie de novo.",
        "Unpacked, the workbook would take more than is allowed. Delete rows, columns and formats it does not need, "
        "save and send it again.",
    ),
)
XML_BOMB = ProblemType(
    "xml_bomb",
    422,
    Text("Planilha com XML não permitido", "Workbook with XML that is not allowed"),
    Text(
        "Há na planilha ({part}) XML que nenhum programa de planilhas escreve. Abra-a no Excel, salve e envie de novo.",
        "The workbook holds XML that no spreadsheet program writes ({part}). Open it in Excel, save and send it again.",
    ),
)
WORKBOOK_NO_SHEETS = ProblemType(
    "workbook_no_sheets",
    422,
    Text("Planilha sem abas", "Workbook without sheets"),
    Text(
        "Não há abas na planilha. Crie uma, salve e envie de novo.",
        "There are no sheets. Add one, save and send it again.",
    ),
)
UNSAFE_PART_NAME = ProblemType(
    "unsafe_part_name",
    422,
    Text("Nome de parte inseguro", "Unsafe part name"),
    Text(
        "O arquivo tem uma parte com nome inseguro ({part}). Abra-o no Excel, salve e envie de novo.",
        "The file has a part with an unsafe name ({part}). Open it in Excel, save and send it again.",
    ),
)
WORKBOOK_TOO_LARGE = ProblemType(
    "workbook_too_large",
    422,
    Text("Planilha grande demais", "Workbook too large"),
    Text(
        "A planilha passa de um limite ({limit}: no máximo {allowed}). Retire o que não é preciso e envie de novo.",
        "The workbook passes a limit ({limit}: at most {allowed}). Remove what is not needed and send it again.",
    ),
)
WORKBOOK_TOO_COMPLEX = ProblemType(
    "workbook_too_complex",
    422,
    Text("Planilha complexa demais", "Workbook too complex"),
    Text(
        "Ler esta planilha passa de {seconds} s ou {memory_mb} MB. Divida-a ou retire o que não é preciso "
        "e envie de novo.",
        "Reading this workbook takes more than {seconds} s or {memory_mb} MB. Split it or remove what is not needed, "
        "and send it again.",
    ),
)
PARSE_FAILED = ProblemType(
    "parse_failed",
    500,
    Text("A leitura falhou", "Reading failed"),
    Text(
        "A leitura da planilha falhou do nosso lado; nada foi guardado. Tente de novo; se repetir, informe o "
        "request_id ao suporte.",
        "Reading the workbook failed on our side; nothing was stored. Try again; if it happens once more, give the "
        "request_id to support.",
    ),
)
INGESTION_BUSY = ProblemType(
    "ingestion_busy",
    503,
    Text("Muitos envios ao mesmo tempo", "Too many uploads at once"),
    Text(
        "Há muitas planilhas na fila. Tente de novo em {seconds} s.",
        "Many workbooks are waiting. Try again in {seconds} s.",
    ),
)
TEMPLATE_NOT_FOUND = ProblemType(
    "template_not_found",
    404,
    Text("Template não encontrado", "Template not found"),
    Text("Não há template com este número.", "There is no template with this number."),
)
ASSET_NOT_FOUND = ProblemType(
    "asset_not_found",
    404,
    Text("Imagem não encontrada", "Image not found"),
    Text("Este template não tem imagem com este nome.", "This template has no image of this name."),
)
STORED_FILE_MISSING = ProblemType(
    "stored_file_missing",
    500,
    Text("Arquivo guardado não encontrado", "Stored file missing"),
    Text(
        "O template existe, mas o arquivo guardado não foi encontrado no servidor. Avise a operação.",
        "The template exists, but its stored file was not found on the server. Tell the operators.",
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

_FROM_ENGINE = (
    FILE_EMPTY,
    WORKBOOK_LEGACY_XLS,
    WORKBOOK_ENCRYPTED,
    WORKBOOK_DAMAGED,
    ZIP_BOMB,
    XML_BOMB,
    WORKBOOK_NO_SHEETS,
    UNSAFE_PART_NAME,
    WORKBOOK_TOO_LARGE,
    WORKBOOK_TOO_COMPLEX,
)

TEMPLATE_PROBLEMS = (
    FILE_MISSING,
    MULTIPART_MALFORMED,
    CYCLE_MISSING,
    CYCLE_MALFORMED,
    TEMPLATE_KEY_MALFORMED,
    UNSUPPORTED_FILE_TYPE,
    *_FROM_ENGINE,
    PARSE_FAILED,
    INGESTION_BUSY,
    TEMPLATE_NOT_FOUND,
    ASSET_NOT_FOUND,
    STORED_FILE_MISSING,
    STORED_FILE_DAMAGED,
)

# What an upload can be refused with, beyond who may send one.
UPLOAD_PROBLEMS = (
    FILE_MISSING,
    FILE_TOO_LARGE,
    MULTIPART_MALFORMED,
    CYCLE_MISSING,
    CYCLE_MALFORMED,
    TEMPLATE_KEY_MALFORMED,
    UNSUPPORTED_FILE_TYPE,
    *_FROM_ENGINE,
    PARSE_FAILED,
    INGESTION_BUSY,
)

# The engine's codes; where ours reads otherwise, it is because the engine speaks of files and we of requests.
ENGINE_REFUSALS: Mapping[str, ProblemType] = {
    "not_a_workbook": UNSUPPORTED_FILE_TYPE,
    **{refusal.code: refusal for refusal in _FROM_ENGINE},
}


def engine_refusal(code: str, params: Mapping[str, object]) -> Problem:
    """The engine's refusal as a problem. A code this service does not know is a fault of ours."""
    texts: dict[str, Any] = {
        **dict.fromkeys(("part", "reason", "limit", "allowed", "seconds", "memory_mb"), "?"),
        **params,
    }
    return Problem(ENGINE_REFUSALS.get(code, PARSE_FAILED), **texts)
