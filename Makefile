# One command each. What a target needs is installed into the project's own .venv, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run web worker doctor test browser soak check format lock bench page pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## a Slack, an Invocations API and the bot, on this machine; DEMO_PORT=8010 elsewhere
	@$(BIN)/python -m bot.sandbox $(if $(DEMO_PORT),--port $(DEMO_PORT))

run: $(VENV)/.run ## the bot, with the settings in .env
	@$(BIN)/python -m bot run

web: $(VENV)/.run ## only the process that talks to people; it needs REDIS_URL, and a worker elsewhere
	@$(BIN)/python -m bot web

worker: $(VENV)/.run ## only the process that does the durable work; it needs REDIS_URL
	@$(BIN)/python -m bot worker

doctor: $(VENV)/.run ## what is wrong with the set-up, and how to mend it; LIVE=C… tries each message there
	@$(BIN)/python -m bot doctor $(if $(LIVE),--live '$(LIVE)')

test: $(VENV)/.test ## all tests that take seconds; together about five minutes on two cores
	$(BIN)/python -m pytest -n $(if $(AGAIN),0,4) --dist worksteal -m "not soak" --ignore tests/browser $(AGAIN)

browser: $(VENV)/.dev ## the tests of the sandbox's page; they need Chromium
	$(BIN)/python -m pytest -n 2 tests/browser $(AGAIN)

soak: $(VENV)/.test ## the tests that take minutes: kill storms, long simulations
	SEARCH=thorough $(BIN)/python -m pytest -n 3 --dist worksteal -m "soak or hypothesis" --ignore tests/browser $(AGAIN)

check: $(VENV)/.dev ## format, lint, strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev ## write the code as `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.test ## ratios, measured side by side on this machine; ONLY=digests for one
	@$(BIN)/python -m benchmarks $(ONLY)

page: ## rebuild the sandbox page from its sources (needs Node; its bundle is committed)
	cd bot/sandbox/page && npm ci --silent && npm run --silent check && npm run --silent build

pictures: $(VENV)/.dev ## take the README's pictures anew, of the bot in its sandbox; needs Chromium
	$(BIN)/python -m tests.browser.pictures

# The locks have the same versions; each has all of the one before: running, demo, test, dev.
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --python-version 3.11 pyproject.toml --extra hotkey

lock: $(VENV)/.dev ## renew the locks from pyproject.toml
	$(COMPILE) --extra sandbox --group dev --upgrade --output-file requirements-dev.lock
	cp requirements-dev.lock requirements-test.lock
	$(COMPILE) --extra sandbox --group test --output-file requirements-test.lock
	cp requirements-dev.lock requirements-demo.lock
	$(COMPILE) --extra sandbox --output-file requirements-demo.lock
	cp requirements-dev.lock requirements.lock
	$(COMPILE) --output-file requirements.lock

define install
	@echo "Setting up once, about a minute, $(1) MB …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $<
	@touch $@
endef

$(VENV)/.run: requirements.lock | $(BIN)/python
	$(call install,190)

$(VENV)/.demo: requirements-demo.lock | $(BIN)/python
	$(call install,200)

$(VENV)/.test: requirements-test.lock | $(BIN)/python
	$(call install,220)

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	$(call install,500)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("chutes-bot needs Python 3.11 or newer: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

clean: ## take out what was installed and cached; .env and .data stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
