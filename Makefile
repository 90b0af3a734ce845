# Everyday commands. PYTHON is the interpreter of a virtual environment made by `make setup`.
VENV ?= .venv
PYTHON ?= $(VENV)/bin/python

.PHONY: setup build native test lint clean

setup:  ## virtual environment with everything, native client included
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --upgrade pip
	$(PYTHON) -m pip install -e '.[train,dev]'

native:  ## native client only, into native_client/python
	$(PYTHON) setup.py -q build_ext --inplace

build:  ## the wheel, in dist/
	$(PYTHON) -m build --wheel

test:
	$(PYTHON) -m pytest

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

clean:
	rm -rf build dist native_client/python/deepspeech/lib native_client/python/deepspeech/bin \
		native_client/python/ds_ctcdecoder/lib
