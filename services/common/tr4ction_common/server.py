"""gunicorn's settings for every service, natively and in containers: `gunicorn -c python:tr4ction_common.server …`."""

from __future__ import annotations

import gc
from pathlib import Path

worker_class = "asgi"
workers = 1
preload_app = True  # wrong settings end the server with status 2; found in a worker, gunicorn would start it for ever
asgi_disconnect_grace_period = 0  # a client that has gone cancels its request at once
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  heartbeats must not wait for a disk
graceful_timeout = 25
timeout = 60
accesslog = None  # the application writes its own


def post_worker_init(_worker: object) -> None:
    """What is loaded by now stays: the collector need not look at it again and again while requests wait."""
    gc.collect()
    gc.freeze()
