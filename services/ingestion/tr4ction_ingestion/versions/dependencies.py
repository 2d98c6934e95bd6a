"""What a request that makes a version is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends

from tr4ction_common.database import WriteSession
from tr4ction_common.internal_tokens import AdminCaller
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.templates.reading import UploadMeans
from tr4ction_ingestion.templates.storage import StagedUpload
from tr4ction_ingestion.versions.redetection import RedetectionService
from tr4ction_ingestion.versions.upload import UploadService


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


async def _staging(means: Means, _caller: AdminCaller) -> AsyncIterator[Staging]:
    staging = Staging(means)
    try:
        yield staging
    finally:
        await staging.close()


UploadStaging = Annotated[Staging, Depends(_staging, scope="function")]


def _uploads(means: Means, _staging: UploadStaging, session: WriteSession) -> UploadService:
    # The staging is asked for before the session and therefore ends after it: what is known of an upload's whereabouts
    # must not go before its transaction is over.
    return UploadService(session, means)


Uploads = Annotated[UploadService, Depends(_uploads)]


def _redetection(means: Means, _staging: UploadStaging, session: WriteSession) -> RedetectionService:
    return RedetectionService(session, means)


Redetection = Annotated[RedetectionService, Depends(_redetection)]
