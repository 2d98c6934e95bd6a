"""One line of JSON an event on standard output, like those of the other containers."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime


def log(level: str, event: str, **details: object) -> None:
    time = datetime.now(UTC).isoformat(timespec="seconds")
    line = {"time": time, "service": "certbot", "level": level, "event": event, **details}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
