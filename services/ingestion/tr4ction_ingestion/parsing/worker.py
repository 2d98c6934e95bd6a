"""What runs inside a worker process: the only place of this service that reads workbooks."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from tr4ction_common.blobs import is_safe_name
from tr4ction_ingestion.parsing.model import GUIDANCE, SNAPSHOT, Parsed, ParseTask, Refused

if TYPE_CHECKING:
    from tr4ction_workbook.ooxml import Limits

R = TypeVar("R")
T = TypeVar("T")

OUT_OF_MEMORY_STATUS = 86  # any exit status nothing else uses

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_MEDIA_TYPE = re.compile(r"(?:image|audio|video)/[A-Za-z0-9.+-]{1,64}")
_EXTENSIONS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "xltm",
}


def initialize(parent: int, memory_mb: int) -> None:
    """Binds this process to its parent's life, loads the engine, and limits its memory."""
    _die_with(parent)
    _be_the_first_to_go()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Of the limits the kernel offers only the address space bounds everything that can become resident, file mappings
    # included; RLIMIT_DATA leaves those out and RLIMIT_RSS is not enforced. Libraries take about 40 MB of it.
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    import tr4ction_workbook.inspection  # noqa: F401  so that the first upload need not wait for it


def ready() -> bool:
    """Comes back when a worker can work."""
    return True


def or_end(work: Callable[[T], R], task: T) -> R:
    """What `work` makes of the task; where memory runs out, the end of this process."""
    try:
        return work(task)
    except MemoryError:
        # What is left of this process is not worth keeping: a fragmented heap would fail the next workbook.
        os._exit(OUT_OF_MEMORY_STATUS)


def engine_limits(given: Mapping[str, int | float]) -> Limits:
    """What the engine can do in the memory of this process, unless `given` says otherwise."""
    from tr4ction_workbook.ooxml import Limits

    memory = resource.getrlimit(resource.RLIMIT_AS)[0]
    limits = Limits() if memory == resource.RLIM_INFINITY else Limits().within(memory)
    return replace(limits, **cast("dict[str, Any]", given))


def parse_workbook(task: ParseTask) -> Parsed | Refused:
    """Reads a workbook and writes what is stored of it. Raises OSError where the disk is full."""
    return or_end(_parse, task)


def _parse(task: ParseTask) -> Parsed | Refused:
    from tr4ction_workbook.inspection import inspect_workbook
    from tr4ction_workbook.ooxml import WorkbookError

    try:
        inspection = inspect_workbook(task.original, engine_limits(task.limits))
        snapshot = inspection.snapshot()
        assets = inspection.assets
    except WorkbookError as error:
        return Refused(error.code, error.params)
    (task.folder / SNAPSHOT).write_bytes(snapshot)
    guidance = [{"sheet_name": item.sheet_name, "text": item.text} for item in inspection.guidance]
    (task.folder / GUIDANCE).write_bytes(msgspec.json.encode(_storable(guidance)))
    for asset in assets:
        _write_asset(task.images, asset.name, asset.data)
    source = inspection.workbook.source
    return Parsed(
        extension=_EXTENSIONS.get(source.package.content_type(source.part), "xlsx"),
        stats=inspection.stats,
        validation_report=_storable(inspection.validation_report),
        fields=[_storable(field.as_dict()) for field in inspection.fields],
        sheets=[_storable({"name": sheet.name, "state": sheet.state}) for sheet in inspection.workbook.sheets],
        assets=[{"name": a.name, "content_type": _media_type(a.content_type), "size": len(a.data)} for a in assets],
    )


def _write_asset(folder: Path, name: str, data: bytes) -> None:
    if not is_safe_name(name):
        raise ValueError(f"the engine named an asset {name!r}")
    (folder / name).write_bytes(data)


def _media_type(declared: str) -> str:
    """What the workbook declares, where that can stand in a header and is no document that a browser would run."""
    return declared.lower() if _MEDIA_TYPE.fullmatch(declared) else "application/octet-stream"


def _storable(value: Any) -> Any:
    """`value` without what a database cannot keep: NUL (PostgreSQL) and lone surrogates; `_xHHHH_` gives both."""
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return (
            value.replace("\0", "\N{REPLACEMENT CHARACTER}")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item) for item in value]
    return value


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)


def _be_the_first_to_go() -> None:
    """Where the machine runs out of memory, the kernel shall take the worker and leave the service."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
