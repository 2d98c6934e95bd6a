"""Every problem this service can answer with."""

from __future__ import annotations

from tr4ction_common.errors import COMMON
from tr4ction_common.problems import Catalogue
from tr4ction_ingestion.templates.errors import TEMPLATE_PROBLEMS

CATALOGUE = Catalogue(*COMMON, *TEMPLATE_PROBLEMS)
