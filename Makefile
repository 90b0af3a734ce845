# Everyday commands; `make setup` first.
PYTHON ?= .venv/bin/python

.PHONY: setup native build test coverage lint clean

setup:  ## system packages, virtual environment in .venv, the project with everything it needs
	bash bin/setup.sh

native:  ## the native client only, into native_client/python
	$(PYTHON) setup.py --quiet build_ext --inplace

build:  ## the wheel, into dist/
	$(PYTHON) -m build --wheel

test:
	bash bin/test.sh

coverage:  ## lines that the tests run, in build/coverage/report.md
	bash bin/coverage.sh

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict

clean:
	rm -rf build dist native_client/python/deepspeech/lib native_client/python/deepspeech/bin \
		native_client/python/deepspeech/include native_client/python/ds_ctcdecoder/lib
