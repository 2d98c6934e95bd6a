"""How far a form is, and which of its steps may be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tr4ction_ingestion.answers.models import KeptStep
from tr4ction_ingestion.trails.models import BY_ADMIN, IN_ORDER, Step
from tr4ction_ingestion.trails.publishing import wanted


@dataclass(frozen=True, slots=True)
class StepState:
    """A step for one organization. `progress` in whole per cent, 100 only when nothing is missing."""

    step: Step
    answered: int
    wanted: int
    locked: bool

    @property
    def progress(self) -> int:
        return percent(self.answered, self.wanted)

    @property
    def completed(self) -> bool:
        return self.answered >= self.wanted


def percent(answered: int, wanted: int) -> int:
    return 100 if answered >= wanted else 100 * answered // wanted


def states(steps: Sequence[Step], kept: Mapping[str, KeptStep], unlock_rule: str) -> list[StepState]:
    """The steps of a trail in order, with what the form has of each; `kept` by step id, empty where nothing is saved.

    What an admin unlocked stays unlocked. A step that has answers stays open too: rules may change, work is not lost.
    """
    found: list[StepState] = []
    all_before_complete = True
    for step in steps:
        row = kept.get(step.step_id)
        answered = row.answered if row else 0
        unlocked = row is not None and row.unlocked_at is not None
        locked = not unlocked and (
            (unlock_rule == IN_ORDER and not all_before_complete) or (unlock_rule == BY_ADMIN and step.position > 0)
        )
        state = StepState(step, answered, wanted(step), locked and not answered)
        all_before_complete = all_before_complete and state.completed
        found.append(state)
    return found


def current_step(found: Sequence[StepState]) -> StepState | None:
    """The first step that can be answered and is not complete; the last where all are."""
    waiting = next((state for state in found if not state.locked and not state.completed), None)
    return waiting or (found[-1] if found else None)
