"""What can be asked of the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec

from tr4ction_common.blobs import StoredFile
from tr4ction_common.cycles import CYCLE_MALFORMED, is_cycle
from tr4ction_common.problems import Problem
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.templates import errors
from tr4ction_ingestion.templates.integrity import DamagedFileError
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place, TemplateStorage

T = TypeVar("T")


@dataclass(slots=True)
class Phase:
    """A phase and what belongs to it."""

    phase: str | None
    num_fields: int = 0
    num_required: int = 0
    sheets: list[str] = field(default_factory=list)


class TemplateService:
    def __init__(self, repository: TemplateRepository, storage: TemplateStorage) -> None:
        self._repository = repository
        self._storage = storage

    async def page(
        self, cycle: str | None, status: str | None, limit: int, offset: int
    ) -> tuple[Sequence[TemplateDefinition], int]:
        return await self._repository.page(None if cycle is None else check_cycle(cycle), status, limit, offset)

    async def template(self, template_id: str) -> TemplateDefinition:
        """The template of a number as it stands in an address. Raises Problem where there is none."""
        number = identity_of(template_id)
        found = None if number is None else await self._repository.get(number)
        if found is None:
            raise Problem(errors.TEMPLATE_NOT_FOUND)
        return found

    async def guidance(self, template: TemplateDefinition) -> list[dict[str, Any]]:
        stored = await self._stored(self._storage.read_guidance, Place.of(template))
        return msgspec.json.decode(stored, type=list[dict[str, Any]])

    async def open_original(self, template: TemplateDefinition) -> StoredFile:
        return await self._stored(self._storage.open_original, Place.of(template), template.file_extension)

    async def open_snapshot(self, template: TemplateDefinition) -> StoredFile:
        return await self._stored(self._storage.open_snapshot, Place.of(template))

    async def open_asset(self, template: TemplateDefinition, name: str) -> StoredFile:
        return await self._stored(self._storage.open_asset, template.file_hash_sha256, name)

    @staticmethod
    async def _stored(read: Callable[..., T], *args: object) -> T:
        try:
            return await asyncio.to_thread(read, *args)
        except FileNotFoundError as error:
            raise Problem(errors.STORED_FILE_MISSING) from error
        except DamagedFileError as error:
            raise Problem(errors.STORED_FILE_DAMAGED) from error


def check_cycle(cycle: str) -> str:
    """Raises Problem for what is no cycle's name."""
    if not is_cycle(cycle):
        raise Problem(CYCLE_MALFORMED)
    return cycle


def asset_of(template: TemplateDefinition, name: str) -> dict[str, Any]:
    """The listed asset of that name. Raises Problem where the template has none: no other name reaches the disk."""
    found = next((asset for asset in template.assets if asset["name"] == name), None)
    if found is None:
        raise Problem(errors.ASSET_NOT_FOUND)
    return found


class Asked(Protocol):
    """As much of a field as phases are counted by."""

    @property
    def phase(self) -> str | None: ...
    @property
    def required(self) -> bool: ...
    @property
    def sheet_name(self) -> str: ...


def phases(fields: Iterable[Asked]) -> list[Phase]:
    """The phases in the order in which the workbook comes to them."""
    found: dict[str | None, Phase] = {}
    for item in fields:
        phase = found.setdefault(item.phase, Phase(item.phase))
        phase.num_fields += 1
        phase.num_required += item.required
        if item.sheet_name not in phase.sheets:
            phase.sheets.append(item.sheet_name)
    return list(found.values())
