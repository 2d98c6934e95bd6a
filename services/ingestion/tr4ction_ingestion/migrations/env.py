"""Run by Alembic: which tables there should be."""

from __future__ import annotations

from tr4ction_common.migrations import run_environment
from tr4ction_ingestion.answers import models as _answers  # noqa: F401  its tables join the metadata
from tr4ction_ingestion.bulk import models as _bulk  # noqa: F401  its tables join the metadata
from tr4ction_ingestion.members import models as _members  # noqa: F401  its tables join the metadata
from tr4ction_ingestion.review import models as _review  # noqa: F401  its tables join the metadata
from tr4ction_ingestion.tables import Base
from tr4ction_ingestion.templates import models as _templates  # noqa: F401  its tables join the metadata
from tr4ction_ingestion.trails import models as _trails  # noqa: F401  its tables join the metadata

run_environment(Base.metadata)
