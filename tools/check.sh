#!/usr/bin/env bash
# Everything that must hold before a change lands: named steps with their times.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
total=$SECONDS

step() {
  local name=$1 begin=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    echo "== $name: ok ($((SECONDS - begin)) s)"
  else
    echo "== $name: FAILED ($((SECONDS - begin)) s)"
    failed+=("$name")
    [ "$name" = build ] && finish
  fi
}

finish() {
  echo "== all steps: $((SECONDS - total)) s"
  if [ ${#failed[@]} -gt 0 ]; then
    echo "failed: ${failed[*]}"
    exit 1
  fi
  exit 0
}

format() { swift format lint --strict --recursive --parallel Package.swift Sources Tests; }
build() { swift build --build-tests; }
sanad() { .build/debug/sanad "$@"; }
coverage() { sanad regulations coverage | diff -u Regulations/COVERAGE.md -; }
procedures() { sanad regulations procedures | diff -u docs/PROCEDURE-WORDS.md -; }
# The same tests, each database a fresh one of a throw-away server.
on_postgres() {
  tools/with-postgres.sh swift test --skip-build \
    --filter 'StorageTests|OperationsTests|StoriesTests|WebTests|ReplayTests'
}
stories() { sanad story --quiet Tests/Stories/*.yaml; }

step tools tools/install.sh
step format format
step build build
step packs sanad regulations check
step examples sanad regulations test
step coverage coverage
step procedures procedures
step stories stories
step stopping tools/check-stop.sh
step tests swift test --skip-build
step tests-on-postgres on_postgres
finish
