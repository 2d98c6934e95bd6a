"""Versions beside each other."""

from __future__ import annotations

import asyncio

from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.versions.comparison import Version, compare
from tr4ction_ingestion.versions.repository import VersionRepository


class VersionService:
    def __init__(self, versions: VersionRepository, review: ReviewService) -> None:
        self._versions = versions
        self._review = review

    async def template(self, template_id: str) -> TemplateDefinition:
        """Raises Problem where there is none."""
        return await self._review.template(template_id)

    async def diff(self, old: TemplateDefinition, new: TemplateDefinition) -> bytes:
        """What changed from one to the other, as JSON."""
        versions = [Version(template, await self._versions.fields(template.id)) for template in (old, new)]
        return await asyncio.to_thread(compare, *versions)
