"""What operators do to the gateway: `python -m tr4ction_gateway.manage COMMAND`.

Exit status: 0 done, 2 the settings, the database or the arguments are not right for it, with one `error:` line on
standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from tr4ction_common.settings import settings_or_exit

if TYPE_CHECKING:
    from tr4ction_gateway.accounts.operators import AdminReport
    from tr4ction_gateway.rules import Rules
    from tr4ction_gateway.settings import GatewaySettings

# Each command imports what it needs, so that none waits for the libraries of another.

T = TypeVar("T")
Arguments = argparse.Namespace


def migrate(settings: GatewaySettings, _arguments: Arguments) -> None:
    """Bring GATEWAY_DATABASE_URL to the newest revision."""
    from tr4ction_common import migrations
    from tr4ction_gateway.migrations import MIGRATIONS

    migrations.upgrade(MIGRATIONS, settings.gateway_database_url)


def ensure_admin(settings: GatewaySettings, _arguments: Arguments) -> None:
    """Make the first admin if there is none, and say who it is as one line of JSON."""
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    _report(
        _with_rules(
            settings,
            lambda rules: rules.operator.ensure_admin(settings.admin_username, settings.admin_email, password),
            conflict="ADMIN_USERNAME or ADMIN_EMAIL is somebody's who is no admin",
        )
    )


def create_admin(settings: GatewaySettings, arguments: Arguments) -> None:
    """Make one more admin; the one-time password is in the line of JSON, and shown this once."""
    from tr4ction_gateway.accounts.identity import is_email, is_username

    email, username = arguments.email, arguments.username
    if not is_email(email):
        raise _refusal("email_invalid", f"{email!r} is no e-mail address")
    if username is not None and not is_username(username):
        raise _refusal("username_invalid", f"{username!r} is no user name: 2 to 64 letters, digits, dots, hyphens")
    name = arguments.name or username or email.partition("@")[0]
    _report(
        _with_rules(
            settings,
            lambda rules: rules.operator.create_admin(email, username, name),
            conflict="the e-mail address or user name is somebody's already; see reset-password",
        )
    )


def reset_password(settings: GatewaySettings, arguments: Arguments) -> None:
    """Give a person a one-time password, shown this once as a line of JSON, and end their sessions."""
    _report(_with_rules(settings, lambda rules: rules.operator.reset_password(arguments.who)))


def access_token(settings: GatewaySettings, _arguments: Arguments) -> None:
    """Print an access token of the first active admin."""

    async def issue(rules: Rules) -> str:
        async with rules.database.session(writes=True) as session, session.begin():
            return await rules.sessions.operator_token(session)

    sys.stdout.write(_with_rules(settings, issue) + "\n")


def verify_audit(settings: GatewaySettings, _arguments: Arguments) -> None:
    """Check that no row of the audit trail was changed or taken out."""
    from tr4ction_gateway.audit.verification import verify

    verdict = _with_rules(settings, lambda rules: verify(rules.database, rules.sealer))
    if verdict.faults:
        raise _refusal("audit_broken", "; ".join(verdict.faults))
    sys.stdout.write(f"{verdict.rows} rows, none changed or missing up to row {verdict.last_id}\n")


def resync_members(settings: GatewaySettings, _arguments: Arguments) -> None:
    """Tell the other services of everybody anew, after one of them lost its database, say."""
    people, left = _with_rules(settings, lambda rules: rules.pusher.resync())
    if left:
        raise _refusal("members_left", f"{left} of {people} could not be pushed; the running gateway goes on trying")
    sys.stdout.write(f"{people} people pushed\n")


def _with_rules(settings: GatewaySettings, work: Callable[[Rules], Awaitable[T]], conflict: str = "") -> T:
    """What `work` gives. Its refusals end the program."""
    from tr4ction_gateway.accounts.errors import AdminConflictError, NoAdminError, UnknownUserError
    from tr4ction_gateway.rules import make_rules

    async def run() -> T:
        rules = make_rules(settings)
        try:
            return await work(rules)
        finally:
            await rules.close()

    try:
        return asyncio.run(run())
    except AdminConflictError:
        raise _refusal("admin_conflict", conflict) from None
    except NoAdminError:
        raise _refusal("no_admin", "there is no active admin; run ensure-admin first") from None
    except UnknownUserError:
        raise _refusal("user_unknown", "nobody has that user name or e-mail address") from None


def _report(admin: AdminReport) -> None:
    from dataclasses import asdict

    sys.stdout.write(json.dumps(asdict(admin), ensure_ascii=False) + "\n")


def _refusal(code: str, text: str) -> SystemExit:
    sys.stderr.write(f"error: {code}: {text}\n")
    return SystemExit(2)


COMMANDS: dict[str, Callable[[GatewaySettings, Arguments], None]] = {
    "migrate": migrate,
    "ensure-admin": ensure_admin,
    "create-admin": create_admin,
    "reset-password": reset_password,
    "access-token": access_token,
    "verify-audit": verify_audit,
    "resync-members": resync_members,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tr4ction_gateway.manage")
    commands = parser.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name, help=command.__doc__) for name, command in COMMANDS.items()}
    made["create-admin"].add_argument("--email", required=True)
    made["create-admin"].add_argument("--username")
    made["create-admin"].add_argument("--name")
    made["reset-password"].add_argument("who", help="user name or e-mail address")
    return parser


def main(arguments: list[str] | None = None) -> None:
    chosen = _parser().parse_args(arguments)

    from sqlalchemy.exc import DBAPIError

    from tr4ction_gateway.settings import GatewaySettings

    settings = settings_or_exit(GatewaySettings)
    try:
        COMMANDS[chosen.command](settings, chosen)
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise _refusal("database_not_ready", f"{reason}; is GATEWAY_DATABASE_URL right, and migrated?") from None


if __name__ == "__main__":
    main()
