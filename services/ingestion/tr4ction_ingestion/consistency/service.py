"""The checks, one after another, and what they can repair without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.database import Database
from tr4ction_ingestion.answers.models import Form
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.consistency.files import check_files, put_aside, stored_pictures, stored_places
from tr4ction_ingestion.consistency.model import Finding
from tr4ction_ingestion.consistency.repository import ConsistencyRepository
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.recovery import is_in_use, recover
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import TemplateStorage
from tr4ction_ingestion.trails.models import Step
from tr4ction_ingestion.trails.publishing import wanted
from tr4ction_ingestion.trails.repository import TrailRepository

Check = Callable[[], Awaitable[list[Finding]]]


class ConsistencyCheck:
    """Runs beside the service: what is being stored meanwhile is no finding."""

    def __init__(self, database: Database, storage: TemplateStorage, *, repair: bool) -> None:
        self._database = database
        self._storage = storage
        self._repair = repair

    async def run(self) -> list[Finding]:
        checks: Sequence[Check] = (
            self._unfinished,
            self._files,
            self._orphans,
            self._references,
            self._histories,
            self._counters,
        )
        return [finding for check in checks for finding in await check()]

    async def _unfinished(self) -> list[Finding]:
        """What processes that died were about to write or remove: the next start would see to it as well."""
        leftovers = await asyncio.to_thread(self._storage.leftovers)
        names = [str(leftover.staged.path.parent) for leftover in leftovers]
        for leftover in leftovers:
            leftover.staged.abandon()
        if leftovers and self._repair:
            await recover(self._database, self._storage)
        text = "a process died while it wrote here"
        return [Finding("write_unfinished", name, text, repaired=self._repair) for name in names]

    async def _files(self) -> list[Finding]:
        templates = await self._templates()
        found = await asyncio.to_thread(check_files, self._storage, templates, repair=self._repair)
        if not any(finding.code == "file_missing" for finding in found):
            return found
        # Deleted while we looked, it is no finding.
        still = {template.id for template in await self._templates()}
        remaining = [template for template in templates if template.id in still]
        return await asyncio.to_thread(check_files, self._storage, remaining, repair=self._repair)

    async def _templates(self) -> Sequence[TemplateDefinition]:
        async with self._database.session(writes=False) as session:
            return await ConsistencyRepository(session).templates()

    async def _orphans(self) -> list[Finding]:
        """Files without a template. They are looked at under the registry's lock: an upload stores them before rows."""
        found: list[Finding] = []
        for place in await asyncio.to_thread(stored_places, self._storage):
            async with self._registry() as registry:
                if not await is_in_use(registry, place):
                    found += await self._orphan(self._storage.folder_of(place), 0)
        for file_hash in await asyncio.to_thread(stored_pictures, self._storage):
            async with self._registry() as registry:
                if not await registry.is_file_known(file_hash):
                    found += await self._orphan(self._storage.pictures_of(file_hash), 1)
        return found

    @asynccontextmanager
    async def _registry(self) -> AsyncIterator[TemplateRepository]:
        """Nobody adds or removes a template meanwhile."""
        async with self._database.session(writes=True) as session:
            repository = TemplateRepository(session)
            await repository.lock_registry()
            yield repository

    async def _orphan(self, folder: Path, root: int) -> list[Finding]:
        if not await asyncio.to_thread(folder.is_dir):
            return []
        if not await self._templates():  # the database of another installation, maybe
            text = "the database has no template at all: nothing is touched; is DATABASE_URL right?"
        elif not self._repair:
            text = "no template refers to it; repairing takes it aside"
        else:
            aside = await asyncio.to_thread(put_aside, folder, self._storage.roots[root])
            return [
                Finding("file_orphaned", str(folder), f"no template refers to it; it is now {aside}", repaired=True)
            ]
        return [Finding("file_orphaned", str(folder), text)]

    async def _references(self) -> list[Finding]:
        """What no foreign key can say."""
        async with self._database.session(writes=False) as session:
            repository = ConsistencyRepository(session)
            templates = await repository.templates()
            found = [
                Finding("template_without_steps", f"template {number}", "it is published; publish it again")
                for number in await repository.published_without_steps()
            ]
            found += [
                Finding(
                    "trail_of_another", f"trail {number}", "its version is one of another trail; publish the right one"
                )
                for number in await repository.trails_of_others()
            ]
            found += [
                Finding("form_of_another", f"form {number}", "its version is not its trail's; move its organization")
                for number in await repository.forms_of_other_trails()
            ]
        ids = {template.id for template in templates}
        return found + [
            Finding("origin_missing", f"template {template.id}", "the version it was made from is gone")
            for template in templates
            if template.carried and template.carried["from_template_id"] not in ids
        ]

    async def _histories(self) -> list[Finding]:
        async with self._database.session(writes=False) as session:
            repository = ConsistencyRepository(session)
            found = [
                Finding("answer_unlike_history", f"form {form}, {field}", "history does not end with this answer")
                for form, field in await repository.answers_unlike_their_history()
            ]
            found += [
                Finding("answer_missing", f"form {form}, {field}", "history ends with a value; restore it from there")
                for form, field in await repository.histories_without_answer()
            ]
            return found + [
                Finding("revision_behind", f"form {number}", "its history knows a later revision")
                for number in await repository.revisions_behind()
            ]

    async def _counters(self) -> list[Finding]:
        """How far forms are, counted anew. Repaired under the lock of the trail's forms."""
        async with self._database.session(writes=False) as session:
            versions = await ConsistencyRepository(session).versions_filled_in()
        found: list[Finding] = []
        for trail_id, template_id in versions:
            async with self._database.session(writes=self._repair) as session, session.begin():
                found += await self._count(session, trail_id, template_id)
        return found

    async def _count(self, session: AsyncSession, trail_id: int, template_id: int) -> list[Finding]:
        answers, trails = AnswerRepository(session), TrailRepository(session)
        if self._repair:
            await answers.lock_forms(trail_id)
        repository = ConsistencyRepository(session)
        steps = await trails.steps([template_id])
        forms = await repository.forms(trail_id, template_id)
        only_required = {step.step_id: step.num_required > 0 for step in steps}
        counts = await answers.count_forms([form.id for form in forms], template_id, only_required)
        kept = await repository.step_counts(trail_id, template_id)
        wrong = [form for form in forms if not _is_counted(form, steps, counts.get(form.id, {}), kept.get(form.id, {}))]
        if wrong and self._repair:
            await Mover(trails, answers).count(wrong, template_id)
        text = "its answers are counted anew" if self._repair else "its answers are others than it counts"
        return [Finding("counter_wrong", f"form {form.id}", text, repaired=self._repair) for form in wrong]


def _is_counted(
    form: Form, steps: Sequence[Step], counts: Mapping[str, int], kept: Mapping[str, tuple[int, int]]
) -> bool:
    """A step that nothing was ever saved of has no row, and a form of which nothing was saved wants nothing yet."""
    if form.answered != sum(counts.values()) or (form.revision and form.wanted != sum(map(wanted, steps))):
        return False
    return all(
        kept[step.step_id] == (counts.get(step.step_id, 0), wanted(step))
        if step.step_id in kept
        else not counts.get(step.step_id)
        for step in steps
    )
