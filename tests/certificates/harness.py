"""nginx and certbot as the production file has them, an authority beside them, and a client that asks from outside."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509

from support.containers import PRODUCTION, ROOT, ContainerStack, build_images, container_stack, docker, wait_until
from support.servers import free_port
from tr4ction_certbot.pairs import Certificate, describe

API, APP = "api.example.test", "app.example.test"
AUTHORITY = "tests/certificates/authority.yml"
STAND_IN = "tests/certificates/stand_in.yml"
SMALL_DISK = "tests/certificates/small_disk.yml"
DOOR = ("nginx", "certbot", "upstream")
NOTICED_SECONDS = 60  # it takes a few; this machine may have others to serve


@cache
def build() -> None:
    """The images of the stack, the authority's and the stand-in's."""
    build_images()
    for name, folder in (
        ("authority", "certificates/authority"),
        ("client", "certificates/client"),
        ("nginx-upstream", "nginx/upstream"),
    ):
        docker("build", "--quiet", "--tag", f"tr4ction-test/{name}:test", str(ROOT / "tests" / folder))


@dataclass(frozen=True)
class Door:
    """A stack that may be asked by name."""

    stack: ContainerStack
    folder: Path
    has_authority: bool = True

    # --- Starting and stopping ---

    def up(self, **settings: str) -> None:
        """Starts what is not as the settings say, and waits until it is healthy."""
        if settings:
            self.set(**settings)
        services = [*DOOR, *(["authority", "client", "elsewhere"] if self.has_authority else [])]
        self.stack.run("up", "--detach", "--wait", *services)
        self.lead_names_here()

    def set(self, **settings: str) -> None:
        """Lines of .env; the last one counts."""
        with self.stack.env_file.open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in settings.items())

    def environment(self) -> dict[str, str]:
        """In which the project's own scripts find this stack and no other."""
        files = (part for part in self.stack.compose.docker_compose_command() if part.endswith(".yml"))
        found = {"COMPOSE_FILE": ":".join(files), "COMPOSE_ENV_FILES": str(self.stack.env_file)}
        return {**os.environ, **found}

    def down(self, *, with_volumes: bool = False) -> None:
        self.stack.run("down", "--timeout", "5", *(["--volumes"] if with_volumes else []))

    def restart(self, service: str) -> None:
        self.stack.run("restart", "--timeout", "5", service)
        self.stack.run("up", "--detach", "--wait", "--no-deps", service)
        self.lead_names_here()

    # --- The authority ---

    def lead_names_here(self) -> None:
        if self.has_authority:
            networks = self.stack.inspect("nginx")["NetworkSettings"]["Networks"]
            self.lead_names_to(next(network["IPAddress"] for network in networks.values()))

    def lead_names_to(self, address: str) -> None:
        """What the authority's DNS answers for every name."""
        url = f"http://127.0.0.1:{self.stack.settings['DNS_PORT']}/set-default-ipv4"

        def is_told() -> bool:
            return httpx.post(url, json={"ip": address}, trust_env=False).status_code == 200

        wait_until(is_told, 10, "the authority's DNS")

    def root(self) -> Path:
        """The certificate of the authority, for clients that trust it and nobody else."""
        url = f"https://127.0.0.1:{self.stack.settings['AUTHORITY_PORT']}/roots/0"
        path = self.folder / "root.pem"
        path.write_text(httpx.get(url, verify=False, trust_env=False).text, "ascii")  # it is the root that is asked for
        return path

    # --- certbot ---

    def certbot(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command of ours in the running container, with other settings where they are given."""
        variables = [part for name, value in environment.items() for part in ("-e", f"{name}={value}")]
        command = ("python3", "-m", "tr4ction_certbot", *arguments)
        return self.stack.run("exec", "-T", *variables, "certbot", *command, check=False)

    def issue(self, *arguments: str) -> str:
        done = self.certbot("issue", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def renew_now(self) -> None:
        assert self.try_to_renew(), self.in_certbot("tail -30 /var/log/letsencrypt/letsencrypt.log")

    def try_to_renew(self) -> bool:
        """What certbot does when it is time, at once; whether it succeeded."""
        folders = ["--work-dir", "/var/lib/letsencrypt", "--logs-dir", "/var/log/letsencrypt"]
        renew = ("renew", "--force-renewal", "--no-random-sleep-on-renew", "--non-interactive")
        return self.stack.execute("certbot", "certbot", *renew, *folders)[1] == 0

    def in_certbot(self, script: str) -> str:
        said, status = self.stack.execute("certbot", "sh", "-c", script)
        assert status == 0, said
        return said

    def put_pair(self, folder: str, chain: bytes, key: bytes) -> None:
        """Over what is in a folder below certbot's, as somebody does who knows no better."""
        write = f"mkdir -p /etc/letsencrypt/{folder} && cd /etc/letsencrypt/{folder} && rm -f fullchain.pem privkey.pem"
        for name, content in (("fullchain.pem", chain), ("privkey.pem", key)):
            write += f" && cat >{name} <<'END'\n{content.decode()}END\ntrue"
        self.in_certbot(write)

    def events(self, service: str, event: str) -> list[dict[str, Any]]:
        """The lines of its log about something."""
        lines = [line for line in self.stack.log(service).splitlines() if line.startswith("{")]
        return [entry for entry in map(json.loads, lines) if entry.get("event") == event]

    # --- What a client sees ---

    def served(self, name: str = API) -> Certificate:
        """The certificate that a client gets. Raises OSError where there is no handshake."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        address = ("127.0.0.1", self.stack.ports["HTTPS_PORT"])
        with (
            socket.create_connection(address, 10) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            der = secure.getpeercert(binary_form=True)
        assert der is not None
        return describe(x509.load_der_x509_certificate(der))

    def wait_for_serial(self, is_wanted: Callable[[str], bool]) -> float:
        """Seconds until a certificate with a wanted serial number is served, and no worker from before takes part."""

        def is_served() -> bool:
            return all(is_wanted(self.served().serial) for _ in range(5))

        return wait_until(is_served, NOTICED_SECONDS, "another certificate")

    def readiness(self) -> tuple[int, dict[str, Any]]:
        """nginx's own, as who looks after it gets it."""
        url = f"http://127.0.0.1:{self.stack.settings['INNER_PORT']}/health/ready"
        answer = httpx.get(url, trust_env=False)
        return answer.status_code, answer.json()

    def wait_for_check(
        self, wanted: str, name: str = "certificate", seconds: float = NOTICED_SECONDS
    ) -> dict[str, Any]:
        """The document of readiness once a check in it says what is wanted."""

        def is_there() -> bool:
            return bool(self.readiness()[1]["checks"][name] == wanted)

        wait_until(is_there, seconds, f"{name}: {wanted}")
        return self.readiness()[1]

    def wait_for_alarm(self, check: str) -> None:
        """In nginx's log."""

        def is_told() -> bool:
            return self.events("nginx", "certificate_alarm")[-1:] != [] and (
                self.events("nginx", "certificate_alarm")[-1]["check"] == check
            )

        wait_until(is_told, NOTICED_SECONDS, f"alarm: {check}")

    def curl(self, path: str, *options: str, name: str = API, trusting: Path | None = None) -> tuple[int, str]:
        """curl's exit status and what it got over HTTPS."""
        trust = ["--cacert", str(trusting)] if trusting else ["--insecure"]
        port = self.stack.ports["HTTPS_PORT"]
        line = ["curl", "-sS", "--noproxy", "*", *trust, "--connect-to", f"{name}:443:127.0.0.1:{port}", *options]
        done = subprocess.run([*line, f"https://{name}{path}"], capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def http(self, path: str = "/", host: str = API, **options: Any) -> httpx.Response:
        """Over plain HTTP, following nothing."""
        with httpx.Client(base_url=self.stack.url, trust_env=False, timeout=30) as client:
            return client.get(path, headers={"Host": host}, **options)


@contextlib.contextmanager
def door(folder: Path, *overlays: str, authority: bool = True, **settings: str) -> Iterator[Door]:
    """Not started yet. Its volumes are empty, and gone afterwards."""
    build()
    ports = {name: str(free_port()) for name in ("AUTHORITY_PORT", "DNS_PORT", "INNER_PORT")}
    files = (PRODUCTION, *([AUTHORITY] if authority else []), STAND_IN, *overlays)
    with container_stack(folder, files, **{"API_DOMAIN": API, **ports, **settings}) as stack:
        yield Door(stack, folder, authority)
