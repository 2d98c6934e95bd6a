"""Every fuzz target by name. A new room of the engine adds its own here."""

from __future__ import annotations

from soak.targets import drawn_sheets, packages, sheets, values
from soak.targets.target import Target

TARGETS: dict[str, Target] = {
    target.name: target for room in (packages, sheets, values, drawn_sheets) for target in room.TARGETS
}
