# Every command works from a fresh clone on a machine with Python 3.11+ (see README).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# Packages of the system, where it is a Debian and lets us; elsewhere their names are said.
SUDO := $(shell test "$$(id -u)" = 0 || command -v sudo)
debian = if command -v apt-get > /dev/null; \
  then $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $(1); \
  else echo "please install: $(1)" >&2; false; fi

NODE_RULE := const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)
CONSOLE_SOURCES = $(shell find console -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name schema.d.ts -not -name '*.md')

.PHONY: demo test check console bench story screenshots features soak lock clean

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || (rm -rf $(VENV) && $(call debian,python3-venv) && $(PYTHON) -m venv $(VENV))
	@echo "installing what Siyu needs (once, a few minutes at most)"
	@$(BIN)/pip install --quiet --disable-pip-version-check uv || echo "uv cannot be had; pip does its work, more slowly"
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock || $(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . || $(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) console  ## the whole product with a pretend WeCom and its town; ctrl-C stops everything
	@$(BIN)/python -m compileall -q siyu simulator demo migrations
	@$(BIN)/python -m demo

# The console is built with Node.js; a machine that has none gets Debian's, where that one is new enough.
.PHONY: node
node:
	@(command -v node && command -v npm) > /dev/null || \
	  (test "$$(id -u)" = 0 && apt-get update -q && apt-cache policy nodejs | grep -Eq 'Candidate: *(2[0-9]|[3-9][0-9])\.' && \
	   apt-get install -qy --no-install-recommends nodejs npm) || true
	@(command -v npm && node -e "$(NODE_RULE)") > /dev/null 2>&1 || { \
	  echo "构建控制台需要 Node.js 20.19 或更新版本及 npm（当前：$$(node --version 2>/dev/null || echo 未安装)）。请从 nodejs.org 或系统软件源安装后重试。" >&2; \
	  echo "The console needs Node.js 20.19 or newer with npm (here: $$(node --version 2>/dev/null || echo none)). Install it from nodejs.org or your system's packages, then try again." >&2; \
	  exit 1; }

console/node_modules/.ready: console/package.json console/package-lock.json | node
	@echo "installing what the console is built with (once)"
	@cd console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

console/src/api/schema.d.ts: docs/openapi.json console/node_modules/.ready
	@cd console && npm run -s api > /dev/null
	@touch $@

console/dist/.built: console/src/api/schema.d.ts $(CONSOLE_SOURCES)
	@echo "building the console"
	@cd console && npm run -s build
	@touch $@

console: console/dist/.built  ## the console's pages, which siyu web serves

# Pages are tested in Debian's browser, with letters for Chinese; only a machine that lacks them fetches them.
.PHONY: browser
browser:
	@test -x "$${CHROMIUM:-/usr/bin/chromium}" && fc-list :lang=zh 2>/dev/null | grep -q . || \
	  ($(call debian,chromium fontconfig fonts-noto-cjk))

test: $(READY) browser console  ## every test
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile -m "not soak"

check: $(READY) console  ## format, lint, types, floors, words, API snapshot; the console's own gates and sizes
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > /dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/architecture
	@cd console && npm run -s lint && npm run -s typecheck && npm run -s test && npm run -s budget
	@echo "check: all gates hold"

bench: $(READY)  ## measurements as ratios; ONLY=prefix narrows them
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

story: $(READY)  ## the whole loop, headless, on a fresh stack
	@$(BIN)/python -m tests.stories.loop

screenshots: $(READY) browser console  ## the pictures of the READMEs, of the living demo
	@$(BIN)/python -m tests.screenshots

features: $(READY)  ## which rows of the register are shown by passing tests
	@$(BIN)/python -m tests.features

soak: $(READY)  ## long fault and load tests
	@$(BIN)/python -m pytest -q -m soak --timeout 3600

lock: $(READY)  ## renew requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --universal --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) var console/dist console/node_modules console/src/api/schema.d.ts
