"""What has to be done before a service starts: keys made, databases migrated, the first admin there.

The one-shot container `migrate` runs this at every `docker compose up`; done again, it changes nothing. It ends with 0,
or says on standard error what is the matter and which command to run when that is mended.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from tr4ction_common.key_files import KeyFiles, write_secret
from tr4ction_common.settings import settings_or_exit

TIMEOUT_SECONDS = 120

# What each service finds at these places is its own: a container mounts only what it may see.
DATA = Path("/data")
SECRETS = Path("/secrets")
KEYS = KeyFiles(
    jwt_secret=SECRETS / "gateway/jwt_secret",
    audit_key=SECRETS / "gateway/audit_key",
    private=SECRETS / "gateway/internal_token_private_key.pem",
    public=SECRETS / "ingestion/internal_token_public_key.pem",
)


# The JWT secret that is being replaced; empty at all other times.
JWT_SECRET_PREVIOUS = SECRETS / "gateway/jwt_secret_previous"


class NotReadyError(Exception):
    """Something that a person has to mend. The text is `code: what, and what to do`."""


def main() -> None:
    os.umask(0o077)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(TIMEOUT_SECONDS)
    try:
        for folder in sorted((*DATA.iterdir(), *SECRETS.iterdir())):
            require_writable(folder)
        make_keys()
        migrate_databases()
    except SystemExit as refusal:
        if refusal.code:
            _give_up()  # whoever refused has said why
    except NotReadyError as error:
        _give_up(str(error))
    except Exception:
        traceback.print_exc()
        _give_up()


def require_writable(folder: Path) -> None:
    """Raises NotReadyError with the remedy where a volume is somebody else's: after a restore by hand, mostly."""
    if os.access(folder, os.W_OK | os.X_OK):
        return
    raise NotReadyError(
        f"volume_not_writable: {folder} belongs to user {folder.stat().st_uid}, this runs as user {os.getuid()}. "
        "Give it back: docker compose run --rm --no-deps --user 0 --cap-add CHOWN --cap-add DAC_OVERRIDE "
        f"--entrypoint chown migrate -R {os.getuid()}:{os.getgid()} {folder}"
    )


def make_keys() -> None:
    """The secrets that are missing, each in a file that only its service sees, and never made anew.

    A JWT_SECRET that the operator has chosen, and a JWT_SECRET_PREVIOUS, are checked and kept in files too: the
    services that run have no secret in their environment.
    """
    from tr4ction_gateway.settings import GatewaySettings

    try:
        KEYS.make_missing()
    except ValueError as error:
        raise NotReadyError(f"key_damaged: {error}") from error
    settings = settings_or_exit(GatewaySettings)
    write_secret(KEYS.jwt_secret, settings.jwt_secret.get_secret_value())
    previous = settings.jwt_secret_previous
    write_secret(JWT_SECRET_PREVIOUS, previous.get_secret_value() if previous else "")


def migrate_databases() -> None:
    """Brings both to the newest revision and makes the first admin, whose one-time password is printed."""
    from tr4ction_gateway import manage as gateway
    from tr4ction_ingestion import manage as ingestion

    for name, service, command in (
        ("ingestion", ingestion, "migrate"),
        ("gateway", gateway, "migrate"),
        ("gateway", gateway, "ensure-admin"),
    ):
        os.environ["DATA_DIR"] = str(DATA / name)
        try:
            service.main([command])
        except (OSError, SQLAlchemyError) as error:
            reason = str(error).partition("\n")[0]
            raise NotReadyError(f"database_not_ready: {name} {command}: {reason}") from error


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise NotReadyError(f"migrate_timeout: not done within {TIMEOUT_SECONDS} s; is the database reachable and idle?")


def _give_up(reason: str | None = None) -> None:
    if reason:
        sys.stderr.write(f"error: {reason}\n")
    sys.stderr.write("Nothing was started. When this is mended, run: docker compose up -d\n")
    raise SystemExit(1)


if __name__ == "__main__":
    main()
