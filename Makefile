.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test coverage test-long check format bench catalogues screenshots lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/run ## Try it: the bot, a stand-in for Telegram and a page to chat in
	@$(BIN)/klyngebot demo

demo-reset: $(VENV)/run ## The same, from the beginning
	@$(BIN)/klyngebot demo --reset

test: $(VENV)/dev ## Every test, in under five minutes
	@$(BIN)/python -m pytest -n 4 --dist worksteal

coverage: $(VENV)/dev ## The same, and which lines no test ran; takes half as long again
	@$(BIN)/python -m pytest -n 4 --dist worksteal --cov --cov-report=term

test-long: $(VENV)/dev ## The longer sweeps
	@$(BIN)/python -m pytest -m long --timeout 3600

check: $(VENV)/dev ## Format, lint, types, import contracts, catalogues
	@$(BIN)/ruff format --check --quiet . || { echo "make format mends this"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python tools/catalogues.py --check
	@$(BIN)/python -m pytest tests/project -q -p no:cacheprovider

format: $(VENV)/dev ## Format and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

bench: $(VENV)/bench ## Measure, and write docs/benchmarks.md
	@$(BIN)/python -m bench

catalogues: $(VENV)/dev ## Bring the catalogues in step with the texts in the code
	@$(BIN)/python tools/catalogues.py

screenshots: $(VENV)/dev ## Make the README's pictures anew
	@$(BIN)/python tools/screenshots.py

lock: ## Lock the dependencies anew (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --group build -o requirements/run.txt pyproject.toml
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --group dev -o requirements/dev.txt pyproject.toml
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --group pyproject.toml:aiogram -o requirements/aiogram.txt
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --group pyproject.toml:bench -o requirements/bench.txt

clean: ## Remove what was installed and made
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(VENV)/run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("klyngebot needs Python 3.11 or newer; try make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what klyngebot needs (once) ..."
	@$(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	@echo "Installing the tools (once) ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@

$(VENV)/bench: requirements/bench.txt requirements/aiogram.txt $(VENV)/dev
	@echo "Installing what is measured beside the bot (once) ..."
	@$(PIP) -r requirements/bench.txt
	@$(BIN)/python -m venv $(VENV)/aiogram
	@$(VENV)/aiogram/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/aiogram.txt
	@touch $@
