"""`/admin/templates`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from tr4ction_common.internal_tokens import AdminCaller, require_admin
from tr4ction_ingestion.templates import filenames
from tr4ction_ingestion.templates.dependencies import Means, Templates, Uploads, UploadStaging
from tr4ction_ingestion.templates.downloads import Download, send_file, send_gzipped
from tr4ction_ingestion.templates.reception import FILE_PART, receive_file
from tr4ction_ingestion.templates.schemas import (
    FieldView,
    PhaseSummary,
    SheetGuidance,
    TemplateContext,
    TemplateDetail,
    TemplatePage,
    TemplateSummary,
    TemplateView,
    UploadResponse,
)
from tr4ction_ingestion.templates.service import asset_of, phases
from tr4ction_ingestion.templates.upload import check_names

_PREFIX = "/admin/templates"
UPLOAD_PATH = f"{_PREFIX}/upload"

router = APIRouter(prefix=_PREFIX, tags=["templates"], dependencies=[Depends(require_admin)])

_UPLOAD_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FILE_PART],
                "properties": {FILE_PART: {"type": "string", "format": "binary"}},
            }
        }
    },
}
_SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})


@router.post("/upload", openapi_extra={"requestBody": _UPLOAD_BODY})
async def upload(
    request: Request,
    caller: AdminCaller,
    means: Means,
    staging: UploadStaging,
    uploads: Uploads,
    cycle: str | None = None,
    template_key: str | None = None,
) -> UploadResponse:
    # The body is no parameter: FastAPI would read it before it asks who is there.
    names = check_names(cycle, template_key)
    uploads.check_room()
    staged = await staging.open()
    received = await receive_file(request, staged.original, means.settings.max_upload_bytes)
    return UploadResponse.of(await uploads.store(names, received, staged, caller.user_id))


@router.get("")
async def list_templates(
    templates: Templates,
    cycle: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> TemplatePage:
    found, total = await templates.page(cycle, limit, offset)
    return TemplatePage(
        templates=[TemplateSummary.model_validate(item) for item in found], total=total, limit=limit, offset=offset
    )


@router.get("/{template_id}")
async def detail(template_id: str, templates: Templates) -> TemplateDetail:
    template = await templates.template(template_id)
    fields = await templates.fields(template)
    return TemplateDetail(
        template=TemplateView.model_validate(template), fields=[FieldView.model_validate(item) for item in fields]
    )


@router.get("/{template_id}/context")
async def context(template_id: str, templates: Templates) -> TemplateContext:
    template = await templates.template(template_id)
    fields = await templates.fields(template)
    return TemplateContext(
        template_meta=TemplateSummary.model_validate(template),
        fillable_fields=[FieldView.model_validate(item) for item in fields],
        phases_summary=[PhaseSummary.model_validate(item, from_attributes=True) for item in phases(fields)],
        guidance=[SheetGuidance.model_validate(item) for item in await templates.guidance(template)],
    )


@router.get("/{template_id}/snapshot", response_class=Response)
async def snapshot(template_id: str, request: Request, templates: Templates) -> Response:
    template = await templates.template(template_id)
    download = Download(f"{template.id}-{template.file_hash_sha256}-snapshot", "application/json")
    return await send_gzipped(request, download, partial(templates.open_snapshot, template))


@router.get("/{template_id}/original", response_class=Response)
async def original(template_id: str, request: Request, templates: Templates) -> Response:
    template = await templates.template(template_id)
    name = filenames.with_extension(template.original_filename, template.file_extension, template.template_key)
    download = Download(
        template.file_hash_sha256,
        filenames.content_type(template.file_extension),
        filenames.content_disposition(name),
    )
    return await send_file(request, download, partial(templates.open_original, template))


@router.get("/{template_id}/assets/{name}", response_class=Response)
async def asset(template_id: str, name: str, request: Request, templates: Templates) -> Response:
    template = await templates.template(template_id)
    found = asset_of(template, name)
    kind = "inline" if found["content_type"] in _SHOWN_INLINE else "attachment"
    download = Download(
        f"{template.file_hash_sha256}-{name}", found["content_type"], filenames.content_disposition(name, kind)
    )
    return await send_file(request, download, partial(templates.open_asset, template, name))
