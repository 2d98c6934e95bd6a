"""Every problem this service can answer with."""

from __future__ import annotations

from tr4ction_common.errors import COMMON
from tr4ction_common.problems import Catalogue
from tr4ction_ingestion.answers import errors as answers
from tr4ction_ingestion.bulk import errors as bulk
from tr4ction_ingestion.matches import errors as matches
from tr4ction_ingestion.overview import errors as overview
from tr4ction_ingestion.review import errors as review
from tr4ction_ingestion.templates.errors import TEMPLATE_PROBLEMS
from tr4ction_ingestion.trails import errors as trails
from tr4ction_ingestion.versions import errors as versions

CATALOGUE = Catalogue(
    *COMMON,
    *TEMPLATE_PROBLEMS,
    *review.PROBLEMS,
    *versions.PROBLEMS,
    *matches.PROBLEMS,
    *trails.PROBLEMS,
    *answers.PROBLEMS,
    *overview.PROBLEMS,
    *bulk.PROBLEMS,
)
