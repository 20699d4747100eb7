# make run      the program at http://127.0.0.1:8000 (PORT= changes it)
# make test     every test, those that need a database also on PostgreSQL where found (ARGS="-k words" narrows)
# make audit    every page of every role, looked at with axe in Chromium: wide and narrow, light and dark
# make check    format, lint, types, imports, templates, dependencies, schema drift
# make bench    the benchmarks
# make clients  calendar programs of others, in .clients, for the tests that hold them against our feeds
# make format   mends what can be mended
# make texts    gathers the words of the interface for translators, in data/texts.pot
# make requirements   locks the dependencies of pyproject.toml again (needs uv)

.PHONY: run test audit check bench clients format texts requirements schema
.DEFAULT_GOAL := run

bin := .venv/bin
# A virtual environment that was moved here, or whose Python has gone, does not count as made.
ifneq ($(shell test -x $(bin)/python && cat .venv/made-in 2>/dev/null),$(CURDIR))
$(shell rm -f .venv/installed .venv/installed-dev)
endif

.venv/installed: requirements.txt pyproject.toml tools/venv
	@tools/venv requirements.txt
	@touch $@

# It holds the other file's packages too, in the same versions.
.venv/installed-dev: requirements-dev.txt pyproject.toml tools/venv
	@tools/venv requirements-dev.txt
	@touch .venv/installed $@

run: .venv/installed
	@exec $(bin)/eventapp run

test: .venv/installed-dev
	@$(bin)/python -m tests $(ARGS)

audit: .venv/installed-dev
	@$(bin)/pytest -n 2 --dist worksteal tests/axe $(ARGS)

check: .venv/installed-dev
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/djlint templates --check --lint --quiet
	$(bin)/deptry .
	$(bin)/python -m tests.drift

bench: .venv/installed-dev
	@$(bin)/python -m benchmarks

clients: .clients/made

.clients/made: tests/clients/requirements.txt tests/clients/package-lock.json tools/clients | .venv/installed-dev
	@tools/clients
	@touch $@

format: .venv/installed-dev
	$(bin)/ruff check --fix .
	$(bin)/ruff format .
	$(bin)/djlint templates --reformat --quiet

texts: .venv/installed
	@mkdir -p data
	$(bin)/pybabel --quiet extract --mapping-file babel.cfg --keyword lazy --keyword marked \
		--project eventapp --output-file data/texts.pot .

compile := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make requirements"
lock := $(compile) pyproject.toml --group build
lock_clients := $(compile) tests/clients/requirements.in

requirements:
	$(lock) --output-file requirements.txt
	$(lock) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	$(lock_clients) --output-file tests/clients/requirements.txt
