"""`tr4ction snapshot`: the complete machine-readable copy of a workbook, and its pictures, into files."""

from __future__ import annotations

from pathlib import Path

from tr4ction_cli.engine import refusals
from tr4ction_cli.files import keep_inputs, read_input, write_outputs
from tr4ction_cli.memory import bounded_memory
from tr4ction_workbook.ooxml import Limits, read_workbook
from tr4ction_workbook.snapshot import build_snapshot, collect_assets, encode_snapshot


def run(path: Path, output: Path, asset_folder: Path | None) -> None:
    with bounded_memory(path), refusals(path):
        data = read_input(path)
        workbook = read_workbook(data, Limits())  # and no more: finding the fields would take longer than all of this
        assets = collect_assets(workbook)
        files = {output: encode_snapshot(build_snapshot(workbook, assets=assets))}
    if asset_folder is not None:
        files |= {asset_folder / asset.name: asset.data for asset in assets}
    keep_inputs([path], files)
    write_outputs(files, new_folder=asset_folder)
