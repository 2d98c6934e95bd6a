"""What a request to the registry is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from tr4ction_common.database import ReadSession
from tr4ction_common.internal_tokens import AdminCaller
from tr4ction_ingestion.templates.reading import UploadMeans
from tr4ction_ingestion.templates.removal import Removal
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.service import TemplateService


def _means(request: Request) -> UploadMeans:
    means: UploadMeans = request.app.state.upload_means
    return means


Means = Annotated[UploadMeans, Depends(_means)]


async def _removal(means: Means, _caller: AdminCaller) -> AsyncIterator[Removal]:
    removal = Removal(means.database, means.storage)
    try:
        yield removal
    finally:
        await removal.end()


# Asked for before the session, it ends after the session's transaction.
TemplateRemoval = Annotated[Removal, Depends(_removal, scope="function")]


def _templates(means: Means, session: ReadSession) -> TemplateService:
    return TemplateService(TemplateRepository(session), means.storage)


Templates = Annotated[TemplateService, Depends(_templates)]
