"""A version is published, archived, brought back, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.lifecycle.repository import LifecycleRepository
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates.carried import sheets
from tr4ction_ingestion.templates.models import ARCHIVED, DRAFT, PUBLISHED, TemplateDefinition
from tr4ction_ingestion.templates.removal import Removal
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place
from tr4ction_ingestion.trails.models import Trail
from tr4ction_ingestion.trails.service import TrailService
from tr4ction_ingestion.versions import errors
from tr4ction_ingestion.versions.repository import VersionRepository


class LifecycleService:
    def __init__(
        self,
        repository: LifecycleRepository,
        versions: VersionRepository,
        templates: TemplateRepository,
        review: ReviewService,
        trails: TrailService,
        mover: Mover,
    ) -> None:
        self._repository = repository
        self._versions = versions
        self._templates = templates
        self._review = review
        self._trails = trails
        self._mover = mover

    async def publish(self, template_id: str) -> Trail:
        """Makes the version the one that forms begin with; done again, founders see what was corrected since.

        Who has begun with another version stays there; forms without an answer follow at once.
        """
        await self._templates.lock_registry()
        template = await self._review.template(template_id, lock=True)
        if template.status == ARCHIVED:
            raise Problem(errors.TEMPLATE_ARCHIVED)
        fields = await self._review.fields(template)
        if not fields:
            raise Problem(errors.TEMPLATE_WITHOUT_FIELDS)
        trail = await self._trails.find(template)
        await self._mover.lock(trail)
        renamed = await self._renamed_since(trail, template)
        trail = await self._trails.publish(template, fields, renamed)
        await self._mover.follow(trail, template.id)
        return trail

    async def archive(self, template_id: str) -> TemplateDefinition:
        """Takes a version out of use; with the trail's own version its founders see the trail no more.

        Raises Problem for an old version that somebody still fills in.
        """
        await self._templates.lock_registry()
        template = await self._review.template(template_id, lock=True)
        trail = await self._trails.find(template)
        if trail is None or trail.template_id != template.id:
            count = await self._repository.num_forms(template.id)
            if count:
                raise Problem(errors.VERSION_IN_USE, count=count)
        template.status = ARCHIVED
        return template

    async def restore(self, template_id: str) -> TemplateDefinition:
        """Brings a version back as it was: published if it ever was, else a draft."""
        await self._templates.lock_registry()
        template = await self._review.template(template_id, lock=True)
        if template.status == ARCHIVED:
            template.status = PUBLISHED if await self._repository.was_published(template.id) else DRAFT
        return template

    async def delete(self, template_id: str, removal: Removal) -> TemplateDefinition:
        """Deletes a version that was never published, with its files where no other version has them.

        Raises Problem for one that founders have seen, and for one that a later version was made from.
        """
        await self._templates.lock_registry()
        template = await self._review.template(template_id, lock=True)
        if await self._repository.was_published(template.id):
            raise Problem(errors.TEMPLATE_WAS_PUBLISHED)
        successor = await self._versions.successor(template)
        if successor is not None:
            raise Problem(errors.TEMPLATE_HAS_SUCCESSOR, version=successor)
        await removal.announce(Place.of(template))
        await self._templates.remove(template)
        return template

    async def _renamed_since(self, trail: Trail | None, template: TemplateDefinition) -> dict[str, str]:
        """Sheets of the trail's version by name, and what the template calls them."""
        if trail is None or trail.template_id in (None, template.id):
            return {}
        return renamed_between(trail.template_id or 0, template.id, await self._versions.carried_by_version(template))


def renamed_between(old: int, new: int, carried: Mapping[int, Mapping[str, Any]]) -> dict[str, str]:
    """Follows names of sheets from version `old` to `new`; nothing where the one does not come from the other.

    `carried` by the id of the version that has it.
    """
    steps: list[Mapping[str, str]] = []
    version = new
    while version != old:
        told = carried.get(version)
        if told is None:
            return {}
        steps.append(sheets(told))
        version = told["from_template_id"]
    return _followed(steps[::-1])


def _followed(steps: Sequence[Mapping[str, str]]) -> dict[str, str]:
    names = dict(steps[0]) if steps else {}
    for step in steps[1:]:
        names = {old: step[name] for old, name in names.items() if name in step}
    return names
