"""`manage ingest-folder`, as somebody at a terminal meets it."""

from __future__ import annotations

import asyncio
import errno
import sys
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from tr4ction_common.problems import Problem
from tr4ction_ingestion.bulk.folder import ingest_folder
from tr4ction_ingestion.bulk.reports import as_lines
from tr4ction_ingestion.bulk.service import Asked, JobReport
from tr4ction_ingestion.settings import WorkSettings
from tr4ction_ingestion.versions.upload import check_names

REFUSED_STATUS = 2


def run(settings: WorkSettings, folder: Path, cycle: str, user_id: str) -> int:
    """Takes in a folder; says how far it is on standard error, then what became of every file. Returns the exit status:
    2 where something was refused."""
    try:
        report = _report(settings, folder, Asked(check_names(cycle, None).cycle, user_id))
    except Problem as problem:
        return _refused(problem.type.code, problem.type.detail.render("en", **problem.params))
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        return _refused("database_not_ready", f"{reason}; is DATABASE_URL right, and migrated?")
    except OSError as error:
        return _refused("folder_unreadable", f"{error.filename}: {error.strerror}")
    sys.stdout.write("".join(f"{line}\n" for line in as_lines(report, "en")))
    return REFUSED_STATUS if report.job.state != "done" or report.counts.get("refused") else 0


def _report(settings: WorkSettings, folder: Path, asked: Asked) -> JobReport:
    shown = -1

    def show(report: JobReport) -> None:
        nonlocal shown
        if report.progress > shown:
            shown = report.progress
            sys.stderr.write(f"{shown} %\n")

    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is no folder", str(folder))
    return asyncio.run(ingest_folder(settings, folder, asked, show))


def _refused(code: str, text: str) -> int:
    sys.stderr.write(f"error: {code}: {text}\n")
    return REFUSED_STATUS
