# make demo: set up, run the whole path on the sample world, serve the result.   make test: set up, run every check.
PYTHON ?= python3
VENV ?= .venv
# Where PyTorch comes from. On Linux the default index gives the CUDA build (gigabytes); for the small CPU build:
#   make demo TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
SERVE ?= 1
PORT ?= 8001
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help setup demo test lint types imports tests soak explore docs accuracy clean

help:
	@echo "make demo           run the whole path on the sample world and serve it (SERVE=0: stop after publishing; PORT=8001)"
	@echo "make test           lint, types, import rules, tests"
	@echo "make soak           crawls killed at random moments, 20 times over (SOAK=20): nothing may be lost"
	@echo "make explore        the properties (Hypothesis) on new, random examples; what it finds becomes a test"
	@echo "make docs           refresh the generated parts of README.md and docs/"
	@echo "make clean          remove the environment"

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Tagih needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt $(if $(TORCH_INDEX),--no-deps --index-url $(TORCH_INDEX)) torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

test: lint types imports tests

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

tests: setup
	$(BIN)/pytest -n 2

# A crawl of 600 pages, killed again and again at random moments: 20 times over (`make test` does it 3 times).
SOAK ?= 20
soak: setup
	TAGIH_SOAK=$(SOAK) $(BIN)/pytest -n0 -s tests/scraper/test_killed.py -k random_moments

# `make test` tries the properties on the same examples every time.
explore: setup
	TAGIH_PROPERTIES=explore $(BIN)/pytest -n 2 -m hypothesis

demo: setup
	$(BIN)/python -m tests.sample.demo --data data/demo
	@test "$(SERVE)" = 0 || $(BIN)/tagih serve --data data/demo --port $(PORT)

# Refresh the generated parts of the documentation (help texts, tables).
docs: setup
	$(BIN)/cog -r README.md

# Score the rules against hand annotations: make accuracy GOLD=../shared
GOLD ?= ../shared
accuracy: setup
	$(BIN)/python -m benchmarks.accuracy $(GOLD) --write

clean:
	rm -rf $(VENV)
