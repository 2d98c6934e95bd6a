"""The sample template: a workbook as accelerators write them, made by code and the same bytes every time."""

from __future__ import annotations

FILE_NAME = "Template Exemplo.xlsx"
CYCLE = "EXEMPLO"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_sample() -> bytes:
    """The workbook. openpyxl is loaded only here: who wants the names above need not wait for it."""
    from tr4ction_cli.sample.packing import reproducible
    from tr4ction_cli.sample.workbook import build_workbook

    return reproducible(build_workbook())
