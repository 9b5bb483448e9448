#!/usr/bin/env bash
# Learners race over HTTP for the last seats of a section, in a thousand sections: never one seat
# too many, never one left. Usage:
#   tools/drill-races.sh [RACES] [RUNNERS] [SEATS] [SERVERS]
#   SANAD_TEST_FSYNC=on tools/with-postgres.sh tools/drill-races.sh 1000 16 5 2     two servers, one
#     PostgreSQL; the runners of every race are spread over both
# SANAD_BINARY names another program than the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B tools/drills/races.py "${1:-1000}" "${2:-16}" "${3:-5}" "${4:-1}"
