"""The engine goes down and comes back, as at a reboot.

Only where nothing else runs on that engine, and ENGINE_RESTART_COMMAND says how to restart it:
`ENGINE_RESTART_COMMAND="bash .ci/docker-engine.sh restart" pytest tests/compose/test_engine_restart.py`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from compose.vectors import nearest, put_vectors
from support.containers import ROOT, build_images, container_stack, needs_docker, wait_until
from support.workbooks import simple_workbook

pytestmark = needs_docker

BACK_SECONDS = 30
PASSWORD = "uma senha para testes"


def test_everything_is_back_after_the_engine_restarted(tmp_path: Path) -> None:
    build_images()
    with container_stack(tmp_path, ADMIN_PASSWORD=PASSWORD) as stack:
        stack.up()
        with stack.admin(PASSWORD) as admin:
            file = {"file": ("T.xlsx", simple_workbook())}
            template = admin.post("/admin/templates/upload", params={"cycle": "Q1"}, files=file).json()["template_id"]
            put_vectors(stack)

            command = shlex.split(os.environ["ENGINE_RESTART_COMMAND"])
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=60)

            path = f"/admin/templates/{template}/original"

            def is_back() -> bool:
                chroma = stack.inspect("chroma")["State"]["Health"]["Status"]
                return admin.get(path).status_code == 200 and chroma == "healthy"

            seconds = wait_until(is_back, BACK_SECONDS, "the stack")
            print(f"serving {seconds:.1f} s after the engine was back")  # noqa: T201  a figure of the report
            assert admin.get(path).content == simple_workbook()
            assert nearest(stack) == "dois"
