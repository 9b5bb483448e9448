#!/usr/bin/env bash
# Programs send batches of statements, each all or nothing, while the server is killed with SIGKILL
# again and again: what was answered 200 or 204 is there whole, what was not is there whole or not at
# all, and of two programs that send one id at once one has its way. Then, with nobody killed: one id
# said by two at once, alone and in lists; walks through the store while four write; a document that
# eight count up in. Usage:
#   tools/drill-records.sh [ROUNDS] [CLIENTS]
#   SANAD_TEST_FSYNC=on tools/with-postgres.sh tools/drill-records.sh …        on PostgreSQL
# SANAD_BINARY names another program than the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B tools/drills/records.py "${1:-10}" "${2:-6}"
