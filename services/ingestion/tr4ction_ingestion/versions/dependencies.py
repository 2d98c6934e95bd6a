"""What a request that makes a version is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends

from tr4ction_common.database import WriteSession
from tr4ction_common.internal_tokens import AdminCaller
from tr4ction_ingestion.staging import Staging
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.templates.storage import StagedUpload
from tr4ction_ingestion.versions.redetection import RedetectionService
from tr4ction_ingestion.versions.upload import UploadService


async def _staging(means: Means, _caller: AdminCaller) -> AsyncIterator[Staging[StagedUpload]]:
    staging = Staging(means.storage.stage)
    try:
        yield staging
    finally:
        await staging.close()


UploadStaging = Annotated[Staging[StagedUpload], Depends(_staging, scope="function")]


def _uploads(means: Means, _staging: UploadStaging, session: WriteSession) -> UploadService:
    # The staging is asked for before the session and therefore ends after it: what is known of an upload's whereabouts
    # must not go before its transaction is over.
    return UploadService(session, means)


Uploads = Annotated[UploadService, Depends(_uploads)]


def _redetection(means: Means, _staging: UploadStaging, session: WriteSession) -> RedetectionService:
    return RedetectionService(session, means)


Redetection = Annotated[RedetectionService, Depends(_redetection)]
