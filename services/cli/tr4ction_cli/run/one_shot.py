"""Commands of the services that run once and end: migrations, the first admin, a token."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from tr4ction_cli.errors import Fault, refusal_in

TIMEOUT_SECONDS = 120
END_LINES = 20


class OneShot:
    """`python -m MODULE ARGUMENT`, running since it was made."""

    def __init__(self, module: str, argument: str, environment: Mapping[str, str]) -> None:
        self._name = f"{module} {argument}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, argument],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def result(self) -> str:
        """What it printed. Raises InputError where it refused a setting, Fault where it failed."""
        try:
            output, errors = self._process.communicate(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise Fault("step_failed", f"{self._name} did not end within {TIMEOUT_SECONDS} s.") from None
        if self._process.returncode == 0:
            return output
        if self._process.returncode == 2 and (refusal := refusal_in(errors)):
            raise refusal
        details = [f"  {line}" for line in (output + errors).splitlines()[-END_LINES:]]
        raise Fault("step_failed", f"{self._name} ended with status {self._process.returncode}; it said:", details)
