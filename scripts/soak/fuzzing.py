"""Coverage-guided fuzzing with atheris, target after target.

What a target learns is kept under `build/soak/corpus`, so that the next campaign goes on from there; inputs that add
nothing are dropped in the end. An input that shows a fault is kept under `build/soak/crashes`: reduce it by hand to a
unit test.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from soak.findings import KEPT, ROOT, Findings
from soak.targets.catalogue import TARGETS
from soak.targets.target import Target

CORPUS = KEPT / "corpus"
CRASHES = KEPT / "crashes"
NOT_HERE = "not run: atheris is not installed. `make .venv/.fuzz` installs it on x86_64 Linux, Python 3.11 to 3.13"

# One input may take that long, and the process that much memory, with the tools of the fuzzer.
_INPUT_SECONDS = 20
_MEMORY_MB = 768
_START_SECONDS = 60
# Below that, a corpus has hardly grown, and making it small would take as long as growing it.
_MINIMISE_FROM = 60
_RUNS = re.compile(r"^stat::number_of_executed_units: (\d+)", re.MULTILINE)
_STATE = re.compile(r"^#\d+\s+\S+\s+cov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)
_FAULT = re.compile(
    r"^(?:[A-Za-z_.]+(?:Error|Exception)\b.*|.*ERROR: libFuzzer: (?:timeout|out-of-memory).*)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What libFuzzer counted: runs; edges and features of the engine's code that were reached; inputs in the corpus."""

    runs: int
    edges: int
    features: int
    inputs: int
    fault: str | None


def fuzz(seconds: float, seed: int) -> Findings:
    """Every target for its share of the time, one after the other, on one core."""
    if importlib.util.find_spec("atheris") is None:
        return Findings([NOT_HERE])
    total = sum(target.weight for target in TARGETS.values())
    findings = Findings()
    for target in TARGETS.values():
        started = time.monotonic()
        fuzzed = _fuzz_target(target, seconds * target.weight / total, seed)
        findings.lines.append(
            f"{target.name}: {fuzzed.runs} runs in {time.monotonic() - started:.0f} s, {fuzzed.edges} edges, "
            f"{fuzzed.features} features, {fuzzed.inputs} inputs kept"
        )
        if fuzzed.fault:
            findings.faults.append(f"{target.name}: {fuzzed.fault}")
    return findings


def _fuzz_target(target: Target, seconds: float, seed: int) -> Fuzzed:
    corpus = CORPUS / target.name
    corpus.mkdir(parents=True, exist_ok=True)
    CRASHES.mkdir(parents=True, exist_ok=True)
    for data in target.seeds():
        (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    options = (
        f"-max_total_time={max(1, round(seconds))}",
        f"-seed={seed % 2**31 or 1}",
        f"-timeout={_INPUT_SECONDS}",
        f"-rss_limit_mb={_MEMORY_MB}",
        f"-artifact_prefix={CRASHES / target.name}-",
        "-print_final_stats=1",
    )
    done = _run(target, *options, str(corpus), seconds=seconds)
    if done.returncode == 0 and seconds >= _MINIMISE_FROM:
        _minimise(target, corpus)
    states = _STATE.findall(done.stdout)
    edges, features, inputs = map(int, states[-1]) if states else (0, 0, 0)
    runs = _RUNS.search(done.stdout)
    return Fuzzed(int(runs[1]) if runs else 0, edges, features, inputs, _fault_of(done))


def _fault_of(done: subprocess.CompletedProcess[str]) -> str | None:
    if done.returncode == 0:
        return None
    messages = _FAULT.findall(done.stdout)
    kept = re.findall(r"Test unit written to (\S+)", done.stdout)
    what = messages[-1] if messages else f"ended with status {done.returncode}: {done.stdout[-400:]}"
    return f"{what[:600]}; kept as {kept[-1] if kept else 'nothing'}"


def _minimise(target: Target, corpus: Path) -> None:
    """Keep only what adds coverage, the smallest first."""
    smaller = corpus.with_name(f"{target.name}.smaller")
    smaller.mkdir(exist_ok=True)
    done = _run(target, "-merge=1", f"-rss_limit_mb={_MEMORY_MB}", str(smaller), str(corpus), seconds=600)
    new, old = (smaller, corpus) if done.returncode == 0 else (corpus, smaller)
    for path in old.iterdir():
        path.unlink()
    old.rmdir()
    new.rename(corpus)


def _run(target: Target, *options: str, seconds: float) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT / "scripts")))}
    return subprocess.run(
        [sys.executable, "-m", "soak.fuzz_target", target.name, *options],
        env=environment,
        cwd=KEPT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # Python's errors come on the one, libFuzzer's words on the other
        text=True,
        errors="replace",
        timeout=seconds + _START_SECONDS + 2 * _INPUT_SECONDS,
        check=False,
    )
