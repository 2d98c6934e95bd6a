"""The services of the stack: how each is started and how it says that it is well."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tr4ction_cli.run import chroma_server
from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.ports import HOST, free_ports
from tr4ction_cli.run.settings import RunSettings

# Settings that are for their owner alone: each as a variable of its name or of NAME_FILE.
ADMIN_SECRETS = frozenset({"ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_USERNAME"})
GATEWAY_SECRETS = frozenset(
    {
        "AUDIT_KEY",
        "GATEWAY_DATABASE_URL",
        "INTERNAL_TOKEN_PRIVATE_KEY",
        "JWT_SECRET",
        "JWT_SECRET_KEY",
        "JWT_SECRET_PREVIOUS",
        "REDIS_URL",
    }
)
INGESTION_SECRETS = frozenset({"DATABASE_URL", "INTERNAL_TOKEN_PUBLIC_KEY", "REDIS_URL"})


@dataclass(frozen=True, slots=True)
class Service:
    """`command` starts with a program of the virtual environment; `health_path` answers 200 when it is ready.

    Of all settings that are secret, only `secrets` reach it.
    """

    name: str
    command: tuple[str, ...]
    port: int
    health_path: str
    secrets: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


@dataclass(frozen=True, slots=True)
class Stack:
    gateway: Service
    ingestion: Service
    chroma: Service
    chroma_config: Path

    @property
    def services(self) -> tuple[Service, ...]:
        return (self.chroma, self.ingestion, self.gateway)

    def environment(self) -> dict[str, str]:
        """What services must know of each other."""
        return {
            "INGESTION_URL": self.ingestion.url,
            "CHROMA_HOST": HOST,
            "CHROMA_PORT": str(self.chroma.port),
            "ANONYMIZED_TELEMETRY": "False",
            chroma_server.CONFIG_VARIABLE: str(self.chroma_config),
        }


def plan(settings: RunSettings, data_dir: DataDir) -> Stack:
    """The stack on `GATEWAY_PORT` and two free ports; writes the configuration that chroma is started with."""
    ingestion_port, chroma_port = free_ports(2)
    config = data_dir.run / "chroma.yaml"
    config.write_text(
        # JSON is YAML, and needs no quoting rules of ours.
        json.dumps(
            {
                "port": chroma_port,
                "listen_address": HOST,
                "persist_path": str((settings.chroma_persist_dir or data_dir.root / "chroma").absolute()),
                "allow_reset": False,
            }
        ),
        "utf-8",
    )
    chroma = ("python", "-m", chroma_server.__name__)
    return Stack(
        gateway=_python_service("gateway", settings.gateway_port, "tr4ction_gateway.server", GATEWAY_SECRETS),
        ingestion=_python_service("ingestion", ingestion_port, "tr4ction_common.server", INGESTION_SECRETS),
        chroma=Service("chroma", chroma, chroma_port, "/api/v2/heartbeat"),
        chroma_config=config,
    )


def _python_service(name: str, port: int, configuration: str, secrets: frozenset[str]) -> Service:
    application = f"tr4ction_{name}.asgi:app"
    server = ("python", "-m", "gunicorn", "-c", f"python:{configuration}", "-b", f"{HOST}:{port}", application)
    return Service(name, server, port, "/health/ready", secrets)
