# kusei_batch: everything a fresh machine needs is set up by the target that needs it.
#   make demo    a sample ward's whole year, written to build/demo
#   make test    every test            make lint    style, types, directions of import
#   make bench   measurements          make docs    regenerate docs/problems.md and docs/cli.md, and the manual in build/手引き
#   make pictures    the pictures of docs/start.md, from a real run
#   make kit     all that an offline Windows PC needs but Python itself, in build/kusei-kit-<version>.zip
#   make peers   what a public clearinghouse's workbooks say of our checks (fetches a copy of its repository)
#   make bench-scale   whole nights on a Dask cluster on this machine, beside those without
# The interpreter (3.11 or later) can be named: make demo PYTHON=python3.12

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SETUP  := setup.cfg pyproject.toml constraints.txt

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Whatever is started here uses compiled modules, also on a machine that is told to keep none.
unexport PYTHONDONTWRITEBYTECODE

# What the tests open documents with. Without recommends: no Java, no desktop, no help texts.
CLIENT := libreoffice-calc libreoffice-writer python3-uno chromium poppler-utils \
          fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho wine wine64 locales

# Processes of the tests: one more than there are processors, since some of them wait for a program or a limit.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# What a test that passed has left is removed with it.
REMOVED := -o tmp_path_retention_policy=failed

# Where the peers' workbooks come from.
FAC ?= https://github.com/GSA-TTS/FAC

# What counts instructions for the bench.
COUNTER := valgrind

.PHONY: help demo test lint bench bench-scale peers docs pictures kit setup client counter clean
.DELETE_ON_ERROR:

help:
	@sed -n '2,9s/^# *//p' Makefile

demo: $(VENV)/.set-up-run
	rm -rf build/demo
	mkdir -p build
	$(BIN)/kusei demo build/demo

test: $(VENV)/.set-up-dev client
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(REMOVED) $(ARGS)

lint: $(VENV)/.set-up-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if [ -f docs/generate.py ]; then $(BIN)/python docs/generate.py --check; fi

# The numbers of wards, few, many and most (0: none): make bench ARGS="20 80 0"
bench: $(VENV)/.set-up-dev counter
	$(BIN)/python bench/run.py $(ARGS)

# The most workbooks, and the minutes they may take: make bench-scale ARGS="10000 10"
bench-scale: $(VENV)/.set-up-dev
	$(BIN)/python bench/scale.py $(ARGS)

# A clearinghouse's own workbooks, judged by our forms; the copy, some 80 MB, is made once and never committed.
peers: $(VENV)/.set-up-dev build/peers/FAC/.fetched
	CLEARINGHOUSE=build/peers/FAC $(BIN)/python -m pytest tests/peers $(ARGS)

# The last commit whose workbooks are Excel's; of it, the workbooks and their templates alone.
build/peers/FAC/.fetched:
	rm -rf build/peers/FAC
	git clone --quiet --filter=blob:none --no-checkout $(FAC) build/peers/FAC
	git -C build/peers/FAC sparse-checkout set backend/audit/fixtures/workbooks backend/schemas/output/excel/xlsx
	git -C build/peers/FAC checkout --quiet ac78e19231042714a47c4b6e7dc1a256bb4e702b
	touch $@

docs: $(VENV)/.set-up-dev
	$(BIN)/python docs/generate.py
	$(BIN)/python -c 'from pathlib import Path; from kusei_batch.pipeline.workspace.manual import refresh_manual; refresh_manual(Path("build"))'

# The pictures of docs/start.md, from a real run; what the commands said is shown, to be compared with the page.
pictures: $(VENV)/.set-up-dev client
	$(BIN)/python docs/take_pictures.py

kit: $(VENV)/.set-up-dev
	$(BIN)/python -m kit.build

setup: $(VENV)/.set-up-dev

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# One stamp each: the demo needs no test tools, and neither is set up a second time.
$(VENV)/.set-up-run: $(SETUP) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable . --constraint constraints.txt
	touch $@

$(VENV)/.set-up-dev: $(SETUP) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[test,lint,bench]' --constraint constraints.txt
	touch $@ $(VENV)/.set-up-run

# Only root on a Debian can install these; elsewhere what needs them is left out and says why.
# Another apt may be at work on a fresh machine: apt itself waits for dpkg's lock alone, not for that of its lists.
client: PACKAGES := $(CLIENT)
counter: PACKAGES := $(COUNTER)
client counter:
	@missing=; \
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then \
	  for name in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$name"; \
	  done; \
	fi; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing"; \
	  $(PYTHON) -c 'import fcntl; fcntl.lockf(open("/var/lib/apt/lists/lock", "a"), fcntl.LOCK_EX)' \
	    && apt-get -q update \
	    && DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=1800 install -y --no-install-recommends $$missing; \
	fi
