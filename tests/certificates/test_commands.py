"""What the documents tell an operator to run, run as it stands there, with the whole stack behind it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from certificates.harness import API, AUTHORITY, Door, build
from support.containers import PRODUCTION, ROOT, container_stack, needs_docker
from support.servers import free_port
from tr4ction_common.settings import VERSION

pytestmark = needs_docker

DOCUMENTS = {"CERTIFICATES.md": "Three commands", "CERTIFICADOS.md": "Três comandos"}
PARTS = ("certbot", "compose", "docker-compose.yml", "nginx", "requirements", "scripts", "services", "tests")


def commands(document: str) -> list[str]:
    """The lines of the block under the heading about the three commands."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    found = re.search(rf"^## {DOCUMENTS[document]}\n.*?^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, document
    return found[1].splitlines()


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A checkout of its own, with an .env of its own, where nothing has been started."""
    build()
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        (folder / part).symlink_to(ROOT / part)
    ports = {name: str(free_port()) for name in ("AUTHORITY_PORT", "DNS_PORT")}
    with container_stack(folder, (PRODUCTION, AUTHORITY), folder, AUTHORITY_DNS="docker", **ports) as stack:
        stack.env_file.rename(folder / ".env")
        stack.env_file.symlink_to(folder / ".env")
        yield Door(stack, folder)


def run(operator: Door, command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **operator.environment()}
    del environment["COMPOSE_ENV_FILES"]  # .env is read from where it is
    return subprocess.run(
        ["bash", "-euc", command.replace("api.example.com", API)],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        cwd=operator.folder,
        env=environment,
    )


def test_both_documents_say_the_same_three() -> None:
    english, portuguese = map(commands, DOCUMENTS)
    assert english == portuguese
    assert len(english) == 3


@pytest.mark.parametrize("number", range(3))
def test_each_command_works(operator: Door, number: int) -> None:
    done = run(operator, commands("CERTIFICATES.md")[number])
    print(done.stdout)  # noqa: T201  what the operator reads
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_api_is_trusted_and_is_the_real_one(operator: Door) -> None:
    status, said = operator.curl("/health", trusting=operator.root())
    assert (status, said) == (0, f'{{"status":"ok","version":"{VERSION}"}}')
    assert operator.curl("/health/ready", "-o", "/dev/null", "-w", "%{http_code}")[1] == "404"


def test_what_the_document_says_about_looking_works(operator: Door) -> None:
    text = (ROOT / "docs/CERTIFICATES.md").read_text("utf-8")
    (look,) = re.findall(r"^docker compose exec .*readiness.*$", text, re.MULTILINE)
    done = run(operator, look.replace(" exec ", " exec -T "))
    assert "'days_left': 89" in done.stdout, done.stderr


def test_every_setting_the_document_names_is_one() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    for document in DOCUMENTS:
        text = (ROOT / "docs" / document).read_text("utf-8")
        for name in re.findall(r"`([A-Z]+_[A-Z_]+)[`=]", text):
            assert f"# {name}=" in example, (document, name)


def test_every_refusal_the_document_explains_exists() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "certbot/tr4ction_certbot").glob("*.py"))
    for document in DOCUMENTS:
        text = (ROOT / "docs" / document).read_text("utf-8")
        codes = re.findall(r"^\| `([a-z]+_[a-z_]+)` \|", text, re.MULTILINE)
        assert len(codes) >= 5
        assert [code for code in codes if f"{code}:" not in sources] == []
