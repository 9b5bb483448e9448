# The commands of this project: `make run` serves the demo, `make check` is what CI runs.
.PHONY: help run check bench build release format tools

SANAD_DATABASE ?= sqlite:var/demo.sqlite
export SANAD_DATABASE

help: ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

tools: ## install what the build needs from Debian (needs root once)
	@tools/install.sh

release: tools
	swift build -c release --product sanad

run: release ## build, plant the demo world once, serve http://127.0.0.1:8080
	@mkdir -p var
	.build/release/sanad seed demo --if-missing
	.build/release/sanad serve --clock 2026-09-02T14:00:00+03:00

build: tools ## a debug build
	swift build --product sanad

check: ## everything CI runs, named steps with times
	@tools/check.sh

bench: release ## figures, each beside its floor in the same run
	@tools/bench.sh

format: ## rewrite sources in the project's format
	swift format --in-place --recursive --parallel Package.swift Sources Tests
