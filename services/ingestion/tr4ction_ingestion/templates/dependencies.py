"""What a request to the registry is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.internal_tokens import AdminCaller
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.templates.reading import UploadMeans
from tr4ction_ingestion.templates.removal import Removal
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.service import TemplateService
from tr4ction_ingestion.templates.storage import StagedUpload
from tr4ction_ingestion.templates.upload import UploadService


class Staging:
    """Gives a request its folders when it asks for them, and takes them back when it is over."""

    def __init__(self, means: UploadMeans) -> None:
        self._means = means
        self._staged: StagedUpload | None = None

    async def open(self) -> StagedUpload:
        await run_to_end(self._open)
        assert self._staged is not None
        return self._staged

    def _open(self) -> None:
        self._staged = self._means.storage.stage()

    async def close(self) -> None:
        if self._staged is not None:
            await run_to_end(self._staged.discard)


def _means(request: Request) -> UploadMeans:
    means: UploadMeans = request.app.state.upload_means
    return means


Means = Annotated[UploadMeans, Depends(_means)]


async def _staging(means: Means, _caller: AdminCaller) -> AsyncIterator[Staging]:
    staging = Staging(means)
    try:
        yield staging
    finally:
        await staging.close()


UploadStaging = Annotated[Staging, Depends(_staging, scope="function")]


async def _removal(means: Means, _caller: AdminCaller) -> AsyncIterator[Removal]:
    removal = Removal(means.database, means.storage)
    try:
        yield removal
    finally:
        await removal.end()


# Asked for before the session, it ends after the session's transaction.
TemplateRemoval = Annotated[Removal, Depends(_removal, scope="function")]


def _uploads(means: Means, _staging: UploadStaging, session: WriteSession) -> UploadService:
    # The staging is asked for before the session and therefore ends after it: what is known of an upload's whereabouts
    # must not go before its transaction is over.
    return UploadService(session, means)


Uploads = Annotated[UploadService, Depends(_uploads)]


def _templates(means: Means, session: ReadSession) -> TemplateService:
    return TemplateService(TemplateRepository(session), means.storage, ReviewRepository(session))


Templates = Annotated[TemplateService, Depends(_templates)]
