# AKS baseline: see README.md. Everything is installed into .venv and node_modules, nothing outside this folder.
CONFIG ?= $(or $(BASELINE_CONFIG),config/baseline.yaml)
OUT ?= $(CDKTF_OUTDIR)
ALLOW_PLACEHOLDERS ?=
ANSWERS ?=
STACKS ?=
ONLY ?=
ARGS ?= synth
PYTHON ?= python3
BASE ?=
DATE ?= $(shell date +%F)
RUNS ?= 15
FAST ?=
ADOPT ?=
TESTS ?= auto
FORMAT ?= github
MIRROR ?=
VERB ?= deploy

BIN := .venv/bin
# The pinned Node comes first, jsii keeps its unpacked packages beside it, bytecode is kept, and nobody phones home.
# An empty OUT is cdktf.out, or cdktf.out/<name> for a CONFIG of your own.
ENVIRONMENT := PATH="$(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$$PATH" \
	JSII_RUNTIME_PACKAGE_CACHE_ROOT="$${JSII_RUNTIME_PACKAGE_CACHE_ROOT:-$(CURDIR)/.venv/jsii}" \
	JSII_RUNTIME_PACKAGE_CACHE="$${JSII_RUNTIME_PACKAGE_CACHE:-$$(test -w .venv && echo enabled || echo disabled)}" \
	npm_config_cache="$(CURDIR)/.venv/npm" CHECKPOINT_DISABLE=1 PYTHONDONTWRITEBYTECODE=
CHOICES := BASELINE_CONFIG="$(CONFIG)" CDKTF_OUTDIR="$(OUT)" BASELINE_ONLY="$(ONLY)"
CHECKED := main.py config stacks constructs terminal review rehearsal tools tests bench

.PHONY: help init synth review prices test check format bench snapshots ledger generate options addresses certificates cdktf diff lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 14

init: .venv/runtime ## ask eight questions and write a configuration, config/<application>-<environment>.yaml or CONFIG
	@$(CHOICES) $(BIN)/python terminal/init.py $(ANSWERS)

synth: .venv/runtime ## CONFIG (config/baseline.yaml) into Terraform JSON in OUT (cdktf.out or cdktf.out/<name>); ONLY some stacks
	@test -e .venv/jsii || echo "first synthesis: unpacking the providers (once, about half a minute)" >&2
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python main.py

review: synth ## hold what was synthesized against the article, and against BASE: OUT/review.html
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m review report --date "$(DATE)" --base "$(BASE)"

prices: synth ## ask Azure for the list prices that CONFIG uses, into review/cost/prices.csv
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m review prices --date "$(DATE)"

changes: .venv/development ## play every change of the configuration and write docs/changes.md; takes more than an hour
	@$(ENVIRONMENT) $(BIN)/python -m rehearsal.changes --date "$(DATE)"

.PHONY: mutations checkov validate rehearse changes adopt
validate: synth ## terraform init and terraform validate on every stack, with the registry or your mirror
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m rehearsal validate

rehearse: synth ## deploy CONFIG to a stand-in for Azure on this machine, over BASE; FAST=1 shortens azurerm's waits
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m rehearsal play --base "$(BASE)" $(if $(FAST),--fast) $(if $(ADOPT),--adopt)

adopt: synth ## write import blocks beside the stacks, for what is deployed and missing in the state
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m rehearsal adopt

test: .venv/development ## lint, format, types and the tests, without those that take minutes; CI=1 runs them all
	@echo "ruff, mypy, then $(if $(CI),every file of tests/,the quick files of tests/: CI=1 runs the slow ones too) on $(TESTS) processes"
	@$(MAKE) --no-print-directory check
	@$(ENVIRONMENT) $(BIN)/python -m pytest -n $(TESTS) --dist worksteal

mutations: .venv/development ## change 91 values one by one, and run the tests that must notice; takes ten minutes
	@$(ENVIRONMENT) $(BIN)/python -m tools.mutations

check: .venv/development ## lint, format and types
	@$(BIN)/ruff check --quiet $(CHECKED)
	@$(BIN)/ruff format --check --quiet $(CHECKED)
	@$(BIN)/mypy

format: .venv/development ## format the code
	@$(BIN)/ruff check --fix --quiet $(CHECKED)
	@$(BIN)/ruff format $(CHECKED)

checkov: .venv-checkov/installed .venv/runtime ## scan all of config/*.yaml with checkov, offline
	@for config in config/*.yaml; do \
		$(ENVIRONMENT) BASELINE_CONFIG=$$config CDKTF_OUTDIR=cdktf.out/checkov/$$(basename $$config .yaml) $(BIN)/python main.py >/dev/null 2>&1 \
		|| { echo "$$config could not be synthesized" >&2; exit 1; }; \
	done
	@$(BIN)/python -m tools.policy_scan $(patsubst config/%.yaml,cdktf.out/checkov/%,$(wildcard config/*.yaml))

bench: .venv/development ## time and memory of synthesis into docs/performance.md, in RUNS turns (15)
	@$(ENVIRONMENT) $(BIN)/python -m bench.bench --runs $(RUNS)
	@$(BIN)/python -m tools.performance_page
	@echo "written: bench/figures.json and docs/performance.md"

snapshots: .venv/development ## re-record the snapshots on purpose
	@$(ENVIRONMENT) $(BIN)/python -m pytest tests/test_snapshots.py --snapshot-update

ledger: .venv/development ## record the addresses of new stateful resources
	@$(ENVIRONMENT) $(BIN)/python -m pytest tests/test_ledger.py --record-ledger

generate: .venv/development ## rewrite the schema and the pages that are generated from code
	@$(BIN)/python -m tools.configuration_page
	@$(BIN)/python -m tools.topology_page
	@$(ENVIRONMENT) $(BIN)/python -m tools.architecture_page
	@$(BIN)/python -m tools.requirements_page
	@$(BIN)/python -m tools.performance_page
	@$(BIN)/python -m rehearsal.changes.page

options: .venv/development ## synthesize every switch and rewrite docs/options.md (about two minutes)
	@$(ENVIRONMENT) $(BIN)/python -m tools.options_page

addresses: .venv/runtime ## a block of addresses for each hub and spoke of CONFIG with address_space: auto
	@$(BIN)/python -m tools.addresses "$(CONFIG)"

certificates: .venv/runtime ## the ingress certificate and its private CA, in certificates/; RENEW=1 makes another
	@$(BIN)/python -m tools.certificates "$(CONFIG)" $(if $(RENEW),--renew)

cdktf: .venv/runtime node_modules/.installed ## the CDK for Terraform CLI: make cdktf ARGS="deploy hub spoke cluster"
	@$(ENVIRONMENT) $(CHOICES) ALLOW_PLACEHOLDERS="$(ALLOW_PLACEHOLDERS)" $(BIN)/python terminal $(ARGS)

diff: .venv/runtime ## what a deployment would change in STACKS (all)
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python terminal diff $(STACKS)

.PHONY: fresh newer state providers stacks
fresh: .venv/runtime ## what CONFIG uses and Azure or others end within 90 days of DATE (today)
	@$(CHOICES) $(BIN)/python -m tools.fresh --date "$(DATE)"

newer: .venv/runtime ## ask the repositories of charts and providers for newer versions than the pinned ones
	@$(ENVIRONMENT) $(BIN)/python -m tools.newer

state: .venv/runtime ## storage account of the state and identities of the pipelines, for CONFIG; VERB=diff, destroy or rehearse
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m tools.state $(VERB) $(if $(FAST),--fast)

providers: .venv/runtime ## lock the providers of OUT for all platforms, in providers.lock.hcl beside CONFIG
	@$(ENVIRONMENT) $(CHOICES) $(BIN)/python -m tools.provider_locks --mirror "$(MIRROR)"

stacks: .venv/runtime ## names of the stacks in OUT, in their order, as a matrix of a pipeline: FORMAT=github or azure-devops
	@$(CHOICES) $(BIN)/python -m tools.stack_matrix $(FORMAT)

lock: .venv/development ## compile requirements*.in and package.json into their lock files
	@for name in requirements requirements-dev requirements-checkov; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $$name.in --output-file $$name.txt; \
	done
	@$(ENVIRONMENT) npm install --package-lock-only --no-audit --no-fund

clean: ## remove everything that was installed or synthesized here
	rm -rf .venv .venv-checkov node_modules cdktf.out

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .venv

# Bytecode is left to the first import: compiling 1,500 provider modules takes longer than installing them.
.venv/runtime: requirements.txt | .venv/bin/python
	@echo "installing Python packages of $< (once, about a minute)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $<
	@touch $@

.venv/development: requirements-dev.txt .venv/runtime
	@echo "installing tools for tests and checks of $< (once, about a minute)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $<
	@touch $@

.venv-checkov/installed: requirements-checkov.txt | .venv/bin/python
	@echo "installing checkov of $< into an environment of its own (once, about a minute)" >&2
	@$(PYTHON) -m venv .venv-checkov
	@.venv-checkov/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $<
	@touch $@

node_modules/.installed: package-lock.json | .venv/runtime
	@echo "installing the CDK for Terraform CLI of $< (once, about a minute)" >&2
	@$(ENVIRONMENT) npm ci --no-audit --no-fund --loglevel=error >&2
	@printf '#!/bin/sh\nexec "%s/python" "%s/terminal" "$$@"\n' "$(CURDIR)/$(BIN)" "$(CURDIR)" >$(BIN)/cdktf
	@chmod +x $(BIN)/cdktf
	@touch $@
