#!/usr/bin/env bash
# Kills a server with SIGKILL while cases are filed and decided: after each restart every decision
# has exactly one licence, one letter and one journal entry, and nothing undecided has any. Usage:
#   tools/drill-cases.sh [ROUNDS] [CLIENTS]
#   SANAD_TEST_FSYNC=on tools/with-postgres.sh tools/drill-cases.sh …       on PostgreSQL
# SANAD_BINARY names another program than the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B tools/drills/cases.py "${1:-20}" "${2:-6}"
