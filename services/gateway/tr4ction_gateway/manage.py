"""What operators do to the gateway: `python -m tr4ction_gateway.manage COMMAND`.

Exit status: 0 done, 2 the settings or the database are not ready for it, with one `error:` line on standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tr4ction_common.settings import settings_or_exit

if TYPE_CHECKING:
    from tr4ction_gateway.settings import GatewaySettings

# Each command imports what it needs, so that none waits for the libraries of another.


def migrate(settings: GatewaySettings) -> None:
    """Bring GATEWAY_DATABASE_URL to the newest revision."""
    from tr4ction_common import migrations
    from tr4ction_gateway.migrations import MIGRATIONS

    migrations.upgrade(MIGRATIONS, settings.gateway_database_url)


def ensure_admin(settings: GatewaySettings) -> None:
    """Make the first admin if there is none, and say who it is as one line of JSON."""
    sys.stdout.write(json.dumps(asyncio.run(_ensure_admin(settings)), ensure_ascii=False) + "\n")


async def _ensure_admin(settings: GatewaySettings) -> dict[str, object]:
    from dataclasses import asdict

    from tr4ction_common.database import Database
    from tr4ction_gateway.accounts import service
    from tr4ction_gateway.accounts.errors import AdminConflictError
    from tr4ction_gateway.accounts.passwords import PasswordHasher

    database = Database(settings.gateway_database_url)
    passwords = PasswordHasher(settings.bcrypt_rounds)
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    try:
        admin = await service.ensure_admin(database, passwords, settings.admin_username, settings.admin_email, password)
    except AdminConflictError:
        raise _refusal("admin_conflict", "ADMIN_USERNAME or ADMIN_EMAIL is somebody's who is no admin") from None
    finally:
        passwords.close()
        await database.close()
    return asdict(admin)


def access_token(settings: GatewaySettings) -> None:
    """Print an access token of the first active admin."""
    sys.stdout.write(asyncio.run(_access_token(settings)) + "\n")


async def _access_token(settings: GatewaySettings) -> str:
    from tr4ction_common.database import Database
    from tr4ction_gateway.accounts.errors import NoAdminError
    from tr4ction_gateway.accounts.passwords import PasswordHasher
    from tr4ction_gateway.main import session_rules

    database = Database(settings.gateway_database_url)
    sessions = session_rules(settings, PasswordHasher(settings.bcrypt_rounds))
    try:
        async with database.session(writes=True) as session, session.begin():
            return await sessions.operator_token(session)
    except NoAdminError:
        raise _refusal("no_admin", "there is no active admin; run ensure-admin first") from None
    finally:
        await database.close()


def _refusal(code: str, text: str) -> SystemExit:
    sys.stderr.write(f"error: {code}: {text}\n")
    return SystemExit(2)


COMMANDS: dict[str, Callable[[GatewaySettings], None]] = {
    "migrate": migrate,
    "ensure-admin": ensure_admin,
    "access-token": access_token,
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tr4ction_gateway.manage")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.__doc__)
    chosen = COMMANDS[parser.parse_args(arguments).command]

    from sqlalchemy.exc import DBAPIError

    from tr4ction_gateway.settings import GatewaySettings

    settings = settings_or_exit(GatewaySettings)
    try:
        chosen(settings)
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise _refusal("database_not_ready", f"{reason}; is GATEWAY_DATABASE_URL right, and migrated?") from None


if __name__ == "__main__":
    main()
