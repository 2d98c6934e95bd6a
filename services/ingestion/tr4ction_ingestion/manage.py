"""`python -m tr4ction_ingestion.manage`: what operators do beside the running service.

`migrate` and `downgrade` take the database to the newest revision, or to another one. `check` says whether files, rows,
counters and histories fit together, and ends with 0 where they do, else with 2; with `--repair` it mends what can be
mended without losing anything, and ends with 0 where nothing is left. `ingest-folder` takes in every workbook of a
folder, and ends with 2 where one was refused.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tr4ction_common.migrations import downgrade, is_current, upgrade
from tr4ction_common.settings import settings_or_exit
from tr4ction_ingestion import migrations
from tr4ction_ingestion.settings import DatabaseSettings, WorkSettings

if TYPE_CHECKING:
    from tr4ction_ingestion.consistency.model import Finding

FINDINGS_STATUS = 2


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tr4ction_ingestion.manage")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="go forward").add_argument("--revision", default="head")
    commands.add_parser("downgrade", help="go back").add_argument("revision", help="a revision, or `base`")
    check = commands.add_parser("check", help="say whether what is stored fits together")
    check.add_argument("--repair", action="store_true", help="mend what can be mended without losing anything")
    many = commands.add_parser("ingest-folder", help="take in every workbook of a folder")
    many.add_argument("path", type=Path)
    many.add_argument("--cycle", required=True, help="the quarter, such as Q1_2026")
    many.add_argument("--user-id", default="operator", help="who is said to have brought them")
    chosen = parser.parse_args(arguments)
    if chosen.command == "ingest-folder":
        from tr4ction_ingestion.bulk import command

        sys.exit(command.run(settings_or_exit(WorkSettings), chosen.path, chosen.cycle, chosen.user_id))
    if chosen.command == "check":
        sys.exit(_check(settings_or_exit(WorkSettings), repair=chosen.repair))
    url = settings_or_exit(DatabaseSettings).database_url
    run = upgrade if chosen.command == "migrate" else downgrade
    run(migrations.FOLDER, url, chosen.revision)


def _check(settings: WorkSettings, *, repair: bool) -> int:
    """Writes a line for each finding. Returns the exit status."""
    found = asyncio.run(_found(settings, repair=repair))
    if found is None:
        sys.stderr.write("error: database_not_ready: run `python -m tr4ction_ingestion.manage migrate` first\n")
        return FINDINGS_STATUS
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    left = sum(not finding.repaired for finding in found)
    sys.stdout.write(f"{len(found)} findings, {left} left\n")
    return FINDINGS_STATUS if left else 0


async def _found(settings: WorkSettings, *, repair: bool) -> list[Finding] | None:
    """None where the database is not at the newest revision."""
    from tr4ction_common.database import Database
    from tr4ction_ingestion.consistency.service import ConsistencyCheck
    from tr4ction_ingestion.templates.storage import TemplateStorage

    database = Database(settings.database_url)
    try:
        if not await is_current(migrations.FOLDER, database):
            return None
        storage = TemplateStorage(settings.template_storage_path, settings.templates_images_dir)
        storage.prepare()
        return await ConsistencyCheck(database, storage, repair=repair).run()
    finally:
        await database.close()


if __name__ == "__main__":
    main()
