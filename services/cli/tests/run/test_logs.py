"""The end of a log, from this start on."""

from __future__ import annotations

from pathlib import Path

from tr4ction_cli.run.logs import END_LINES, LogEnds


def test_only_what_came_since_the_start_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_text("an earlier run\n")
    ends = LogEnds(tmp_path, ["gateway", "ingestion"])
    assert ends.end_of("gateway")[1:] == ["  (nothing was written)"]
    assert ends.end_of("ingestion")[1:] == ["  (nothing was written)"]
    with log.open("a") as file:
        file.writelines(f"line {number}\n" for number in range(100))
    lines = ends.end_of("gateway")
    assert lines[0] == f"  {log}"
    assert len(lines) == 1 + END_LINES
    assert lines[-1] == "  line 99"


def test_a_rotated_log_is_all_new(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_text("an earlier run\n" * 100)
    ends = LogEnds(tmp_path, ["gateway"])
    log.write_text("after rotation\n")
    assert ends.end_of("gateway")[1:] == ["  after rotation"]
