# make run     a virtual environment, the demo, a server at http://127.0.0.1:8000
# make test    every check; sets up what it needs
# Python 3.11 or later is all that must be there.

PORT ?= 8000
PYTHON ?=
export PYTHON
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run setup doctor test lint format bench eval lighthouse requirements clean

help:
	@echo "make run           the demo, at http://127.0.0.1:$(PORT)"
	@echo "make run LAN=1     the same over HTTPS for phones on this network"
	@echo "make run PORT=9000 WISELINE_DEMO=0     another port; no demo"
	@echo "make setup         the first programme and its lead (with WISELINE_DEMO=0)"
	@echo "make doctor        look at everything that Wiseline leans on"
	@echo "make test          every check; 'make lint', 'make format' and 'make bench' are parts of the daily round"
	@echo "make eval          how good the finder, the danger words and the patterns are"
	@echo "make lighthouse    Lighthouse's scores of the client's pages (needs npm)"
	@echo "make requirements  pin the newest versions that requirements*.in allow"
	@echo "make clean         remove what can be made again; never data/"

run: export WISELINE_DEMO ?= 1
run:
	@scripts/bootstrap run
	@exec $(BIN)/wiseline serve --port $(PORT) $(if $(LAN),--lan)

setup doctor:
	@scripts/bootstrap run
	@exec $(BIN)/wiseline $@

test:
	@scripts/bootstrap test
	@exec $(BIN)/python scripts/check.py

lint:
	@scripts/bootstrap test
	@exec $(BIN)/python scripts/check.py --no-tests

format:
	@scripts/bootstrap test
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench:
	@scripts/bootstrap test
	@exec $(BIN)/python -m bench

eval:
	@scripts/bootstrap test
	@$(BIN)/python -m bench.finder
	@$(BIN)/python -m bench.finder.simulation
	@$(BIN)/python -m bench.danger
	@exec $(BIN)/python -m bench.patterns

lighthouse:
	@scripts/bootstrap test
	@exec $(BIN)/python -m bench.lighthouse

# uv only pins; it is not needed to run, nor to test.
PIN = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make requirements"
requirements:
	@scripts/bootstrap test
	@$(BIN)/python -m pip install --quiet uv
	@$(PIN) --output-file requirements.txt requirements.in
	@$(PIN) --output-file requirements-dev.txt requirements-dev.in
	@scripts/bootstrap test

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find wiseline tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
