"""Settings: read once from the environment and `.env`, refused by name when wrong.

Every service's settings extend `ServiceSettings`. A variable `NAME_FILE` names a file that holds the value
of `NAME`, so that a secret need not stand in the environment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

VERSION = "2.0.0"

PortNumber = Annotated[int, Field(ge=1, le=65535)]

_SettingsT = TypeVar("_SettingsT", bound=BaseSettings)


class _FileSource(PydanticBaseSettingsSource):
    """Reads the value of `NAME` from the file that the variable `NAME_FILE` names, in the environment or `.env`."""

    def __init__(self, settings_cls: type[BaseSettings], dotenv: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        from_dotenv = dotenv.env_vars if isinstance(dotenv, DotEnvSettingsSource) else {}
        self._variables = {name.upper(): value for name, value in from_dotenv.items()} | dict(os.environ)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        for name in _names(field, field_name):
            variable = f"{name.upper()}_FILE"
            path = self._variables.get(variable)
            if path:
                return _content(variable, Path(path)), name, False
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                values[key] = value
        return values


def _names(field: FieldInfo, field_name: str) -> list[str]:
    """The variables, in lower case, that a field is read from."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return [choice for choice in alias.choices if isinstance(choice, str)]
    return [alias if isinstance(alias, str) else field_name]


def _content(variable: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError([(variable, f"{path}: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise SettingsError([(variable, f"{path}: is not UTF-8 text")]) from error


class SettingsError(Exception):
    """One or more settings are wrong. `faults` pairs the variable with what is the matter."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{variable}: {reason}" for variable, reason in faults))


class ServiceSettings(BaseSettings):
    """What every service reads."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    environment: Literal["development", "test", "production"] = "development"
    debug_mode: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_dir: Path | None = None  # a folder for rotated log files, beside standard output
    data_dir: Path = Path("data")
    max_upload_mb: int = Field(default=50, ge=1, le=1024)
    max_body_kb: int = Field(default=1024, ge=1, le=65536)  # of every request that is no upload
    error_catalogue_url: str = "https://tr4ction.example/errors"

    @model_validator(mode="after")
    def _no_debugging_in_production(self) -> ServiceSettings:
        if self.environment == "production" and self.debug_mode:
            raise ValueError("DEBUG_MODE must be false when ENVIRONMENT is production")
        return self

    @field_validator("log_dir")
    @classmethod
    def _can_be_written(cls, value: Path | None) -> Path | None:
        if value is not None and not (value.is_dir() and os.access(value, os.W_OK)):
            raise ValueError(f"{value} is not a folder that can be written to")
        return value

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 1024 * 1024

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FileSource(settings_cls, dotenv_settings), dotenv_settings


def load_settings(settings_cls: type[_SettingsT], **values: Any) -> _SettingsT:
    """Settings from the environment. Raises SettingsError that names each variable at fault."""
    try:
        return settings_cls(**values)
    except ValidationError as error:
        raise SettingsError([_fault(dict(item)) for item in error.errors()]) from None


def settings_or_exit(settings_cls: type[_SettingsT]) -> _SettingsT:
    """As `load_settings`, for a program's start: says each fault on standard error and exits with 2."""
    try:
        return load_settings(settings_cls)
    except SettingsError as error:
        for variable, reason in error.faults:
            sys.stderr.write(f"error: setting_invalid: {variable}: {reason}\n")
        raise SystemExit(2) from None


def _fault(item: dict[str, Any]) -> tuple[str, str]:
    variable = "_".join(str(part) for part in item["loc"]).upper()
    reason = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "missing":
        reason = "must be set; see .env.example"
    if not variable:
        variable, _, reason = reason.partition(" ")  # a rule about several settings begins with the one at fault
    return variable, reason
