# The commands of a developer. Each command first installs what it needs.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check bench drills fuzz assets messages lock format

help:
	@echo "make run      start Plenary with the demonstration (PORT=8000)"
	@echo "make test     run the tests (ARGS='tests/events -k seats')"
	@echo "make check    run all checks except the tests: format, lint, types, migrations, ..."
	@echo "make format   format the code"
	@echo "make bench    measure the performance (needs PostgreSQL)"
	@echo "make drills   kill each process during the sending of 2,000 mails (needs the programs of PostgreSQL)"
	@echo "make fuzz     read broken mails for a minute (FUZZ_SECONDS=60)"
	@echo "make assets   build static/ (needs Node)"
	@echo "make messages collect and compile the translations of mails (needs gettext)"
	@echo "make lock     pin the dependencies again"

run: .venv/.run
	@$(BIN)/python -m config.launch

# The files in their order: those of the browser, which take long, come early, so that no process waits for them at the end.
# Parallel processes take longer to start than one test file or a few selected tests to run.
PARALLEL = $(if $(findstring .py,$(ARGS))$(findstring -k,$(ARGS))$(findstring -n,$(ARGS)),,-n auto --dist loadfile --no-loadscope-reorder)
test: .venv/.dev .venv-clients/.ready
	@sh config/system.sh
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

check: .venv/.dev
	@BIN=$(BIN) sh config/check.sh

bench: .venv/.dev
	$(BIN)/python -m bench $(ARGS)

drills: .venv/.dev
	$(BIN)/python -m tests.drills $(ARGS)

fuzz: .venv/.dev
	FUZZ_SECONDS=$(or $(FUZZ_SECONDS),60) $(BIN)/python -m pytest -q tests/notifications/inbox/test_fuzz.py $(ARGS)

assets:
	cd assets && npm ci --no-audit --no-fund && node build.mjs

messages: .venv/.run
	PLENARY_DEMO=1 $(BIN)/python manage.py mailmessages

format: .venv/.dev
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

# The pins have hashes, but no address of an index.
UVPIP := $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.12
lock: .venv/.dev
	$(UVPIP) -o requirements.txt
	$(UVPIP) --group dev -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --group pyproject.toml:clients --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.12 -o requirements-clients.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 12) else "Plenary needs Python 3.12 or newer; this is %d.%d. Run PYTHON=/path/to/python3.13 make ..." % sys.version_info[:2])'
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Setting up (once)..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run

# The calendar programs that read our feeds in the tests, and axe.
.venv-clients/.ready: requirements-clients.txt tests/clients/package-lock.json
	@$(PYTHON) -m venv .venv-clients
	@.venv-clients/bin/pip install --quiet --require-hashes -r requirements-clients.txt
	@if command -v npm >/dev/null; then cd tests/clients && npm ci --silent --no-audit --no-fund; fi
	@touch $@
