# Each target does its own set-up. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check lock messages screenshots bench clean

PORT ?= 8000
BIN := .venv/bin
PYTEST_ARGUMENTS ?=
export DJANGO_SETTINGS_MODULE ?= portal.settings.dev
# Modules are compiled once, into .venv, also where the environment forbids Python to do so beside the source:
# a process then starts in a third of the time.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.venv/bytecode

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Set everything up and run the portal until Ctrl-C (PORT=8000)
	@scripts/setup.sh run
	@exec $(BIN)/python -m portal.management.runner --port $(PORT)

test: ## Run all tests: SQLite, then those that also run on PostgreSQL
	@scripts/setup.sh test
	@$(BIN)/python -m portal.management.messages compile
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python -m pytest -n 2 --dist loadgroup -q $(PYTEST_ARGUMENTS)
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python -m tests.servers postgres -- \
		$(BIN)/python -m pytest -m postgres -q $(PYTEST_ARGUMENTS)

check: ## Check style, types, imports, migrations, deployment settings, translations and the lock file
	@scripts/setup.sh test
	@$(BIN)/python -m portal.management.messages compile
	@scripts/check.sh

lock: ## Compile requirements*.in into hash-locked requirements*.txt
	@scripts/setup.sh test
	@scripts/lock.sh

messages: ## Collect the words to translate into portal/locale
	@scripts/setup.sh test
	@$(BIN)/python -m portal.management.messages collect

screenshots: ## Make the pictures of the README
	@scripts/setup.sh test
	@$(BIN)/python scripts/screenshots.py

bench: ## Measure: each number is a ratio or a count
	@scripts/setup.sh test
	@$(BIN)/python benchmarks/anonymous_page.py
	@$(BIN)/python benchmarks/queries_per_page.py
	@if [ -n "$$SHARED_DATA" ]; then $(BIN)/python benchmarks/codification_import.py; fi

clean: ## Remove what was made here; var/ (your data) stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find portal content learning search tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f portal/locale*/*/LC_MESSAGES/*.mo
