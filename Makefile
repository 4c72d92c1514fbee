# Drypoint. `make run` starts the demo practice, `make test` proves everything.
.DEFAULT_GOAL := help
.PHONY: help setup run test fast pure lint accessibility mutants bench wheel clean
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.drypoint-setup
# Where Python is told to keep no compiled files, each of the processes of the tests would compile the house anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

$(STAMP): requirements.lock pyproject.toml hatch_build.py
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: sudo apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Drypoint needs into .venv: this takes a minute or two, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

setup: $(STAMP) ## build the environment in .venv
	@$(BIN)/python hatch_build.py

run: setup ## the demo practice on http://127.0.0.1:8000 (PORT= changes it)
	@exec $(BIN)/drypoint serve --demo --port $(PORT)

lint: setup ## style, types, import contracts, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src

fast: setup ## the suite without browser, races and upgrades; ROOM=desk runs the tests of one room
	$(BIN)/pytest -q -n 2 --dist loadscope -m "not browser and not race and not upgrade" --durations=20 --durations-min=0.5 $(if $(ROOM),tests/$(ROOM))

pure: setup ## the tests of knowledge, without Django
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -c tests/pure.ini --rootdir . -m "not slow"

test: setup ## everything: lint, unit, integration, races, browser
	@bash scripts/test.sh

accessibility: setup ## look at every kind of page in the browser, and write what the statement of accessibility says
	$(BIN)/pytest -q -m browser tests/browser/test_pages.py tests/browser/test_appearance.py --write-accessibility

mutants: setup ## change every rule on purpose: a change that no test notices fails
	$(BIN)/python -m tests.mutants --write

bench: setup ## the figures of docs/reference/speed.md
	$(BIN)/python -m bench

wheel: setup ## the wheel in dist/, with its dependencies pinned and an SBOM beside it
	@rm -rf dist
	$(BIN)/python -m hatchling build -t wheel
	@$(BIN)/python scripts/release.py dist
	@ls dist

clean: ## remove the environment and caches, never data/
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
