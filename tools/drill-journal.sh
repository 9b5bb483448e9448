#!/usr/bin/env bash
# Changes one byte of a sealed journal on the disk, again and again, each time another one somewhere
# in the rows of an entry: `sanad journal verify` must name the entry. Usage:
#   tools/drill-journal.sh [FLIPS] [ENTRIES]
# SANAD_BINARY names another program than the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B tools/drills/flips.py "${1:-500}" "${2:-3000}"
