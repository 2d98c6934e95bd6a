"""`python -m tr4ction_ingestion.manage migrate`: the database to the newest revision, or to another one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tr4ction_common.migrations import downgrade, upgrade
from tr4ction_common.settings import settings_or_exit
from tr4ction_ingestion import migrations
from tr4ction_ingestion.settings import DatabaseSettings


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tr4ction_ingestion.manage")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="go forward").add_argument("--revision", default="head")
    commands.add_parser("downgrade", help="go back").add_argument("revision", help="a revision, or `base`")
    chosen = parser.parse_args(arguments)
    url = settings_or_exit(DatabaseSettings).database_url
    run = upgrade if chosen.command == "migrate" else downgrade
    run(migrations.FOLDER, url, chosen.revision)


if __name__ == "__main__":
    main()
