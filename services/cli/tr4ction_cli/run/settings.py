"""What `tr4ction run` itself reads from the environment and `.env`."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

from tr4ction_cli.errors import InputError
from tr4ction_common.settings import PortNumber, ServiceSettings, SettingsError, load_settings


class RunSettings(ServiceSettings):
    """`gateway_port` and `web_port` are the only fixed ports; everything else takes free ones."""

    gateway_port: PortNumber = 8000
    web_port: PortNumber = 3000
    chroma_persist_dir: Path | None = None

    @property
    def root(self) -> Path:
        """`DATA_DIR` as the one path that it has, however it was spelt."""
        return self.data_dir.resolve()


def load() -> RunSettings:
    """The settings, or an InputError that names each variable at fault on one line."""
    try:
        return load_settings(RunSettings)
    except SettingsError as error:
        raise InputError("setting_invalid", f"{error}. See .env.example.") from None


def given_variables() -> set[str]:
    """The names of all variables that have a value in the environment or in `.env`."""
    everything = {**dotenv_values(".env"), **os.environ}
    return {name.upper() for name, value in everything.items() if value}
