# Everything a developer runs. The first target that needs it makes .venv; nothing else has to be installed by hand.
#   make PYTHON=python3.12 test    another Python (3.11 or newer)
#   make test ARGS="-k travel"     more arguments for the test run

PYTHON ?= python3
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.set-up
EXTRAS := cli,dev
BUILD_TOOLS := hatchling editables
DEMO := match examples/gina.yaml --as-of 2026-11-22

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test long mutate golden check format strip coverage bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## Make .venv with the pinned packages (the other targets do this by themselves)

# Renewed whenever the requirements or the pins change.
$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "$(PYTHON) was not found. spmatch needs Python 3.11 or newer; name another with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) -V 2>&1). spmatch needs Python 3.11 or newer; name another with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu install it with: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install -q -c constraints.txt $(BUILD_TOOLS)
	@$(PY) -m pip install -q -c constraints.txt --no-build-isolation -e ".[$(EXTRAS)]"
	@touch $(STAMP)

demo: $(STAMP) ## Match the sample person to the sample services and show the plan
	@$(PY) -m spmatch $(DEMO)

test: $(STAMP) ## Run the tests, with the examples in docstrings, documents and notebooks
	$(PY) -m pytest $(ARGS)

long: $(STAMP) ## Compare the engine with the oracle on 100,000 pairs of a person and a service; about a minute
	$(PY) -m pytest -m long tests/long $(ARGS)

mutate: $(STAMP) ## Change the deciding code in every small way and see that a test fails; some minutes, see CONTRIBUTING
	$(PY) -m pip install -q -c constraints.txt --no-build-isolation -e ".[$(EXTRAS),mutation]"
	$(PY) tools/mutate.py $(ARGS)

golden: $(STAMP) ## Rewrite the expected texts that tests compare with; read the difference before committing
	$(PY) -m pytest --update-golden $(ARGS)

check: $(STAMP) ## Lint, check the formatting and the types
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

format: $(STAMP) ## Format the code and mend what the linter can mend
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

strip: $(STAMP) ## Remove results from the notebooks
	$(PY) tools/strip_notebooks.py notebooks/*.ipynb

coverage: $(STAMP) ## Run the tests and show which lines and branches they miss
	$(PY) -m coverage run -m pytest -q $(ARGS)
	$(PY) -m coverage report

bench: $(STAMP) ## Measure speed and memory
	$(PY) benchmarks/run.py $(ARGS)

clean: ## Remove .venv and everything that was made from the sources
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
