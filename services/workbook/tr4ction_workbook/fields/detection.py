"""Workbook → fillable fields and guidance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.blocks import block_names
from tr4ction_workbook.fields.confidence import judge
from tr4ction_workbook.fields.examples import example_text
from tr4ction_workbook.fields.field_types import infer_type
from tr4ction_workbook.fields.identity import FieldIds, LabelPath
from tr4ction_workbook.fields.labels import Naming, group_of, group_path, name_answer, section_titles
from tr4ction_workbook.fields.legends import Legend, read_legend
from tr4ction_workbook.fields.looks import Looks
from tr4ction_workbook.fields.model import Detection, FillableField, Guidance
from tr4ction_workbook.fields.options import OptionLists
from tr4ction_workbook.fields.phases import phase_of, sheet_title
from tr4ction_workbook.fields.precedents import Precedents
from tr4ction_workbook.fields.requirements import Requirements
from tr4ction_workbook.fields.search import find_answers
from tr4ction_workbook.fields.text import MAX_HELP, MAX_LABEL, shorten, single_line
from tr4ction_workbook.fields.theory import collect_guidance, find_theory
from tr4ction_workbook.ooxml.budget import Deadline
from tr4ction_workbook.ooxml.collector import paused_collector
from tr4ction_workbook.ooxml.errors import WorkbookTooLargeError
from tr4ction_workbook.ooxml.model import CellRange, Sheet, Workbook
from tr4ction_workbook.ooxml.references import PRINT_AREA, NamedAreas

# Far beyond any form. What is stored and sent grows with the fields, however small the file that names them.
MAX_FIELDS = 100_000
MAX_FIELD_CHARACTERS = 30_000_000


@dataclass(frozen=True, slots=True)
class _Found:
    answer: Answer
    naming: Naming
    group: tuple[str, ...]

    def in_block(self, names: Mapping[Area, str]) -> _Found:
        """With the name of its block, where it has one."""
        naming = self.naming
        name = names.get(naming.owner[0]) if naming.owner else None
        if name is None:
            return self
        group = (*self.group, name)
        path = naming.path._replace(group=group_path(group, naming.path.row))
        return _Found(self.answer, replace(naming, path=path), group)


@dataclass(frozen=True, slots=True)
class _SheetFacts:
    """What holds for all fields of a sheet."""

    sheet: Sheet
    phase: str | None
    requirements: Requirements


@paused_collector()
def detect_fields(workbook: Workbook) -> Detection:
    """The fields of all visible worksheets in reading order, and each sheet's guidance.

    Raises WorkbookTooLargeError where there are more than MAX_FIELDS, or their texts are longer than
    MAX_FIELD_CHARACTERS together, and WorkbookTooComplexError where looking for them takes too long. Before any search:
    where a sheet has more than `Limits.max_sheet_cells`.
    """
    detector = _Detector(workbook)
    searched = [sheet for sheet in workbook.sheets if sheet.kind == "worksheet" and sheet.state == "visible"]
    allowed = workbook.limits.max_sheet_cells
    if any(len(sheet.cells) > allowed for sheet in searched):
        raise WorkbookTooLargeError(limit="max_sheet_cells", allowed=allowed)
    for sheet in searched:
        detector.search(sheet)
    return Detection(tuple(detector.fields), tuple(detector.guidance))


class _Detector:
    """What is known so far of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.fields: list[FillableField] = []
        self.guidance: list[Guidance] = []
        self._workbook = workbook
        self._options = OptionLists(workbook)
        self._looks = Looks(workbook.styles)
        self._ids = FieldIds()
        self._names = NamedAreas(workbook.defined_names)
        self._read = Precedents(workbook)
        self._characters = 0
        self._legend = Legend()
        self._deadline = Deadline(workbook.limits)

    def search(self, sheet: Sheet) -> None:
        self._deadline.check()
        areas = AreaMap(sheet, self._looks, self._read.of(sheet), self._print_areas(sheet))
        self._legend = read_legend(areas, self._legend)
        titles = section_titles(areas)
        found = [self._name(answer, titles) for answer in find_answers(areas, find_theory(areas), self._legend)]
        blocks = block_names(areas, ((item.answer, item.naming) for item in found))
        found = [item.in_block(blocks) for item in found]
        words = collect_guidance(
            areas, (item.answer.area for item in found), (area for item in found for area in item.naming.sources)
        )
        if words is not None:
            self.guidance.append(words)
        facts = _SheetFacts(
            sheet, phase_of(sheet.name, sheet_title(areas), *(title.text for title in titles)), Requirements(areas)
        )
        repeats = Counter(item.naming.path for item in found)
        occurrences: Counter[LabelPath] = Counter()
        for item in found:
            path = item.naming.path
            occurrences[path] += 1
            occurrence = occurrences[path] if repeats[path] > 1 else None
            self._add(self._field(item, facts, occurrence))

    def _print_areas(self, sheet: Sheet) -> list[CellRange]:
        return [area for _, area in self._names.areas(PRINT_AREA, sheet.index)]

    def _name(self, answer: Answer, titles: list[Area]) -> _Found:
        if answer.left and answer.top and answer.top[0] in titles:
            answer = replace(answer, top=[])  # a bar over all columns names the section
        self._deadline.check()
        group = group_of(titles, answer)
        return _Found(answer, name_answer(answer, group, self._workbook.date_1904), group)

    def _field(self, item: _Found, facts: _SheetFacts, occurrence: int | None) -> FillableField:
        """`occurrence` counts fields of the same label path from 1; None where there is but one."""
        self._deadline.check()
        area, naming, sheet = item.answer.area, item.naming, facts.sheet
        hint = _hint(area, sheet)
        options = self._options.of(area, sheet)
        inferred, why = infer_type(item.answer, naming.label, options)
        confidence, reasons = judge(item.answer, naming)
        return FillableField(
            field_id=self._ids.assign(sheet.name, naming.path, (sheet.index, *naming.owner)),
            sheet_name=sheet.name,
            cell_range=str(area.range),
            label=f"{naming.label} ({occurrence})" if occurrence and naming.label else naming.label,
            inferred_type=inferred,
            options=options,
            required=facts.requirements.is_required(area, _all_said(area, naming, hint), occurrence or 1),
            example_value=example_text(area, options, self._workbook.date_1904),
            phase=facts.phase,
            group=shorten(" > ".join(item.group), MAX_LABEL) or None,
            help=naming.help or hint,
            order_index=len(self.fields),
            confidence=confidence,
            reasons=(*reasons, why),
        )

    def _add(self, field: FillableField) -> None:
        texts = (field.label, field.help, field.group, field.example_value, *field.options)
        self._characters += sum(len(text) for text in texts if text)
        self.fields.append(field)
        if len(self.fields) > MAX_FIELDS:
            raise WorkbookTooLargeError(limit="max_fields", allowed=MAX_FIELDS)
        if self._characters > MAX_FIELD_CHARACTERS:
            raise WorkbookTooLargeError(limit="max_field_characters", allowed=MAX_FIELD_CHARACTERS)


def _hint(area: Area, sheet: Sheet) -> str | None:
    """What the file says when the cell is clicked: the input message of its validation, or a note."""
    prompt = area.validation.prompt if area.validation else None
    hint = prompt or sheet.comments.get(area.cell.reference)
    return shorten(single_line(hint), MAX_HELP) if hint else None


def _all_said(area: Area, naming: Naming, hint: str | None) -> str:
    """Label first, then help and messages."""
    rule = area.validation
    messages = (rule.prompt_title, rule.error) if rule else ()
    return "\n".join(filter(None, (naming.label, naming.help, hint, *messages)))
