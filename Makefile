# demo · test · check · bench · shots: the only five words to learn.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench shots assets messages install

SERVE ?= 1
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
export UV_PYTHON_DOWNLOADS := never

help:
	@echo "make demo [SERVE=0] [PORT=8000]   everything from nothing: Bali walks through the whole house"
	@echo "make test                         the whole suite on SQLite, a real browser included"
	@echo "make check                        style, types, layers, migrations, translations, templates, licences"
	@echo "make bench                        the figures of docs/performance.md"
	@echo "make shots                        pictures of every page at 1440 and 390 px in out/shots/"

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml tools/python.sh
	@sh tools/python.sh install

assets: install
	@$(PY) frontend/build.py

messages: install
	@$(PY) tools/messages.py compile

demo: install assets messages
	@$(VENV)/bin/smartprovince demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: install assets messages
	@$(PY) -m tools.browser ensure
	@$(PY) -m tools.calendar_client ensure
	@$(PY) -m tools.office ensure
	@$(PY) -m pytest -n $(WORKERS) --dist loadgroup $(TESTS)

check: install assets messages
	@$(PY) tools/check.py

bench: install assets messages
	@$(PY) -m tools.browser ensure
	@$(PY) benchmarks/run.py $(ONLY)

shots: install assets messages
	@$(PY) -m tools.browser ensure
	@$(PY) tools/shots.py
