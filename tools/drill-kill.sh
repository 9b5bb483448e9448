#!/usr/bin/env bash
# Kills a writing server with SIGKILL again and again: what was answered is there, what was not is
# asked again and stored once, the books balance, the journal verifies, and it is ready again within
# two seconds. Usage:
#   tools/drill-kill.sh [ROUNDS] [CLIENTS] [ENTRIES]     ENTRIES lie in the journal to begin with
#   SANAD_TEST_FSYNC=on tools/with-postgres.sh tools/drill-kill.sh …        on PostgreSQL
# SANAD_BINARY names another program than the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B tools/drills/kill.py "${1:-20}" "${2:-8}" "${3:-100000}"
