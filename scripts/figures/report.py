"""The figures of docs/DETECTION.md, between its two marks."""

from __future__ import annotations

from collections.abc import Iterator

from bench.data import ROOT
from figures.ablation import Figures, measure, rules
from figures.calibration import reliability, verdicts
from figures.data import KINDS, Score, find, labelled, mean, score
from tr4ction_workbook.fields.confidence import load_calibration

PAGE = ROOT / "docs" / "DETECTION.md"
_START, _END = "<!-- figures: python -m figures report -->", "<!-- end of figures -->"
_SHOWN = 8  # wrong or missed ranges a sheet


def write_report() -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(_START)
    after = rest.partition(_END)[2]
    text = "\n".join([_START, *_data_sets(), *_reliability(), *_rules(), _END])
    PAGE.write_text(before + text + after, "utf-8")


def _data_sets() -> Iterator[str]:
    results = {item: score(item, find(item)) for item in labelled()}
    for kind in KINDS:
        chosen = {item: result for item, result in results.items() if item.kind == kind}
        yield f"\n### {kind.capitalize()}\n"
        yield "| workbook | precision | recall | F1 | still wrong |\n|---|---|---|---|---|"
        for item, result in chosen.items():
            figures = f"{result.precision:.3f} | {result.recall:.3f} | {result.f1:.3f}"
            yield f"| {item.name} | {figures} | {_still_wrong(result)} |"
        average = f"{mean(r.precision for r in chosen.values()):.3f} | {mean(r.recall for r in chosen.values()):.3f}"
        yield f"| **mean** | {average} | **{mean(r.f1 for r in chosen.values()):.3f}** | |"
        if kind == KINDS[0]:
            for result in chosen.values():
                yield f"\nLabels {result.labels:.3f}, types {result.types:.3f}."


def _still_wrong(result: Score) -> str:
    parts = []
    for name, sheet in result.sheets.items():
        for word, ranges in (("extra", sheet["extra"]), ("missed", sheet["missed"])):
            if ranges:
                more = f" and {len(ranges) - _SHOWN} more" if len(ranges) > _SHOWN else ""
                parts.append(f"{name}: {word} {' '.join(ranges[:_SHOWN])}{more}")
    return "; ".join(parts)


def _reliability() -> Iterator[str]:
    yield "\n### Confidence\n"
    yield "Each family judged by what the others taught; families count alike.\n"
    yield "| confidence | fields | mean confidence | right |\n|---|---|---|---|"
    for part in reliability(verdicts(), load_calibration().unlabelled):
        if part.fields:
            bounds = f"{part.low:.2f} to {min(part.high, 1):.2f}"
            yield f"| {bounds} | {part.fields} | {part.confidence:.3f} | {part.right:.3f} |"


def _rules() -> Iterator[str]:
    yield "\n### What each rule is worth\n"
    yield "Precision, recall and F1 when it is left out; forms are the mean by layout alone.\n"
    yield "| left out | Q1 | | | forms | | |\n|---|---|---|---|---|---|---|"
    yield _row("nothing", measure())
    for rule in rules():
        with rule.left_out():
            yield _row(rule.name, measure())


def _row(name: str, figures: Figures) -> str:
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in (*figures.method, *figures.forms)) + " |"
