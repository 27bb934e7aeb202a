# `make` lists the targets. Everything is installed into .venv, from what pyproject.toml says.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALLED := $(VENV)/.installed
TOOLS := $(VENV)/.tools
SERVERS := .venv/servers
CHECKERS := .venv/checkers
TESTS ?= tests
# Also on two cores, for nearly half the time of a test is waiting for a clock, or for a program to rest.
WORKERS ?= 6

# Whatever the machine says: hundreds of our processes run in the tests, and each would compile anew.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test compiled check read formatted format lint types imports fuzz test-all servers checkers bench \
	rehearsal screenshots example-record dist clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## an invented event, live, on this machine alone
	@$(BIN)/backchannel demo

test: $(TOOLS) ## run the tests (TESTS=tests/model for some of them)
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal $(TESTS)

compiled: $(TOOLS) ## compile the tests once, not once for each of those that run them at a time
	@$(BIN)/pytest --collect-only -q $(TESTS) >/dev/null

check: read test ## everything that has to hold before a commit

read: formatted lint types imports ## what can be seen without running anything

formatted: $(TOOLS)
	@$(BIN)/ruff format --check --quiet . || { echo 'Run `make format`.' >&2; exit 1; }

format: $(TOOLS) ## lay the code out
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only --quiet .

lint: $(TOOLS) ## ruff's rules
	@$(BIN)/ruff check --quiet .

types: $(TOOLS) ## mypy, strict, on the program and its tests
	@$(BIN)/mypy --no-error-summary

imports: $(TOOLS) ## who may import whom
	@$(BIN)/lint-imports --no-logo

fuzz: $(TOOLS) ## the laws, with many more examples (minutes)
	@$(BIN)/pytest -q -n auto --hypothesis-profile=fuzz $(TESTS)

test-all: ## the tests on every Python from 3.11 that is on this machine
	@for version in 3.11 3.12 3.13 3.14; do \
		for python in python$$version "$$HOME"/.pyenv/versions/$$version*/bin/python; do \
			$$python -c 'import ensurepip' 2>/dev/null || continue; \
			echo "== Python $$version"; \
			$(MAKE) --no-print-directory test VENV=.venv/$$version PYTHON=$$python || exit 1; \
			break; \
		done; \
	done

servers: $(SERVERS)/.installed ## servers of other people, for the tests that read them (minutes)

checkers: $(CHECKERS)/.installed ## a validator and an accessibility checker of other people, for the pages of a record

bench: $(TOOLS) ## what is fast, measured here
	@held=0; for bench in $(basename $(notdir $(wildcard benchmarks/*.py))); do \
		echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench || held=1; \
	done; exit $$held

rehearsal: $(TOOLS) ## a whole event: five screens in tmux, each killed, all checked (a minute)
	@$(BIN)/python -m benchmarks.rehearsal

screenshots: $(TOOLS) ## pictures of every screen, from the real program
	@$(BIN)/python -m screenshots.make

example-record: $(TOOLS) ## the demo's first morning as a record in every format
	@$(BIN)/python -m screenshots.example_record

dist: $(TOOLS) ## wheel and sdist in dist/
	@$(PIP) install 'build>=1.2' && $(BIN)/python -m build --outdir dist .

clean: ## remove what was made here, .venv too
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo 'backchannel needs Python 3.11 or newer with its venv module; none was found.' >&2; \
		echo 'Install one (Debian, Ubuntu: python3-venv), or say where: make PYTHON=/path/to/python' >&2; \
		exit 1; }
	@echo 'Making $(VENV) with $(PYTHON)' >&2
	@$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml | $(BIN)/python
	@echo 'Installing backchannel into $(VENV)' >&2
	@$(PIP) install --editable .
	@touch $@

# Of their own, for they need what we do not; without them their tests are skipped.
$(SERVERS)/.installed: tests/sources/real/requirements.txt | $(BIN)/python
	@echo 'Installing servers of other people into $(SERVERS)' >&2
	@$(BIN)/python -m venv $(SERVERS)
	@$(SERVERS)/bin/python -m pip --disable-pip-version-check --quiet install --requirement $<
	@touch $@

# Of npm, for nothing of ours needs Node; with them and a Chromium the pages of a record are checked.
$(CHECKERS)/.installed: tests/record/site/package.json
	@echo 'Installing checkers of other people into $(CHECKERS)' >&2
	@mkdir -p $(CHECKERS) && cp $< $(CHECKERS)/
	@npm install --prefix $(CHECKERS) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Dependency groups need pip 25.1, and a new .venv holds the pip of its Python.
$(TOOLS): pyproject.toml | $(BIN)/python
	@echo 'Installing backchannel, and what the tests and checks need, into $(VENV)' >&2
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable '.[keyring]' --group dev
	@touch $(INSTALLED) $@
