"""Small workbooks to fill, by the XML of their one sheet `S`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from support.archives import parts
from tr4ction_workbook.filling import Filled, FillError, fill_workbook
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.ooxml.model import Cell

SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Result:
    """A filled workbook beside its original."""

    before: bytes
    filled: Filled

    @property
    def sheet(self) -> str:
        """The sheet's XML, without what stands around the content of `worksheet` where that is usual."""
        xml = self.part(SHEET).decode()
        return xml[xml.index(">") + 1 : xml.rindex("<")] if xml.startswith("<worksheet xmlns=") else xml

    def part(self, name: str) -> bytes:
        return parts(self.filled.data)[name]

    def cell(self, reference: str) -> Cell:
        (found,) = (cell for cell in read_workbook(self.filled.data).sheets[0].cells if cell.reference == reference)
        return found


Fill = Callable[..., Result]
Refuse = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def fill(make_package: Callable[..., bytes]) -> Fill:
    """`fill(sheet, {"S!A1": 1}, options of the package and of fill_workbook)`; keys need not name the sheet."""

    def run(sheet: str, answers: Mapping[str, Any], **options: Any) -> Result:
        names = ("fields", "allow_signed", "overwrite_formulas", "properties")
        filling = {name: options.pop(name) for name in names if name in options}
        data = make_package(sheet, **options)
        keys = {key if "!" in key or "fields" in filling else f"S!{key}": answer for key, answer in answers.items()}
        return Result(data, fill_workbook(data, keys, **filling))

    return run


@pytest.fixture
def refuse(fill: Fill) -> Refuse:
    """As `fill`, for answers that must be refused: code and place of each refusal."""

    def run(*args: Any, **options: Any) -> list[tuple[str, str]]:
        with pytest.raises(FillError) as caught:
            fill(*args, **options)
        assert all(str(finding).endswith((".", ")", "…")) for finding in caught.value.findings)
        return [(finding.code, finding.where) for finding in caught.value.findings]

    return run
