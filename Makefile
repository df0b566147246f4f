# Two commands do all the set-up on a fresh machine: `make run` serves the starter corpus, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= cadre-data
PORT ?= 8000
# Only Linux can lock the readers of files in; the starter corpus is our own.
SANDBOX ?= $(if $(filter Linux,$(shell uname)),,--no-sandbox)
STAMP := $(VENV)/installed

.PHONY: run install test check format bench bench-readers soak clean

run: install
	$(BIN)/cadre ingest corpus/starter --data $(DATA) $(SANDBOX)
	$(BIN)/cadre serve --data $(DATA) --port $(PORT) $(SANDBOX)

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cadre needs Python 3.11 or newer: set PYTHON=..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	touch $@

# Two processes or more; a file's tests stay together, since they share what is slow to make. tests/conftest.py puts the
# dearest files first; xdist alone would put those with the most tests first, which are not the longest.
test: install
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# How every file of the shared sets ends, beside its manifest and beside poppler's words; some ten minutes.
SHARED ?= ../shared
bench-readers: install
	$(BIN)/python -m tests.evaluation.measure_readers $(SHARED)/data

# Search beside what a user would pick instead, each in an environment of its own under .bench: about 25 minutes; the
# first time ten more, and downloads. The table alone goes to standard output.
bench: install
	@$(BIN)/python -m tests.bench $(SHARED)

# The same tests as in `make test`, at full size: thousands of faults, power cuts, damages, fill levels and publishes.
soak: install
	CADRE_SOAK=1 CADRE_KILLS=40 $(BIN)/python -m pytest -q tests/reliability tests/front/test_kill.py tests/front/test_backup.py -o timeout=4000

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .bench build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
