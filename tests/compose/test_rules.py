"""What holds for every container, in every documented combination of compose files. Needs no engine, only Compose."""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from typing import Any

import pytest

from support.containers import AIRGAP, DEVELOPMENT, PRODUCTION, ROOT, needs_compose
from tr4ction_common.settings import VERSION
from tr4ction_gateway.settings import GatewaySettings
from tr4ction_ingestion.settings import IngestionSettings

EXTERNAL_DATABASE = "compose/external-database.yml"
REDIS = "compose/redis.yml"
COMBINATIONS = [
    (PRODUCTION,),
    (PRODUCTION, AIRGAP),
    (PRODUCTION, EXTERNAL_DATABASE),
    (PRODUCTION, REDIS),
    (DEVELOPMENT,),
    (DEVELOPMENT, AIRGAP),
]
SERVICES = {"nginx", "certbot", "gateway", "ingestion", "chroma"}
ONE_SHOT = "migrate"
MEMORY = int(1.8 * 1024**3)  # a t3.small has two, and the system needs some

VOLUMES = {
    *("tr4ction_backend_data", "tr4ction_backend_logs", "tr4ction_chroma_data", "tr4ction_gateway_data"),
    *("tr4ction_gateway_secrets", "tr4ction_ingestion_secrets", "tr4ction_nginx_logs"),
    *("tr4ction_certbot_conf", "tr4ction_certbot_www"),
}

# Said by the compose files themselves, not by whoever runs them.
SET_BY_COMPOSE = {
    *("ENVIRONMENT", "DATA_DIR", "LOG_DIR", "INGESTION_URL", "TRUSTED_PROXIES"),
    *("TEMPLATE_STORAGE_PATH", "TEMPLATES_IMAGES_DIR", "BULK_STORAGE_PATH"),
}
KEPT_IN_FILES = {
    *("JWT_SECRET", "JWT_SECRET_PREVIOUS", "AUDIT_KEY"),
    *("INTERNAL_TOKEN_PRIVATE_KEY", "INTERNAL_TOKEN_PUBLIC_KEY"),
}
FOR_MIGRATE = {"ADMIN_USERNAME", "ADMIN_EMAIL", "ADMIN_PASSWORD"}

CANARY = "canary-do-not-pass-on"

pytestmark = needs_compose


@cache
def configuration(files: tuple[str, ...], settings: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """What Compose makes of `files`, with no .env but `settings`."""
    options = [option for file in files for option in ("-f", file)]
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        ["docker", "compose", "--env-file", "/dev/null", *options, "config", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**environment, **dict(settings)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(params=COMBINATIONS, ids=" + ".join)
def files(request: pytest.FixtureRequest) -> tuple[str, ...]:
    combination: tuple[str, ...] = request.param
    return combination


@pytest.fixture
def services(files: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = configuration(files)["services"]
    return found


def serving(files: tuple[str, ...]) -> set[str]:
    return SERVICES | ({"redis"} if REDIS in files else set())


def test_who_is_there(files: tuple[str, ...], services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {*serving(files), ONE_SHOT}
    assert configuration(files)["name"] == "tr4ction"


def test_only_nginx_publishes_a_port(files: tuple[str, ...], services: dict[str, dict[str, Any]]) -> None:
    doors = [(door["target"], door["published"], door.get("host_ip")) for door in services["nginx"]["ports"]]
    assert doors == [(80, "80", None), (443, "443", None)]
    others = {name: service["ports"] for name, service in services.items() if "ports" in service and name != "nginx"}
    if PRODUCTION in files:
        assert others == {}
    else:  # for the developer at this machine alone
        assert set(others) == {"gateway", "ingestion", "chroma"}
        assert {port["host_ip"] for ports in others.values() for port in ports} == {"127.0.0.1"}


def test_nobody_may_do_more_than_it_needs(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["init"] is True, name
        given = {"cap_add", "privileged", "devices", "pid", "ipc", "network_mode", "userns_mode", "user", "secrets"}
        assert given & set(service) == set(), name


def test_nobody_takes_all_of_the_machine(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert 0 < service["pids_limit"] <= 128, name
        assert 0 < service["cpus"] <= 2, name
    assert sum(int(service["mem_limit"]) for service in services.values()) <= MEMORY


def test_logs_are_rotated(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert service["logging"]["driver"] == "json-file", name
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name


def test_who_serves_is_watched_and_comes_back(files: tuple[str, ...], services: dict[str, dict[str, Any]]) -> None:
    for name in serving(files):
        service = services[name]
        assert service["restart"] == "unless-stopped", name
        assert service["stop_grace_period"], name
        check = service["healthcheck"]
        assert check["test"][0] == "CMD", name
        assert not re.search("curl|wget", " ".join(check["test"])), name
        assert (check["interval"], check["start_interval"]) == ("30s", "500ms"), name


def test_nobody_starts_before_migrate_has_succeeded(
    files: tuple[str, ...], services: dict[str, dict[str, Any]]
) -> None:
    for name in serving(files):
        condition = services[name]["depends_on"][ONE_SHOT]
        assert (condition["condition"], condition["required"]) == ("service_completed_successfully", True), name
    assert services[ONE_SHOT]["restart"] == "no"
    assert "healthcheck" not in services[ONE_SHOT]


def test_what_is_written_goes_to_a_volume_or_to_bounded_memory(
    files: tuple[str, ...], services: dict[str, dict[str, Any]]
) -> None:
    for name, service in services.items():
        assert all("size=" in mount for mount in service["tmpfs"]), name
        binds = [mount for mount in service.get("volumes", []) if mount["type"] == "bind"]
        assert all(mount["read_only"] for mount in binds), name
        assert not any("docker.sock" in mount["source"] for mount in binds), name
        assert not binds or DEVELOPMENT in files, name


def test_volumes_and_networks_have_the_names_that_operators_know(files: tuple[str, ...]) -> None:
    config = configuration(files)
    assert {volume["name"] for volume in config["volumes"].values()} == VOLUMES
    assert {network["name"] for network in config["networks"].values()} == {"tr4ction_network", "tr4ction_internal"}
    assert not any(part.get("external") for kind in ("volumes", "networks") for part in config[kind].values())


def test_what_has_no_accounts_is_on_the_inner_network_only(services: dict[str, dict[str, Any]]) -> None:
    config = configuration((PRODUCTION,))
    assert config["networks"]["back"]["internal"] is True
    assert "internal" not in configuration((PRODUCTION, EXTERNAL_DATABASE))["networks"]["back"]
    on = {name: set(service["networks"]) for name, service in config["services"].items()}
    assert on["nginx"] == on["certbot"] == {"front"}
    assert on["gateway"] == {"front", "back"}
    assert on["ingestion"] == on["chroma"] == on[ONE_SHOT] == {"back"}
    assert set(configuration((PRODUCTION, REDIS))["services"]["redis"]["networks"]) == {"back"}


def test_each_sees_only_its_own_secrets(services: dict[str, dict[str, Any]]) -> None:
    seen = {
        name: {mount["source"] for mount in service.get("volumes", []) if mount["target"].startswith("/secrets/")}
        for name, service in services.items()
    }
    assert seen.pop(ONE_SHOT) == {"gateway_secrets", "ingestion_secrets"}
    assert seen.pop("gateway") == {"gateway_secrets"}
    assert seen.pop("ingestion") == {"ingestion_secrets"}
    assert all(not secrets for secrets in seen.values())
    for name in SERVICES:
        assert all(mount.get("read_only") for mount in services[name]["volumes"] if "secrets" in mount["source"]), name


def test_no_secret_stands_in_the_environment_of_what_keeps_running(files: tuple[str, ...]) -> None:
    given = tuple((name, CANARY) for name in ("JWT_SECRET", "JWT_SECRET_KEY", "JWT_SECRET_PREVIOUS", "ADMIN_PASSWORD"))
    config = configuration(files, given)
    holders = {name for name, service in config["services"].items() if CANARY in json.dumps(service)}
    assert holders == {ONE_SHOT}  # where they are checked and put into files


@pytest.mark.parametrize(
    ("service", "settings"), [("gateway", GatewaySettings), ("ingestion", IngestionSettings)], ids=str
)
def test_every_setting_of_a_service_reaches_it(service: str, settings: Any, files: tuple[str, ...]) -> None:
    names = {name.upper() for name in settings.model_fields} - SET_BY_COMPOSE - KEPT_IN_FILES - FOR_MIGRATE
    config = configuration(files, tuple((name, CANARY) for name in sorted(names)))
    environment = config["services"][service]["environment"]
    expected = names - ({"DEBUG_MODE"} if DEVELOPMENT in files else set())
    assert {name for name, value in environment.items() if value == CANARY} == expected
    assert set(config["services"][ONE_SHOT]["environment"]) >= FOR_MIGRATE


def test_nginx_and_certbot_are_told_the_same_of_tls() -> None:
    names = ("API_DOMAIN", "APP_DOMAIN", "TLS_MODE")
    own = {"nginx": ("HTTPS_PORT", "TRUSTED_PROXIES"), "certbot": ("LETSENCRYPT_EMAIL", "ACME_DIRECTORY_URL")}
    given = dict.fromkeys(names, CANARY) | {name: "9443" for part in own.values() for name in part}
    services = configuration((PRODUCTION,), tuple(given.items()))["services"]
    for service, more in own.items():
        environment = services[service]["environment"]
        assert {name: environment[name] for name in (*names, *more)} == {name: given[name] for name in (*names, *more)}
    development = configuration((DEVELOPMENT,), tuple(given.items()))["services"]
    for service in own:  # plain HTTP at every address
        assert development[service]["environment"]["TLS_MODE"] == "off"
    assert development["nginx"]["environment"]["API_DOMAIN"] == ""


def test_certificates_are_written_by_one_and_read_by_the_other(services: dict[str, dict[str, Any]]) -> None:
    for service, is_read_only in (("nginx", True), ("certbot", False)):
        mounts = {mount["source"]: mount for mount in services[service]["volumes"]}
        for volume, target in (("certbot_conf", "/etc/letsencrypt"), ("certbot_www", "/var/www/certbot")):
            assert mounts[volume]["target"] == target
            assert mounts[volume].get("read_only", False) is is_read_only


@pytest.mark.parametrize("name", ["MAX_UPLOAD_MB", "MAX_BODY_KB", "ERROR_CATALOGUE_URL"])
def test_one_setting_feeds_nginx_and_the_services(name: str, files: tuple[str, ...]) -> None:
    config = configuration(files, ((name, CANARY),))
    for service in ("nginx", "gateway", "ingestion"):
        assert config["services"][service]["environment"][name] == CANARY


def test_production_is_production_and_development_is_development(
    files: tuple[str, ...], services: dict[str, dict[str, Any]]
) -> None:
    told = [service["environment"] for service in services.values() if "environment" in service]
    environments = {environment["ENVIRONMENT"] for environment in told if "ENVIRONMENT" in environment}
    debugging = {environment["DEBUG_MODE"] for environment in told if "DEBUG_MODE" in environment}
    if PRODUCTION in files:
        assert (environments, debugging) == ({"production"}, {"false"})
    else:
        assert (environments, debugging) == ({"development"}, {"true"})


def test_images_are_ours_and_have_this_version(files: tuple[str, ...], services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        suffix = "-dev" if DEVELOPMENT in files and name in ("gateway", "ingestion") else ""
        assert service["image"] == f"tr4ction-{name}:{VERSION}{suffix}"
        if name not in ("nginx", "certbot", "redis"):
            assert service["build"]["args"]["VERSION"] == VERSION, name


def test_every_base_image_is_pinned_in_one_file() -> None:
    pins = (ROOT / "compose/images.yml").read_text("utf-8")
    defaults = set(re.findall(r"^ +\w+_IMAGE: \$\{\w+_IMAGE:-(\S+)\}$", pins, re.MULTILINE))
    assert len(defaults) == pins.count("_IMAGE: ") == 6
    assert all(":" in image and not image.endswith(":latest") for image in defaults)
    recipes = [*ROOT.glob("services/**/Dockerfile"), ROOT / "nginx/Dockerfile", ROOT / "certbot/Dockerfile"]
    recipes += ROOT.glob("compose/**/*Dockerfile")
    assert len(recipes) >= 5
    for recipe in recipes:
        text = recipe.read_text("utf-8")
        stages = set(re.findall(r"^FROM \S+ AS (\S+)$", text, re.MULTILINE))
        arguments = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", text, re.MULTILINE))
        assert set(arguments.values()) <= defaults, recipe
        for base in re.findall(r"^FROM (\S+)", text, re.MULTILINE):
            known = base == "scratch" or base in stages or "${SERVICE}" in base
            assert known or base.strip("${}") in arguments, f"{recipe}: {base}"
        assert "# syntax=" not in text, recipe
