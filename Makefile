# Two commands are all that a newcomer needs: `make demo` and `make test`.
# Each sets up what it needs in .venv and is quick the second time.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
DEMO_READY := $(VENV)/.ready-demo
DEV_READY  := $(VENV)/.ready-dev
# Of each bot in the demo; several need valkey-server or redis-server.
INSTANCES ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types imports screenshot zstandard libraries bench load chaos docs lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

demo: $(DEMO_READY)  ## both bots in a sandbox, in your browser; no account needed
	@$(BIN)/python -m sandbox --instances $(INSTANCES) $(ARGS)

.PHONY: setup
setup: $(DEMO_READY)  ## BOT=clanmatch or BOT=welcomecrew on your own server: asks, tries, writes .env
	@$(BIN)/python -m apps.$(or $(BOT),$(error say which: make setup BOT=clanmatch or BOT=welcomecrew)) --setup

# Where the environment forbids compiled files, every worker and every bot would compile all anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV_READY)  ## every test
	@$(BIN)/python -m pytest --numprocesses 4 --dist worksteal $(ARGS)

check: format-check lint types imports test  ## everything that CI runs

format: $(DEV_READY)  ## rewrite the code in the one format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only --quiet .

.PHONY: format-check
format-check: $(DEV_READY)
	@$(BIN)/ruff format --check .

lint: $(DEV_READY)  ## ruff
	@$(BIN)/ruff check .

types: $(DEV_READY)  ## pyright, strict
	@$(BIN)/basedpyright

imports: $(DEV_READY)  ## the import rules of ARCHITECTURE.md
	@$(BIN)/lint-imports

screenshot: $(DEV_READY)  ## take the README's pictures anew (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots

zstandard: $(DEV_READY)  ## the gateway's sessions once more, with the package zstandard in use
	@$(PIP) install --require-hashes -r requirements/zstandard.txt
	@$(BIN)/python -m pytest tests/sandbox/discord/test_gateway.py tests/sandbox/discord/test_compression.py tests/process/test_gateway_heals.py; \
	    status=$$?; $(PIP) uninstall --yes zstandard; exit $$status

libraries: $(DEV_READY)  ## bots of other libraries in the sandbox, in environments of their own (needs npm)
	@$(BIN)/python -m tests.libraries $(ARGS)

.PHONY: rivals
rivals: $(DEV_READY)  ## the same faults for discord-keepalive and for others that watch a bot; writes docs/rivals.md
	@$(BIN)/python -m tests.rivals $(ARGS)

.PHONY: test-tools
test-tools: $(DEV_READY)  ## balancers, monitors and supervisors with the files of docs/hosting, as far as they are installed
	@$(BIN)/python -m pytest tests/tools --override-ini='python_files=try_*.py' --numprocesses 4 $(ARGS)

bench: $(DEV_READY)  ## measure against bare counterparts, as ratios; AGAINST=<commit>: against that
	@$(BIN)/python -m bench$(if $(AGAINST),.against $(AGAINST)) $(ARGS)

load: $(DEV_READY)  ## a busy server for SECONDS=60, a verdict, and figures in bench/LOAD.md
	@$(BIN)/python -m bench.load $(if $(SECONDS),--seconds $(SECONDS))

chaos: $(DEV_READY)  ## both bots through MINUTES=3 of faults dealt from a SEED, then a verdict
	@$(BIN)/python -m sandbox.chaos $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed '$(SEED)')

docs: $(DEV_READY)  ## write from the code: settings, commands, and the house in ARCHITECTURE.md
	@$(BIN)/python -m tests.docs

lock: $(DEV_READY)  ## compile requirements/*.txt anew from pyproject.toml
	@BIN=$(BIN) requirements/compile.sh

clean:  ## remove the virtual environment and all caches
	@rm -rf $(VENV) .libraries .rivals .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 to 3.14 is needed, this is %d.%d: make PYTHON=python3.14 …" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 15) and print("Python %d.%d is newer than what is tested (3.11 to 3.14): going on." % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV)

$(DEMO_READY): $(VENV)/bin/python requirements/sandbox.txt
	@echo "Installing what the demo needs into $(VENV) (once) …"
	@$(PIP) install --require-hashes -r requirements/sandbox.txt
	@touch $@

$(DEV_READY): $(VENV)/bin/python requirements/dev.txt pyproject.toml
	@echo "Installing the development tools into $(VENV) (once) …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(DEMO_READY)
