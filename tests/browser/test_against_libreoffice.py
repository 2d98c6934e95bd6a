"""The colours of cells in Chromium and in LibreOffice: theme, tint, palette, pattern and merged ranges."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from playwright.sync_api import Browser

from support.workbooks import saved
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.rendering import render_sheet

COLUMNS, ROWS = 6, 6
TOLERANCE = 6  # of 255: rounding of tints, and of the way through PDF

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        shutil.which("soffice") is None or shutil.which("pdftoppm") is None,
        reason="needs LibreOffice and pdftoppm: apt-get install libreoffice-calc poppler-utils",
    ),
]

_SAMPLE = """async ([address, columns, rows]) => {
  const image = new Image(); image.src = address; await image.decode();
  const canvas = document.createElement('canvas'); canvas.width = image.width; canvas.height = image.height;
  const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
  const [width, height] = [image.width, image.height];
  const found = [];
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) {
    const [x, y] = [(column + 0.5) / columns * width, (row + 0.5) / rows * height];
    found.push([...context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data].slice(0, 3));
  }
  return found;
}"""


def mosaic() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    tints = (0, 0.8, 0.4, -0.25, -0.5, 0.15)
    for row in range(1, ROWS + 1):
        sheet.row_dimensions[row].height = 30
        for column in range(1, COLUMNS + 1):
            if row <= 3:
                color = Color(theme=(row * 3 + column) % 10, tint=tints[column - 1])
            elif row == 4:
                color = Color(indexed=10 + column * 7)
            else:
                color = Color(rgb=f"FF{(row * 40) % 256:02X}{(column * 40) % 256:02X}80")
            sheet.cell(row, column).fill = PatternFill("solid", fgColor=color)
            sheet.column_dimensions["ABCDEF"[column - 1]].width = 12
    sheet.merge_cells("A6:B6")
    return saved(book)


def libreoffice_png(workbook: Path, folder: Path) -> bytes:
    options = '{"SinglePageSheets":{"type":"boolean","value":"true"}}'
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", f"pdf:calc_pdf_Export:{options}", "--outdir", str(folder), str(workbook)],
        check=True,
        capture_output=True,
        timeout=110,
    )
    subprocess.run(
        ["pdftoppm", "-r", "96", "-png", "-singlefile", str(workbook.with_suffix(".pdf")), str(folder / "lo")],
        check=True,
    )
    return (folder / "lo.png").read_bytes()


def samples(browser: Browser, png: bytes) -> list[list[int]]:
    page = browser.new_page()
    address = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    found: list[list[int]] = page.evaluate(_SAMPLE, [address, COLUMNS, ROWS])
    page.close()
    return found


def test_cells_have_the_colours_that_libreoffice_gives_them(browser, open_html, tmp_path: Path) -> None:
    path = tmp_path / "mosaic.xlsx"
    path.write_bytes(mosaic())
    book = read_workbook(path)
    page = open_html(render_sheet(book, book.sheets[0])).page
    first, last = (page.locator(f"tbody tr:nth-child({row}) td").nth(at).bounding_box() for row, at in ((1, 0), (5, 5)))
    clip = {"x": first["x"], "y": first["y"], "width": last["x"] + last["width"] - first["x"], "height": 40 * ROWS}
    ours, theirs = samples(browser, page.screenshot(clip=clip)), samples(browser, libreoffice_png(path, tmp_path))
    wrong = [
        (divmod(at, COLUMNS), one, other)
        for at, (one, other) in enumerate(zip(ours, theirs, strict=True))
        if max(abs(mine - its) for mine, its in zip(one, other, strict=True)) > TOLERANCE
    ]
    assert wrong == []
