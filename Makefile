# The front door. `make help` lists what there is to do.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MESOS_VERSION ?= 1.11.0

.PHONY: help run build quick test bench conformance api-fuzz install format setup protocol clean ready

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: ready ## applications from examples/hello.json on an embedded Mesos; Ctrl-C ends all
	@exec ./mesosfw run --embedded --agents 3 --apps examples/hello.json

build: ## all modules, compiled and packed
	@tools/build all

quick: ## the fast tests on one JDK, and the format
	@tools/test quick

test: ## every test, on the real Mesos too where it can run
	@tools/test all

bench: ## the benchmarks: a table, and build/bench/results.json
	@tools/bench

conformance: ## plants faults in the embedded Mesos, and makes docs/conformance.md
	@tools/conformance

api-fuzz: ## schemathesis, from PyPI, on the API of a framework on an embedded Mesos
	@tools/api-fuzz

install: ## every artifact with sources, Javadoc and BOM into the local Maven repository
	@tools/build install

protocol: ## the bindings of another Mesos release: make protocol MESOS_VERSION=1.9.0
	@tools/protocol $(MESOS_VERSION)

format: ## formats the code
	@tools/build format

setup: ## installs what the real servers of the tests need (Debian packages; asks for root)
	@conformance/real-mesos/rig.sh setup

clean: ## removes all that was built
	@rm -rf build/stamps build/bench build/reports build/protocol && find . -name target -type d -not -path './build/*' -prune -exec rm -rf {} +

# What `run` and ./mesosfw need. Nothing happens where nothing has changed.
SOURCES := $(shell find . \( -name target -o -name build -o -name .git -o -name examples -o -path '*/src/test' \) -prune -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -print 2>/dev/null)
ready: build/stamps/mesosfw
build/stamps/mesosfw: $(SOURCES)
	@tools/build mesosfw
	@mkdir -p $(@D) && touch $@
