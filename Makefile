# Everything a newcomer needs: `make site` builds the portal, `make test` runs the tests. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SOURCES := generator theme tests bench docs

# Material's documented switch for its notice about MkDocs 2: our pin (mkdocs<2) is deliberate, see docs/decisions/0002.
export NO_MKDOCS_2_WARNING := 1

.PHONY: site serve check test lint types bench format docs lock clean

site: $(VENV)/site.done
	$(BIN)/taizhang build
	@echo
	@echo "本地查看 / look at it:  make serve   (http://127.0.0.1:8000/)"
	@echo "或打开 / or open:       site/index.html"

serve: $(VENV)/site.done
	$(BIN)/mkdocs serve

check: $(VENV)/site.done
	$(BIN)/taizhang check

test: $(VENV)/test.done
	sh tests/install-browser.sh
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/lint.done
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(VENV)/lint.done
	$(BIN)/mypy

format: $(VENV)/lint.done
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

# N issues, RUNS timed runs of each, in turn. A round at N=100000 takes some ten minutes and 12 GB of memory: RUNS=1 to 3 there.
N ?= 10000
RUNS ?= 5
bench: $(VENV)/bench.done
	$(BIN)/python -m bench -n $(N) --runs $(RUNS)

# The reference of all fields, from the schema.
docs: $(VENV)/site.done
	$(BIN)/python docs/fields.py > docs/zh/fields.md

# Locked versions with hashes, so that a build next year gives the same. Needs uv; only maintainers run it.
lock:
	for set in site test lint bench; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    $$( [ $$set = site ] && echo pyproject.toml ) requirements/$$set.in -o requirements/$$set.txt; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed (make PYTHON=python3.12 …)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/site.done: requirements/site.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --require-hashes -r requirements/site.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/%.done: requirements/%.txt $(VENV)/site.done
	$(INSTALL) --require-hashes -r $<
	@touch $@

clean:
	rm -rf $(VENV) site build dist
