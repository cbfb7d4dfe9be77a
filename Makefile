# kinerja_xl: everything a developer or CI runs. `make demo` and `make test` set up all they need.
PYTHON ?= python3
VENV := .venv
# Windows keeps the programs of a virtual environment in Scripts.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/.siap

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-semua lint types imports templates docs contoh segar fuzz snapshots bench bench-cepat bench-jaga profil check clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(READY): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

setup: $(READY) ## create .venv and install the program with its development tools

demo: $(READY) ## process two real regencies and a generated one, end with a table of what was written
	$(BIN)/python contoh/demo.py

test: $(READY) ## run the tests (those that need LibreOffice are skipped where it is missing)
	$(BIN)/python -m pytest -q -n auto $(OPSI)

test-semua: ## the same with coverage of the core; LibreOffice must be installed
	KINERJA_WAJIB_LIBREOFFICE=1 $(MAKE) test OPSI="--cov --cov-report=term-missing:skip-covered"

lint: $(READY) ## format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY) ## type check
	$(BIN)/mypy

imports: $(READY) ## the import contract: dependencies point one way
	$(BIN)/lint-imports

templates: $(READY) ## regenerate input_templates/
	$(BIN)/kinerja-xl templat --ke input_templates --timpa

docs: $(READY) ## regenerate docs/aturan.md and docs/kamus_data.md
	$(BIN)/python -m kinerja_xl.catalogue docs

contoh: $(READY) ## regenerate the real example workbooks from the transcribed tables
	$(BIN)/python contoh/susun.py ../shared/tables

fuzz: $(READY) ## mutate valid submissions: 10,000 mutants, at most 15 minutes (FUZZ="--jumlah 300 --detik 60" for less)
	$(BIN)/python -m fuzz $(or $(FUZZ),--jumlah 10000 --benih 1 --detik 900)

snapshots: $(READY) ## accept the present outputs of the real submissions as golden (review the diff!)
	KINERJA_PERBARUI_EMAS=1 $(BIN)/python -m pytest -q tests/test_emas.py

bench: $(READY) ## measure 40, 200 and 1,000 OPD against the yardsticks, write benchmarks/results.* (BENCH="--memori 1322": also 2,000 workbooks)
	$(BIN)/python -m benchmarks $(BENCH)

bench-cepat: $(READY) ## the same with 40 OPD and one round, into output/bench
	$(BIN)/python -m benchmarks --opd 40 --ronde 1 --ke output/bench $(BENCH)

bench-jaga: $(READY) ## fail when a ratio is more than 30 % worse than the committed one
	$(BIN)/python -m pytest -q -m kinerja tests/test_bench_jaga.py

profil: $(READY) ## where the time goes: rewrite the table of docs/kinerja_program.md
	$(BIN)/python -m benchmarks.profil

segar: templates docs ## fail when generated files differ from what is committed
	git diff --exit-code -- input_templates docs

check: lint types imports segar bench-jaga test-semua ## what CI runs, with the coverage of the core

clean: ## remove the environment and all outputs
	rm -rf $(VENV) output/* .pytest_cache .mypy_cache .ruff_cache
