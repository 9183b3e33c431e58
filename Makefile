# Everything a person or a machine does with this repository, as one command each.
# Needs make and Python 3.11 or newer; the rest is installed, from the lock files, into VENV.

VENV ?= .venv
# The first interpreter that is new enough. PYTHON=/path/to/python picks another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
# Processes that run tests at the same time.
WORKERS ?= 2
# `make test BROWSER=no` leaves out what needs a browser.
BROWSER ?= yes
# Which sample `make mutate` draws, and of how many mutants.
SEED ?= 1
COUNT ?= 200

BIN := $(VENV)/bin
CODE := $(wildcard src clients tests bench tools)
PREPARE = @python="$(PYTHON)"; \
	if [ -z "$$python" ]; then \
		echo "treue: no Python 3.11 or newer on the PATH. Install one, or name it: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi; \
	"$$python" tools/environment.py --venv "$(VENV)"

LOOK = $(if $(filter no,$(BROWSER)),,@$(BIN)/python tools/chromium.py >/dev/null)
CHOICE = $(if $(filter no,$(BROWSER)),-m "not browser")

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check bench bench-check evidence mutate test-clean lock format static

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: ## set everything up and show and serve a programme at work on a year of purchases (ARGS="--no-serve")
	$(PREPARE) demo
	@$(BIN)/treue demo $(ARGS)

test: ## set everything up and run every check there is (before you submit)
	$(PREPARE) test
	@$(MAKE) --no-print-directory static
	$(LOOK)
	$(BIN)/python -m pytest -n $(WORKERS) --hypothesis-profile=test --cov --cov-report=term $(CHOICE) $(ARGS)

check: ## the quick part of `make test`: all that needs no database, in under a minute (while you work)
	$(PREPARE) test
	@$(MAKE) --no-print-directory static
	$(BIN)/python -m pytest -n $(WORKERS) --hypothesis-profile=check -m "not postgres and not faults and not slow and not browser" -q $(ARGS)

static: # format, lint, types and layers: what can be said without running the program
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-logo

bench: ## measure speed and size, and print the figures beside their targets
	$(PREPARE) test
	$(BIN)/python -m bench $(ARGS)

bench-check: ## measure again and fail where a recorded ratio got 20 % worse
	$(PREPARE) test
	$(BIN)/python -m bench --check $(ARGS)

evidence: ## write the terms of known programmes and pictures of the console into docs/evidence
	$(PREPARE) test
	$(LOOK)
	@$(BIN)/python -c "from pathlib import Path; from treue.usecases.programmes.describe import write_evidence; \
		print(*write_evidence(Path('docs/evidence')), sep='\n')"
	$(if $(filter no,$(BROWSER)),,@$(BIN)/python -m tests.web.pictures docs/evidence/console)

mutate: ## change the deciding code in a sample of small ways; fail if tests miss over 10 % (SEED=, COUNT=)
	$(PREPARE) test
	$(BIN)/python tools/mutate.py --seed $(SEED) --count $(COUNT) --workers $(WORKERS) $(ARGS)

test-clean: ## run `make test` in a fresh clone with an empty home, as root and as an ordinary user
	@tools/test_clean.sh

lock: ## resolve the lock files anew (LOCK_ARGS="--upgrade" takes newer versions; needs the package index)
	$(PREPARE) locking
	@UV="$(BIN)/uv" tools/lock.sh

format: ## put the code into the one format and repair what the linter can
	$(PREPARE) test
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format $(CODE)
