"""Asks the running API more of what its document allows, and does not, than `make test` has the time for."""

from __future__ import annotations

import itertools
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation.modes import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from soak.findings import Findings
from support.api import running_api
from support.probing import ROLES, AnyCase, Prober, document, furnish

AnyOperation = APIOperation[Any, Any, Any, Any]

EXAMPLES = 20  # of one operation before the next has its turn
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def ask_everything(seconds: float, seed: int) -> Findings:
    """Services of its own on the loopback address, asked by everybody in turn for that long."""
    findings = Findings()
    deadline = time.monotonic() + seconds
    schema = document(max_examples=EXAMPLES, seed=seed)
    asked = 0
    with tempfile.TemporaryDirectory(prefix="tr4ction-soak-") as folder, running_api(Path(folder)) as api:
        furnish(api)
        probers = {role: Prober(api, role) for role in ROLES}
        for turn, operation, mode in turns(schema):
            for role, prober in probers.items():
                if time.monotonic() > deadline:
                    return Findings([f"{asked} requests"], findings.faults)
                count, faults = ask(operation, mode, prober, seed + turn)
                asked += count
                findings.faults += [f"{role}: {fault}" for fault in faults]
    raise AssertionError("turns never end")


def turns(schema: BaseSchema) -> itertools.chain[tuple[int, AnyOperation, GenerationMode]]:
    """Every operation with what is allowed and with what is not, again and again."""
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    return itertools.chain.from_iterable(
        [(turn, operation, mode) for operation in operations for mode in MODES] for turn in itertools.count()
    )


def ask(operation: AnyOperation, mode: GenerationMode, prober: Prober, seed: int) -> tuple[int, list[str]]:
    """How many requests were made, and what was wrong with the answers."""
    asked = 0
    faults: dict[str, None] = {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def probe(case: AnyCase) -> None:
        nonlocal asked
        asked += 1
        try:
            prober.probe(case)
        except (
            FailureGroup
        ) as group:  # noted, not raised: asked again, a service that has changed would answer otherwise
            faults.update(dict.fromkeys(f"{operation.label}: {_told(failure, case)}" for failure in group.exceptions))

    with suppress(Unsatisfiable):  # what takes nothing cannot be given anything wrong
        probe()
    return asked, list(faults)


def _told(failure: BaseException, case: AnyCase) -> str:
    return f"{' '.join(str(failure).split())} ({case.as_curl_command()})"
