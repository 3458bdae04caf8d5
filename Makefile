# The two commands most people need: `make chat` and `make test`. `make` alone lists them all.
# Everything lives in .venv and is set up on the first run; later runs need no network.

.DEFAULT_GOAL := help
.PHONY: help chat test setup service browser checks bench chaos soak fuzz model lock format clean

PY := .venv/bin/python
ARGS ?=

# One check: its name, its command, and what to do when it fails. The first failure stops the run.
define check
	@printf '→ %s\n' '$(1)'
	@$(2) || { printf '\n✗ %s failed. %s\n' '$(1)' '$(3)' >&2; exit 1; }
endef

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

chat: setup  ## set up everything and open the web chat on 127.0.0.1:8080
	@.venv/bin/hocvuso chat $(ARGS)

test: setup browser checks  ## set up everything, then run every check and test
	@tools/browser.sh report
	@printf '✓ All checks and tests passed.\n'

setup:  ## make .venv from requirements.lock (nothing to do the second time)
	@tools/setup.sh

service: setup  ## on a server, as root: the user, the units, the hocvuso command (docs/operate.md)
	@tools/service.sh

browser: setup
	@tools/browser.sh

checks: setup browser
	$(call check,Format,$(PY) -m ruff format --check --quiet .,Run: make format)
	$(call check,Lint,$(PY) -m ruff check --quiet .,Each line names a file and a rule; many are mended by: make format)
	$(call check,Types,$(PY) -m mypy --strict bot handlers content storage,Mend the lines named above; an event nobody stores shows up here too.)
	$(call check,Import walls,.venv/bin/lint-imports --no-logo,A room reaches into one it may not see: move the code or hand the part in from bot/app.py.)
	$(call check,Content,.venv/bin/hocvuso content check,Mend the lesson or plan file named above; docs/how-to-add.md shows every field.)
	$(call check,Tests,$(PY) -m pytest -n auto --dist loadfile $(ARGS),Read the first failure; if a golden chat changed on purpose: $(PY) -m pytest tests/test_chats.py --update)

bench: setup  ## measure against the budgets
	@$(PY) -m benchmarks $(ARGS)

chaos: setup  ## kill the program 2,000 times and prove that nothing is lost
	@HOCVUSO_KILLS=2000 $(PY) -m pytest tests/test_chaos.py tests/test_broadcast_storm.py -s -o faulthandler_timeout=0 $(ARGS)

soak: setup  ## an hour of 200 updates a second with broadcasts beside
	@$(PY) -m benchmarks.soak $(ARGS)

fuzz: setup  ## strange inputs for every reader, counted
	@$(PY) -m tests.fuzz $(ARGS)

model: setup  ## train the search anew, after a change to lessons' phrasings or to content/words
	@$(PY) -m content.train $(ARGS)

format: setup  ## put the code into the house's form
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .

# pip-tools works in an environment of its own, so it never ends up among what the project needs.
# `make lock ARGS=--upgrade` takes the newest versions; Python 3.11 is the oldest one that must work.
lock:  ## write requirements.lock anew from requirements.in (needs the network)
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	python3.11 -m venv "$$dir" && "$$dir/bin/pip" install --quiet pip-tools && \
	CUSTOM_COMPILE_COMMAND='make lock' "$$dir/bin/pip-compile" --quiet --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.lock $(ARGS) requirements.in
	@printf '✓ requirements.lock is written; the next make command installs it.\n'

clean:  ## remove what set-up and checks made; people's data under var/ stays
	@rm -rf .venv build dist *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
