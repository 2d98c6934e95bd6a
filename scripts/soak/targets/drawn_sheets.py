"""Detection on sheets that bytes draw: each is a workbook that can be read, with boxes, merges and drop-downs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soak.targets import workbook_seeds
from soak.targets.target import Target
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import Limits
from tr4ction_workbook.ooxml.model import CellRange, column_letters

_COLUMNS = 8
_TEXTS = ("Nome", "Data:", "", "Descreva\nem detalhe", "____", "[inserir]", "Sim", "10", "se aplicável", "x" * 90)
_RULES = (
    '<dataValidation type="list" sqref="{0}"><formula1>"Sim,Não"</formula1></dataValidation>',
    '<dataValidation type="list" sqref="{0}"><formula1>$A$1:$A$9</formula1></dataValidation>',
    '<dataValidation type="whole" sqref="{0} A1:H4"/>',
)
_EDGES = ("left", "right", "top", "bottom")
# every set of edges, unpainted, painted white, light and dark
_FILLS = ("", "FFFFFFFF", "FFEEF3FA", "FF1F4E78")
_NUM_STYLES = 16 * len(_FILLS)


def _styles() -> str:
    fills = "".join(
        f'<fill><patternFill patternType="{"solid" if rgb else "none"}"><fgColor rgb="{rgb}"/></patternFill></fill>'
        for rgb in _FILLS
    )
    borders = "".join(
        "<border>"
        + "".join(f'<{edge} style="thin"/>' for place, edge in enumerate(_EDGES) if edges >> place & 1)
        + "</border>"
        for edges in range(16)
    )
    formats = "".join(
        f'<xf fontId="{number % 2}" fillId="{number // 16}" borderId="{number % 16}" numFmtId="{number % 15}"/>'
        for number in range(_NUM_STYLES)
    )
    return (
        f'<styleSheet xmlns="{workbook_seeds.MAIN}"><fonts><font/><font><b/></font></fonts><fills>{fills}</fills>'
        f"<borders>{borders}</borders><cellXfs>{formats}</cellXfs></styleSheet>"
    )


def draw(data: bytes) -> bytes:
    """A workbook: three bytes a cell, of which the first says what there is, the others its style and its words."""
    rows: dict[int, list[str]] = {}
    merges: list[str] = []
    rules: list[str] = []
    for place, (kind, style, words) in enumerate(_triples(data)):
        row, column = place // _COLUMNS + 1, place % _COLUMNS + 1
        reference = f"{column_letters(column)}{row}"
        match kind % 8:
            case 0:  # nothing
                continue
            case 1:
                end = f"{column_letters(min(column + words % 5, 16_384))}{row + style % 4}"
                merges.append(f'<mergeCell ref="{reference}:{end}"/>')
            case 2:
                rules.append(_RULES[words % len(_RULES)].format(reference))
            case _:
                pass
        text = _TEXTS[words % len(_TEXTS)] if kind % 8 >= 4 else ""
        value = f' t="inlineStr"><is><t>{text}</t></is></c>' if text else "/>"
        rows.setdefault(row, []).append(f'<c r="{reference}" s="{style % _NUM_STYLES}"{value}')
    cells = "".join(f'<row r="{row}">{"".join(found)}</row>' for row, found in rows.items())
    around = f"<mergeCells>{''.join(merges)}</mergeCells><dataValidations>{''.join(rules)}</dataValidations>"
    return workbook_seeds.book_with(workbook_seeds.sheet(cells, around), _styles())


def _triples(data: bytes) -> Iterator[tuple[int, int, int]]:
    return zip(data[0::3], data[1::3], data[2::3], strict=False)


def check_detection(data: bytes) -> None:
    """Fields have places in the sheet and names of their own, and say why they are fields."""
    inspection = inspect_workbook(draw(data), Limits())
    fields = inspection.fields
    assert len({field.field_id for field in fields}) == len(fields), "two fields share an id"
    assert len({field.cell_range for field in fields}) == len(fields), "two fields have the same cells"
    assert [field.order_index for field in fields] == list(range(len(fields)))
    for field in fields:
        CellRange.parse(field.cell_range)
        assert field.reasons
        assert 0 <= field.confidence <= 1


def _seeds() -> Sequence[bytes]:
    label, box, dark = bytes((4, 16 + 15, 0)), bytes((3, 15, 2)), bytes((4, 48 + 15, 1))
    merged, rule, gap = bytes((1, 15, 3)), bytes((2, 15, 0)), bytes(3)
    return [
        label + box,
        dark * 3 + gap * 5 + box * 3 + gap * 5 + box * 3,
        label + merged + gap * 6 + label + rule,
        (label + box * 7) * 6,
    ]


TARGETS = (Target("detection", _seeds, check_detection, max_length=600, weight=3),)
