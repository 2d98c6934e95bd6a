"""Workbook → fillable fields and guidance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tr4ction_workbook.fields.areas import AreaMap
from tr4ction_workbook.fields.confidence import judge
from tr4ction_workbook.fields.examples import example_text
from tr4ction_workbook.fields.field_types import infer_type
from tr4ction_workbook.fields.identity import FieldIds
from tr4ction_workbook.fields.labels import Naming, group_of, name_answer, section_titles
from tr4ction_workbook.fields.model import Detection, FillableField, Guidance
from tr4ction_workbook.fields.options import OptionLists
from tr4ction_workbook.fields.phases import phase_of
from tr4ction_workbook.fields.roles import Answer, find_answers
from tr4ction_workbook.fields.text import fold
from tr4ction_workbook.fields.theory import collect_guidance, find_theory
from tr4ction_workbook.ooxml.model import Sheet, Workbook

_OPTIONAL_WORDS = ("opcional", "optional", "se houver", "se aplicavel", "se relevante", "if any", "if applicable")


@dataclass(frozen=True, slots=True)
class _Found:
    answer: Answer
    naming: Naming
    group: str | None


def detect_fields(workbook: Workbook) -> Detection:
    """The fields of all visible worksheets in reading order, and each sheet's guidance."""
    options, ids = OptionLists(workbook), FieldIds()
    fields: list[FillableField] = []
    guidance: list[Guidance] = []
    for sheet in workbook.sheets:
        if sheet.kind != "worksheet" or sheet.state != "visible":
            continue
        areas = AreaMap(sheet, workbook.styles)
        found = _find(areas, workbook.date_1904)
        words = collect_guidance(
            areas, (item.answer.area for item in found), (area for item in found for area in item.naming.sources)
        )
        if words is not None:
            guidance.append(words)
        phase = phase_of(sheet.name, *(title.text for title in section_titles(areas)))
        fields += _fields_of(found, sheet, phase, options, ids, len(fields), workbook.date_1904)
    return Detection(tuple(fields), tuple(guidance))


def _find(areas: AreaMap, date_1904: bool) -> list[_Found]:
    titles = section_titles(areas)
    found = []
    for answer in find_answers(areas, find_theory(areas)):
        group = group_of(titles, answer)
        found.append(_Found(answer, name_answer(answer, group, date_1904), group))
    return found


def _fields_of(
    found: Sequence[_Found],
    sheet: Sheet,
    phase: str | None,
    options: OptionLists,
    ids: FieldIds,
    first_index: int,
    date_1904: bool,
) -> list[FillableField]:
    repeats = Counter(item.naming.path for item in found)
    nth: Counter[tuple[str, ...]] = Counter()
    fields = []
    for order, item in enumerate(found, first_index):
        area, naming = item.answer.area, item.naming
        nth[naming.path] += 1
        choices = options.of(area.validation, sheet)
        inferred, why = infer_type(area, naming.label, choices)
        confidence, reasons = judge(item.answer, naming)
        is_repeated = repeats[naming.path] > 1
        fields.append(
            FillableField(
                field_id=ids.assign(sheet.name, naming.path),
                sheet_name=sheet.name,
                cell_range=str(area.range),
                label=f"{naming.label} ({nth[naming.path]})" if is_repeated and naming.label else naming.label,
                inferred_type=inferred,
                options=choices,
                required=_is_required(naming, nth[naming.path]),
                example_value=example_text(area, date_1904),
                phase=phase,
                group=item.group,
                help=naming.help,
                order_index=order,
                confidence=confidence,
                reasons=(*reasons, why),
            )
        )
    return fields


def _is_required(naming: Naming, occurrence: int) -> bool:
    """Spare rows and what says it is optional are not; the first of equal siblings is."""
    words = f" {fold(naming.label)} {fold(naming.help or '')} "
    return occurrence == 1 and not any(f" {word} " in words for word in _OPTIONAL_WORDS)
