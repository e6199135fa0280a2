# Watchkeeper. Plain `make` prints what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
UV_VERSION := 0.13.8
BIN := .venv/bin
STAMPS := .make
PORT := $(or $(WATCHKEEPER_PORT),8181)

.PHONY: help setup assets texts clients demo serve check fix test e2e bench docs browser broker clean

help: ## Print the targets
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/^([a-z0-9-]+):.*## /  \1\t/' | expand -t 12

setup: $(STAMPS)/python $(STAMPS)/assets $(STAMPS)/languages ## Make .venv with Watchkeeper and everything it needs
	@$(BIN)/python -m compileall -qq -j 0 src || true # else each start compiles what Python may not write down

$(STAMPS)/python: pyproject.toml uv.lock
	@mkdir -p $(STAMPS)
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("Watchkeeper needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv sync --frozen --quiet --compile-bytecode || $(BIN)/uv sync --frozen --quiet
	@touch $@

$(STAMPS)/node: package.json package-lock.json
	@mkdir -p $(STAMPS)
	@npm ci --silent --no-audit --no-fund
	@touch $@

$(STAMPS)/assets: $(STAMPS)/node $(shell find assets -type f)
	@npm run --silent build
	@touch $@

assets: $(STAMPS)/assets ## Bundle our JavaScript and CSS

$(STAMPS)/languages: $(STAMPS)/python $(wildcard src/watchkeeper/languages/*.po)
	@$(BIN)/python -m tools.catalogues compile
	@touch $@

texts: setup ## Take new texts of pages up into the catalogues of all languages
	@$(BIN)/python -m tools.catalogues gather

demo: setup ## Start Watchkeeper with a simulated Plex server and a lived-in household
	@exec $(BIN)/watchkeeper demo --port $(PORT)

serve: setup ## Start Watchkeeper as WATCHKEEPER_* and watchkeeper.toml say
	@exec $(BIN)/watchkeeper serve

check: setup ## Format, lint, types, imports
	@$(BIN)/ruff format --check src tests tools hatch_build.py
	@$(BIN)/ruff check src tests tools hatch_build.py
	@$(BIN)/mypy src tests tools
	@$(BIN)/lint-imports

fix: setup ## Format and mend what can be mended
	@$(BIN)/ruff format src tests tools hatch_build.py
	@$(BIN)/ruff check --fix src tests tools hatch_build.py

CLIENTS := $(patsubst tests/clients/requirements/%.txt,%,$(wildcard tests/clients/requirements/*.txt))

clients: setup $(CLIENTS:%=$(STAMPS)/clients/%.done) ## Prepare programs made for Tautulli, each with a Python of its own, for tests

$(STAMPS)/clients/%.done: tests/clients/requirements/%.txt
	@mkdir -p $(STAMPS)/clients
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(STAMPS)/clients/$*
	@$(BIN)/uv pip install --quiet --require-hashes --python $(STAMPS)/clients/$*/bin/python -r $< && touch $@ || \
	  { rm -rf $(STAMPS)/clients/$*; echo "$* cannot be installed: its tests are skipped."; }

test: setup browser broker clients check ## Run every check and every test, browser tests included
	@$(BIN)/pytest -m "not browser" -n 2 --dist worksteal
	@$(BIN)/pytest -m browser

e2e: setup browser ## Run the browser tests alone
	@$(BIN)/pytest -m browser

bench: setup ## Measure Watchkeeper at the HTTP edge
	@$(BIN)/watchkeeper bench

docs: setup ## Write the generated reference pages
	@$(BIN)/python -m watchkeeper.cli.reference docs/reference

browser: ## Install Debian's chromium when it is missing and possible
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	    else echo "No chromium found: install your system's chromium package, or the browser tests are skipped."; fi; }

broker: ## Install Debian's mosquitto, an MQTT broker, when it is missing and possible
	@command -v mosquitto >/dev/null || test -x /usr/sbin/mosquitto || \
	  { if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mosquitto mosquitto-clients >/dev/null || \
	      echo "mosquitto cannot be installed: the tests of MQTT are skipped."; \
	    else echo "No mosquitto found: install your system's mosquitto package, or the tests of MQTT are skipped."; fi; }

clean: ## Remove everything that was made
	@rm -rf .venv node_modules $(STAMPS) src/watchkeeper/web/static/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
