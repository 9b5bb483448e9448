#!/usr/bin/env bash
# Restarts PostgreSQL under a server that people write to, fast and immediate, and kills its
# connections: they are told 503 and nothing else, none that was answered is lost, and service comes
# back by itself. Starts a throw-away server of PostgreSQL's. Usage:
#   tools/drill-postgres-restart.sh [ROUNDS] [CLIENTS]      each round does all three
# SANAD_BINARY names another program than the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${SANAD_TEST_POSTGRES:-}" ] ||
  SANAD_TEST_FSYNC=on exec tools/with-postgres.sh "tools/${0##*/}" "$@"
exec python3 -B tools/drills/restart.py "${1:-5}" "${2:-8}"
