# One command each; every target makes the project's own .venv first, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo run web worker doctor test browser soak check format lock bench page pictures clean

demo: $(READY) ## a Slack, an Invocations API and the bot, on this machine; DEMO_PORT=8010 elsewhere
	@$(BIN)/python -m bot.sandbox $(if $(DEMO_PORT),--port $(DEMO_PORT))

run: $(READY) ## the bot, with the settings in .env
	@$(BIN)/python -m bot run

web worker: $(READY) ## one of the two kinds of process, with the settings in .env
	@$(BIN)/python -m bot $@

doctor: $(READY) ## what is wrong with the set-up, and how to mend it; LIVE=C… tries each message there
	@$(BIN)/python -m bot doctor $(if $(LIVE),--live '$(LIVE)')

test: $(READY) ## all tests that take seconds
	$(BIN)/python -m pytest -n 4 --dist worksteal -m "not soak and not browser"

browser: $(READY) ## the tests of the sandbox's page; they need Chromium
	$(BIN)/python -m pytest -n 2 -m browser

soak: $(READY) ## the tests that take minutes: kill storms, long simulations
	$(BIN)/python -m pytest -m soak

check: $(READY) ## format, lint, strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## ratios, measured side by side on this machine
	@for file in benchmarks/bench_*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

page: ## rebuild the sandbox page from its sources (needs Node; its bundle is committed)
	cd bot/sandbox/page && npm ci --silent && npm run --silent check && npm run --silent build

pictures: $(READY) ## take the README's pictures anew, of the bot in its sandbox; needs Chromium
	$(BIN)/python -m tests.browser.pictures

lock: $(READY) ## renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --upgrade \
		--custom-compile-command "make lock" --python-version 3.11 \
		--extra hotkey --group dev pyproject.toml --output-file requirements.lock

$(READY): requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("chutes-bot needs Python 3.11 or newer: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
