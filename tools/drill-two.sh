#!/usr/bin/env bash
# A provider and its regulator as two real servers: awards wait while the regulator is away and while
# the provider is killed, are registered once, verify with and without a network, and are refused once
# the licence is revoked. SANAD_BINARY names another program than the debug build.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B tools/drills/two.py
