# One command each; the first use builds .venv from the lock. Python >= 3.11 and make are all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
PORT ?= 8080
CONFIG ?= config.yaml
WORKERS ?= 2

FIGURES := build/figures

.PHONY: setup setup-dev demo test campaign chaos lint audit dockerfile bench pictures lock clean

setup: $(VENV)/.run      ## what the bot needs to run
setup-dev: $(VENV)/.dev  ## and what its developers need

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing (Debian: apt-get install python3-venv)"; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the bot needs (once, about a minute)…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the tests need (once)…"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup              ## a province to play with: no token, no network
	@$(BIN)/nhacviec demo --config $(CONFIG) --port $(PORT)

# A file's tests stay together: what they share is made once. What was compiled is kept: hundreds of processes start.
test: setup-dev          ## the whole suite
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

campaign: setup-dev      ## slow campaigns; a short form is in the suite
	@NHACVIEC_CAMPAIGN=1 $(BIN)/python -m pytest -s -o faulthandler_timeout=0 tests/integration/test_life_machine.py

chaos: setup-dev         ## everything that may go wrong, at length; writes docs/reliability.md
	@rm -rf $(FIGURES)
	@NHACVIEC_CAMPAIGN=1 NHACVIEC_FIGURES=$(FIGURES) $(BIN)/python -m pytest -s -o faulthandler_timeout=0 tests/chaos tests/integration/test_life_machine.py
	@$(BIN)/python -m tests.chaos.page $(FIGURES)

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: setup-dev         ## known vulnerabilities of the locked packages; says so where nobody can be asked
	@$(BIN)/python .ci/audit.py

dockerfile: setup-dev    ## the Dockerfile's steps, as far as they go without an engine
	@$(BIN)/python .ci/dockerfile_steps.py

bench: setup-dev          ## what it costs, beside what people would use instead; BENCH=full takes longer
	@BENCH=$(BENCH) $(BIN)/python -m benchmarks

pictures: setup-dev      ## the docs' pictures; needs Chromium, LibreOffice, fonts-croscore and poppler-utils
	@$(BIN)/python -m docs.make_pictures
	@$(BIN)/python -m docs.make_report_pictures

lock:                    ## after a change of dependencies; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info
