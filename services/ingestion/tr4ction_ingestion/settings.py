"""What the ingestion service reads from the environment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from pydantic import Field, SecretStr, field_validator, model_validator

from tr4ction_common.database import DatabaseUrl, sqlite_url
from tr4ction_common.settings import ServiceSettings

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)
_UNSET = Path()

_SHARE_OF_TIME = 0.75

EngineLimit = Annotated[int | None, Field(ge=1)]


class DatabaseSettings(ServiceSettings):
    """What migrating needs; `database_url` defaults to `tr4ction.db` in `DATA_DIR`."""

    database_url: DatabaseUrl = Field(
        default_factory=lambda values: sqlite_url(values["data_dir"], "tr4ction.db"), repr=False
    )


class WorkSettings(DatabaseSettings):
    """What the rules need, whoever calls them. Limits named `workbook_…` default to what the engine can do in
    `parse_memory_mb`, and in three quarters of `parse_timeout_seconds`: it refuses by name before its process is ended.
    """

    template_storage_path: Path = _UNSET
    templates_images_dir: Path = _UNSET
    bulk_storage_path: Path = _UNSET
    parse_concurrency: int = Field(default=1, ge=1, le=32)
    parse_timeout_seconds: float = Field(default=20, gt=0, le=600)
    parse_memory_mb: int = Field(default=512, ge=64, le=65536)
    parse_queue_limit: int = Field(default=20, ge=0, le=1000)
    parse_tasks_per_worker: int = Field(default=200, ge=1)
    preview_cache_mb: int = Field(default=32, ge=0, le=4096)
    risk_medium_days: int = Field(default=7, ge=1, le=365)
    risk_high_days: int = Field(default=14, ge=1, le=365)
    risk_high_below_percent: int = Field(default=50, ge=0, le=100)
    bulk_max_files: int = Field(default=500, ge=1, le=5000)
    bulk_max_total_mb: int = Field(default=1000, ge=1, le=65536)
    bulk_max_attempts: int = Field(default=3, ge=1, le=100)
    bulk_lease_seconds: float = Field(default=30, ge=1, le=3600)
    workbook_max_entries: EngineLimit = None
    workbook_max_part_mb: EngineLimit = None
    workbook_max_total_mb: EngineLimit = None
    workbook_max_ratio: EngineLimit = None
    workbook_ratio_floor_mb: EngineLimit = None
    workbook_max_cells: EngineLimit = None
    workbook_max_sheet_cells: EngineLimit = None
    workbook_max_rows: EngineLimit = None
    workbook_max_strings: EngineLimit = None
    workbook_max_nodes: EngineLimit = None
    workbook_max_tree_mb: EngineLimit = None
    workbook_max_depth: Annotated[int | None, Field(ge=16, le=256)] = None
    workbook_max_ranges: EngineLimit = None
    workbook_max_formula_characters: EngineLimit = None
    workbook_max_seconds: Annotated[float | None, Field(gt=0, le=600)] = None

    @field_validator("template_storage_path", "templates_images_dir", "bulk_storage_path", mode="before")
    @classmethod
    def _a_folder(cls, value: object) -> object:
        if "://" in str(value):
            raise ValueError("must be a folder")
        return value

    @model_validator(mode="after")
    def _rising_risk(self) -> WorkSettings:
        if self.risk_high_days < self.risk_medium_days:
            raise ValueError("RISK_HIGH_DAYS must not be less than RISK_MEDIUM_DAYS")
        return self

    @model_validator(mode="after")
    def _default_folders(self) -> WorkSettings:
        if self.template_storage_path == _UNSET:
            self.template_storage_path = self.data_dir / "templates"
        if self.templates_images_dir == _UNSET:
            self.templates_images_dir = self.data_dir / "images"
        if self.bulk_storage_path == _UNSET:
            self.bulk_storage_path = self.data_dir / "bulk"
        self.template_storage_path = self.template_storage_path.resolve()
        self.templates_images_dir = self.templates_images_dir.resolve()
        self.bulk_storage_path = self.bulk_storage_path.resolve()
        if self.template_storage_path == self.templates_images_dir:
            raise ValueError("TEMPLATES_IMAGES_DIR must not be TEMPLATE_STORAGE_PATH")
        if self.bulk_storage_path in (self.template_storage_path, self.templates_images_dir):
            raise ValueError("BULK_STORAGE_PATH must be a folder of its own")
        return self

    @property
    def engine_limits(self) -> dict[str, int | float]:
        """Those that are set, and time, as the engine's `Limits` names them; sizes in bytes."""
        mib = 1024 * 1024
        limits: dict[str, int | float | None] = {
            "max_entries": self.workbook_max_entries,
            "max_part_bytes": self.workbook_max_part_mb and self.workbook_max_part_mb * mib,
            "max_total_bytes": self.workbook_max_total_mb and self.workbook_max_total_mb * mib,
            "max_ratio": self.workbook_max_ratio,
            "ratio_floor": self.workbook_ratio_floor_mb and self.workbook_ratio_floor_mb * mib,
            "max_cells": self.workbook_max_cells,
            "max_sheet_cells": self.workbook_max_sheet_cells,
            "max_rows": self.workbook_max_rows,
            "max_strings": self.workbook_max_strings,
            "max_nodes": self.workbook_max_nodes,
            "max_tree_bytes": self.workbook_max_tree_mb and self.workbook_max_tree_mb * mib,
            "max_depth": self.workbook_max_depth,
            "max_ranges": self.workbook_max_ranges,
            "max_formula_characters": self.workbook_max_formula_characters,
            "max_seconds": self.workbook_max_seconds or _SHARE_OF_TIME * self.parse_timeout_seconds,
        }
        return {name: value for name, value in limits.items() if value is not None}


class IngestionSettings(WorkSettings):
    """What serving needs."""

    internal_token_public_key: str
    redis_url: SecretStr | None = None

    @field_validator("internal_token_public_key")
    @classmethod
    def _public_keys(cls, value: str) -> str:
        keys = _PEM.findall(value)
        if not keys:
            raise ValueError("must be a public key in PEM (or several, while one is being replaced)")
        for key in keys:
            loaded = serialization.load_pem_public_key(key.encode())
            if not isinstance(loaded, EllipticCurvePublicKey) or not isinstance(loaded.curve, SECP256R1):
                raise ValueError("must be a P-256 key, for ES256")
        return value

    @property
    def internal_token_public_keys(self) -> list[str]:
        return _PEM.findall(self.internal_token_public_key)
