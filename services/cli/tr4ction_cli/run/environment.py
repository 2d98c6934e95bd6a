"""The environments of the stack's processes: there is one `.env`, but each process sees only its own secrets."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.keys import Keys
from tr4ction_cli.run.processes import MARK
from tr4ction_cli.run.services import ADMIN_SECRETS, GATEWAY_SECRETS, INGESTION_SECRETS, Stack
from tr4ction_cli.run.settings import given_variables

_SECRETS = ADMIN_SECRETS | GATEWAY_SECRETS | INGESTION_SECRETS


def stack_environment(data_dir: DataDir, keys: Keys, stack: Stack) -> dict[str, str]:
    """Ours, with what only we know: keys, addresses, absolute paths, and this virtual environment's programs first.

    All secrets are in it; what a process is started with is `visible` or lacks what is `withheld`.
    """
    programs = Path(sys.executable).parent
    return {
        **os.environ,
        **keys.environment(given_variables()),
        **stack.environment(),
        "DATA_DIR": str(data_dir.root),
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        MARK: str(data_dir.root),
    }


def visible(environment: Mapping[str, str], secrets: Collection[str]) -> dict[str, str]:
    """`environment` for a process that may know `secrets` and no others."""
    hidden = withheld(environment, secrets)
    return {name: value for name, value in environment.items() if name not in hidden}


def withheld(environment: Collection[str], secrets: Collection[str]) -> list[str]:
    """The variables that a process must not have that may know `secrets` only: in any case and as `NAME_FILE` too."""
    return [name for name in environment if (setting := _setting(name)) in _SECRETS and setting not in secrets]


def _setting(variable: str) -> str:
    return variable.upper().removesuffix("_FILE")
