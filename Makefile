# make demo   install, then diagnose Mid and South Essex on the shipped figures
# make test   install what tests need, and run them all
# make lint   style, types and layers
# make bench  measure; ratios side by side in one run

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
FIXED  := -c constraints.txt

.PHONY: demo test lint bench clean

demo: $(VENV)/installed
	$(BIN)/rcagraph diagnose RAJ --out out

test: $(VENV)/installed-test browser
	$(BIN)/pytest -n 2

lint: $(VENV)/installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/installed-test
	$(BIN)/python benchmarks/inference.py

.PHONY: browser
browser:
	@sh scripts/install_browser.sh

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install $(FIXED) -e .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(PIP) install $(FIXED) -e '.[test]'
	@touch $@

$(VENV)/installed-lint: $(VENV)/installed-test
	$(PIP) install $(FIXED) -e '.[test,lint]'
	@touch $@

clean:
	rm -rf $(VENV) out build dist
