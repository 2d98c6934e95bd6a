"""`/admin/templates`."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request, Response

from tr4ction_common.cycles import CYCLE_MALFORMED
from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, require_admin
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.templates import filenames
from tr4ction_ingestion.templates.dependencies import Templates
from tr4ction_ingestion.templates.documentation import (
    ASSET_ANSWERS,
    DOWNLOAD,
    ORIGINAL_ANSWERS,
    SNAPSHOT_ANSWERS,
)
from tr4ction_ingestion.templates.downloads import Download, send_file, send_gzipped
from tr4ction_ingestion.templates.errors import (
    ASSET_NOT_FOUND,
    STORED_FILE_DAMAGED,
    STORED_FILE_MISSING,
    TEMPLATE_NOT_FOUND,
)
from tr4ction_ingestion.templates.schemas import TemplatePage, TemplateSummary
from tr4ction_ingestion.templates.service import asset_of
from tr4ction_ingestion.wire import CycleQuery

_PREFIX = "/admin/templates"

router = APIRouter(prefix=_PREFIX, tags=["templates"], dependencies=[Depends(require_admin)])

AssetName = Annotated[str, Path(description="As the template's `assets` name it.", examples=["image1.png"])]
_STORED_FILE_PROBLEMS = (*CALLER_PROBLEMS, TEMPLATE_NOT_FOUND, STORED_FILE_MISSING, STORED_FILE_DAMAGED)
_SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})


@router.get("", responses=problems(*CALLER_PROBLEMS, CYCLE_MALFORMED, VALIDATION_FAILED))
async def list_templates(
    templates: Templates,
    cycle: CycleQuery = None,
    status: Literal["draft", "published", "archived"] | None = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> TemplatePage:
    """The newest first."""
    found, total = await templates.page(cycle, status, limit, offset)
    return TemplatePage(
        templates=[TemplateSummary.model_validate(item) for item in found], total=total, limit=limit, offset=offset
    )


@router.get(
    "/{template_id}/snapshot",
    response_class=Response,
    openapi_extra=DOWNLOAD,
    responses={**SNAPSHOT_ANSWERS, **problems(*_STORED_FILE_PROBLEMS)},
)
async def download_template_snapshot(template_id: PathId, request: Request, templates: Templates) -> Response:
    template = await templates.template(template_id)
    download = Download(f"{template.id}-{template.file_hash_sha256}-snapshot", "application/json")
    return await send_gzipped(request, download, partial(templates.open_snapshot, template))


@router.get(
    "/{template_id}/original",
    response_class=Response,
    openapi_extra=DOWNLOAD,
    responses={**ORIGINAL_ANSWERS, **problems(*_STORED_FILE_PROBLEMS)},
)
async def download_template_original(template_id: PathId, request: Request, templates: Templates) -> Response:
    template = await templates.template(template_id)
    name = filenames.with_extension(template.original_filename, template.file_extension, template.template_key)
    download = Download(
        template.file_hash_sha256,
        filenames.content_type(template.file_extension),
        filenames.content_disposition(name),
    )
    return await send_file(request, download, partial(templates.open_original, template))


@router.get(
    "/{template_id}/assets/{name}",
    response_class=Response,
    openapi_extra=DOWNLOAD,
    responses={**ASSET_ANSWERS, **problems(*_STORED_FILE_PROBLEMS, ASSET_NOT_FOUND)},
)
async def download_template_asset(
    template_id: PathId, name: AssetName, request: Request, templates: Templates
) -> Response:
    template = await templates.template(template_id)
    found = asset_of(template, name)
    kind = "inline" if found["content_type"] in _SHOWN_INLINE else "attachment"
    download = Download(
        f"{template.file_hash_sha256}-{name}", found["content_type"], filenames.content_disposition(name, kind)
    )
    return await send_file(request, download, partial(templates.open_asset, template, name))
