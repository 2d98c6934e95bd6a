"""Rendered pages, looked at as a browser would: parsed, and their classes resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from lxml import etree

from tr4ction_workbook.ooxml.model import Workbook
from tr4ction_workbook.rendering import render_sheet

_RULE = re.compile(r"\.([\w-]+)(>div)?\{([^{}]*)\}")


@dataclass
class Rendered:
    """`html` is the text; `root` its tree, for the page is well-formed XML as well."""

    html: str

    @cached_property
    def root(self) -> Any:
        return etree.fromstring(self.html.partition("\n")[2].encode())

    @cached_property
    def cells(self) -> dict[str, Any]:
        """The `td` at each place, by reference; merged cells at all of their places."""
        letters = [th.text for th in self.root.iterfind(".//thead/tr/th")][1:]
        rows = list(self.root.iterfind(".//tbody/tr"))
        found: dict[tuple[int, int], Any] = {}
        for place, row in enumerate(rows):
            for cell in row.iterfind("td"):
                start = next(at for at in range(len(letters)) if (place, at) not in found)
                for down in range(int(cell.get("rowspan", 1))):
                    for across in range(int(cell.get("colspan", 1))):
                        found[place + down, start + across] = cell
        return {f"{letters[at]}{rows[place].find('th').text}": cell for (place, at), cell in found.items()}

    def text(self, reference: str) -> str:
        """What stands in a cell."""
        content = self.cells[reference].find("div")
        return "" if content is None else "".join(content.itertext())

    def css(self, reference: str) -> str:
        """Declarations of a cell's classes and of those of its content."""
        cell = self.cells[reference]
        content = cell.find("div")
        return self.rules(cell) + ("" if content is None else self.rules(content))

    def rules(self, element: Any) -> str:
        names = (element.get("class") or "").split()
        style = self.root.findtext(".//style")
        return "".join(f"{body};" for name, _, body in _RULE.findall(style) if name in names)

    @property
    def notices(self) -> list[str]:
        return [item.text for item in self.root.iterfind(".//header/ul/li")]

    def find(self, name: str) -> list[Any]:
        """Elements with that class."""
        return [item for item in self.root.iter() if name in (item.get("class") or "").split()]


Render = Callable[..., Rendered]


@pytest.fixture(scope="session")
def render_book() -> Callable[..., Rendered]:
    """The first sheet of a workbook, rendered."""

    def render(workbook: Workbook, **options: Any) -> Rendered:
        return Rendered(render_sheet(workbook, workbook.sheets[0], **options))

    return render


@pytest.fixture(scope="session")
def render(read_book: Callable[..., Workbook], render_book: Callable[..., Rendered]) -> Render:
    """A sheet of that XML, rendered; `page` are the options of rendering."""

    def rendered(sheet: str, page: dict[str, Any] | None = None, **parts: Any) -> Rendered:
        return render_book(read_book(sheet, **parts), **(page or {}))

    return rendered


@pytest.fixture(scope="session")
def styled() -> Callable[..., str]:
    """The content of a style sheet part: format 0 is plain, 1 is made of what is given."""

    def styles(xf: str = "", font: str = "", fill: str = "", border: str = "", code: str = "", dxf: str = "") -> str:
        return (
            f'<numFmts><numFmt numFmtId="200" formatCode="{code or "General"}"/></numFmts>'
            f'<fonts><font><sz val="11"/><name val="Calibri"/></font><font>{font}</font></fonts>'
            f"<fills><fill><patternFill/></fill><fill>{fill or '<patternFill/>'}</fill></fills>"
            f"<borders><border/><border>{border}</border></borders>"
            '<cellXfs><xf/><xf numFmtId="200" fontId="1" fillId="1" borderId="1">' + xf + "</xf></cellXfs>"
            f"<dxfs><dxf>{dxf}</dxf></dxfs>"
        )

    return styles
