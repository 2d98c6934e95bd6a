"""What `tr4ction run` shows of the sample."""

from __future__ import annotations

import pytest

from tr4ction_cli.run.report import Report


@pytest.mark.parametrize(("count", "rest"), [(40, []), (107, ["… and 67 more"])])
def test_a_long_sample_is_cut_and_says_so(count: int, rest: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    fields = [{"sheet_name": "ICP", "cell_range": f"B{number}", "label": "Campo"} for number in range(count)]
    Report().sample({"template_key": "modelo", "version": 1}, fields)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(f"modelo, version 1: {count} fields")
    assert sum("Campo" in line for line in lines) == 40
    assert [line for line in lines if line.startswith("…")] == rest
