"""Why an archive is not taken in, and why a file in one becomes no template."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType
from tr4ction_ingestion.bulk import directory

ARCHIVE_UNSUPPORTED = ProblemType(
    directory.UNSUPPORTED,
    415,
    Text("Tipo de arquivo não aceito", "Unsupported archive type"),
    Text(
        "O arquivo não é um ZIP que se possa abrir. Compacte as planilhas de novo como .zip e envie.",
        "The file is no ZIP archive that can be opened. Compress the workbooks again as .zip and send it.",
    ),
)
ARCHIVE_TOO_LARGE = ProblemType(
    directory.TOO_LARGE,
    422,
    Text("Arquivo ZIP grande demais", "Archive too large"),
    Text(
        "O ZIP passa de um limite ({limit}: no máximo {allowed}). Divida-o em vários e envie um por vez.",
        "The archive passes a limit ({limit}: at most {allowed}). Split it and send one part at a time.",
    ),
)
ARCHIVE_WITHOUT_WORKBOOKS = ProblemType(
    "archive_without_workbooks",
    422,
    Text("Nenhuma planilha", "No workbooks"),
    Text(
        "Não há planilhas do Excel no ZIP. Uma planilha sozinha se envia como ela é, sem compactar.",
        "There are no Excel workbooks in the archive. A single workbook is uploaded as it is, not compressed.",
    ),
)
IDEMPOTENCY_KEY_REUSED = ProblemType(
    "idempotency_key_reused",
    422,
    Text("Idempotency-Key já usada", "Idempotency-Key used before"),
    Text(
        "Esta Idempotency-Key foi enviada com outro arquivo ou ciclo. Use outra para um pedido novo.",
        "This Idempotency-Key was sent with another file or cycle. Use another one for a new request.",
    ),
)
BULK_JOB_NOT_FOUND = ProblemType(
    "bulk_job_not_found",
    404,
    Text("Envio em lote não encontrado", "Bulk job not found"),
    Text("Não há envio em lote com este número.", "There is no bulk job with this number."),
)
BULK_JOB_ENDED = ProblemType(
    "bulk_job_ended",
    409,
    Text("Envio em lote terminado", "Bulk job has ended"),
    Text("O envio em lote já terminou e não pode ser cancelado.", "The bulk job has ended and cannot be cancelled."),
)

# Of a file in an archive: in its row of the report.
FILE_NO_WORKBOOK = ProblemType(
    "file_no_workbook",
    415,
    Text("Não é planilha", "No workbook"),
    Text(
        "O arquivo não tem nome de planilha do Excel e foi deixado de lado.",
        "The file does not have the name of an Excel workbook and was passed over.",
    ),
)
FILE_NAME_UNSAFE = ProblemType(
    "file_name_unsafe",
    422,
    Text("Nome inseguro", "Unsafe name"),
    Text(
        "O nome aponta para fora do ZIP. Compacte a planilha de novo e envie.",
        "The name points out of the archive. Compress the workbook again and send it.",
    ),
)
FILE_NAME_TAKEN = ProblemType(
    "file_name_taken",
    409,
    Text("Nome repetido", "Name taken"),
    Text(
        "Outra planilha do mesmo envio, {other}, daria o mesmo template, e nada diz qual é a versão mais nova. "
        "Renomeie uma delas ou envie-a depois, sozinha.",
        "Another workbook of the same job, {other}, makes the same template, and nothing says which is the newer "
        "version. Rename one of them, or upload it afterwards by itself.",
    ),
)
FILE_ENCRYPTED = ProblemType(
    "file_encrypted",
    422,
    Text("Arquivo com senha no ZIP", "Encrypted in the archive"),
    Text(
        "O ZIP pede senha para este arquivo. Compacte-o sem senha e envie de novo.",
        "The archive asks for a password for this file. Compress it without one and send it again.",
    ),
)
FILE_EXPANDS = ProblemType(
    "file_expands_too_much",
    422,
    Text("Arquivo que se expande demais", "File that unpacks to too much"),
    Text(
        "Descompactado, o arquivo teria mais de {limit_mb} MB. Reduza as imagens ou divida a planilha.",
        "Unpacked, the file would have more than {limit_mb} MB. Shrink its pictures or split the workbook.",
    ),
)
FILE_UNREADABLE = ProblemType(
    "file_unreadable",
    422,
    Text("Arquivo danificado no ZIP", "Damaged in the archive"),
    Text(
        "O arquivo não pôde ser descompactado. Compacte-o de novo como .zip comum e envie.",
        "The file could not be unpacked. Compress it again as an ordinary .zip and send it.",
    ),
)
FILE_GIVEN_UP = ProblemType(
    "file_given_up",
    500,
    Text("Leitura abandonada", "Given up"),
    Text(
        "O serviço parou {attempts} vez(es) enquanto lia este arquivo. Envie-o sozinho; se repetir, avise a operação.",
        "The service stopped {attempts} time(s) while it read this file. Upload it by itself; if it happens again, "
        "tell the operators.",
    ),
)
# Of a whole job.
ARCHIVE_LOST = ProblemType(
    "archive_lost",
    500,
    Text("ZIP guardado não encontrado", "Stored archive missing"),
    Text(
        "O ZIP guardado não foi encontrado no servidor. Envie-o de novo; o que já entrou não entra outra vez.",
        "The stored archive was not found on the server. Send it again; what is in already does not come in twice.",
    ),
)

PROBLEMS = (
    ARCHIVE_UNSUPPORTED,
    ARCHIVE_TOO_LARGE,
    ARCHIVE_WITHOUT_WORKBOOKS,
    IDEMPOTENCY_KEY_REUSED,
    BULK_JOB_NOT_FOUND,
    BULK_JOB_ENDED,
    FILE_NO_WORKBOOK,
    FILE_NAME_UNSAFE,
    FILE_NAME_TAKEN,
    FILE_ENCRYPTED,
    FILE_EXPANDS,
    FILE_UNREADABLE,
    FILE_GIVEN_UP,
    ARCHIVE_LOST,
)

# What the worker that reads an archive's directory can refuse.
DIRECTORY_REFUSALS = {item.code: item for item in (ARCHIVE_UNSUPPORTED, ARCHIVE_TOO_LARGE)}
