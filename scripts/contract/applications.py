"""The services' applications, made without a network, a database or a setting of this machine."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from fastapi import FastAPI

import tr4ction_gateway.errors
import tr4ction_ingestion.errors
from tr4ction_common.internal_tokens import generate_key_pair
from tr4ction_common.problems import ProblemType
from tr4ction_common.settings import load_settings
from tr4ction_gateway import main as gateway
from tr4ction_gateway.proxy.table import INGESTION
from tr4ction_gateway.settings import GatewaySettings
from tr4ction_ingestion import main as ingestion
from tr4ction_ingestion.settings import IngestionSettings

# Every problem that a client can be answered with, by code.
CATALOGUE: dict[str, ProblemType] = {**tr4ction_gateway.errors.CATALOGUE, **tr4ction_ingestion.errors.CATALOGUE}

_SECRET = "q7Zp-3vXk9LmT2wRb8YcN4sHd6FgJ1uA"  # noqa: S105  of an application that answers nobody


@dataclass(frozen=True, slots=True)
class Applications:
    """The gateway, and what stands behind it by the names that its table uses."""

    gateway: FastAPI
    services: dict[str, FastAPI]


def applications() -> Applications:
    private, public = generate_key_pair()
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, clear=True):
        return Applications(
            gateway.create_app(
                load_settings(
                    GatewaySettings,
                    _env_file=None,
                    data_dir=Path(folder),
                    jwt_secret=_SECRET,
                    internal_token_private_key=private,
                    ingestion_url="http://127.0.0.1:1",
                )
            ),
            {
                INGESTION: ingestion.create_app(
                    load_settings(
                        IngestionSettings, _env_file=None, data_dir=Path(folder), internal_token_public_key=public
                    )
                )
            },
        )
