# Two commands do all the set-up on a machine with Python 3.11+, make and network: make run, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check bench screenshots translations lock clean

run: $(READY)
	$(BIN)/tettpaa run --demo

test: $(READY)
	sh tests/prepare.sh
	$(BIN)/python -m pytest -q -n auto

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	sh tests/prepare.sh
	$(BIN)/python -m pytest -q -n auto

screenshots: $(READY)
	$(BIN)/python -m tests.stories.screenshots

bench: $(READY)
	$(BIN)/python -m bench.run

translations: $(READY)
	$(BIN)/pybabel -q extract -F collect/translations/babel.cfg -k say -k lazy -k plural:1,2 -k choose:1,2 --no-location --omit-header --sort-output -o collect/translations/messages.pot .
	for l in nn en; do $(BIN)/pybabel -q update --omit-header -N --ignore-obsolete -w 100 -i collect/translations/messages.pot -d collect/translations -l $$l; done

lock: $(READY)
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --extra pdf --extra spss --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header -o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --extra dev --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header -o requirements-dev.txt pyproject.toml

$(READY): requirements-dev.txt pyproject.toml tests/venv.sh
	PYTHON="$(PYTHON)" sh tests/venv.sh $(VENV)
	touch $(READY)

clean:
	rm -rf $(VENV) var dist .pytest_cache .mypy_cache .ruff_cache
