"""What `tr4ction run` shows on its way up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.panel import Panel
from rich.text import Text

from tr4ction_cli import __version__
from tr4ction_cli.run.admin import Admin
from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.services import Stack
from tr4ction_cli.screen import make_console, print_fields

MAX_SAMPLE_ROWS = 40


class Report:
    """Writes to standard output, line by line, so that a pipe sees what a terminal does."""

    def __init__(self) -> None:
        self._console = make_console()

    def begin(self, data_dir: DataDir) -> None:
        self._console.print(f"TR4CTION {__version__}", style="bold")
        self.step("data", str(data_dir.root))

    def step(self, name: str, text: str) -> None:
        self._console.print(Text(f"  {name:<10}", style="dim") + Text(text), soft_wrap=True)

    def sample(self, template: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]) -> None:
        self.step("sample", f"{template['template_key']}, version {template['version']}: {len(fields)} fields")
        print_fields(self._console, fields, MAX_SAMPLE_ROWS)

    def addresses(self, stack: Stack, data_dir: DataDir) -> None:
        for service in reversed(stack.services):
            self.step(service.name, service.url)
        self.step("logs", str(data_dir.logs))

    def admin(self, admin: Admin) -> None:
        if admin.password is not None:
            self._console.print(_one_time_password(admin))
            return
        origin = "as set in ADMIN_PASSWORD" if admin.is_new else "as set at first start"
        self.step("admin", f"{admin.username} ({admin.email}), password {origin}")

    def ready(self, stack: Stack) -> None:
        """The line that scripts wait for: alone, last, and on its way at once."""
        print(f"ready {stack.gateway.url}", flush=True)

    def stopping(self) -> None:
        self._console.print("stopping")


def _one_time_password(admin: Admin) -> Panel:
    text = f"username  {admin.username}\nemail     {admin.email}\npassword  {admin.password}"
    return Panel(
        Text(text),
        title="The first admin: shown only now, to be changed at the first log-in",
        expand=False,
        padding=(1, 3),
    )
