#!/usr/bin/env bash
# Our credentials verified by software that is not ours, and credentials made with it judged by us:
# docs/VERIFYING-ELSEWHERE.md. Fetches packages from PyPI into a temporary folder; JavaScript is used
# where node and jose are installed.
#   tools/elsewhere/run.sh [SANAD] [URL]
set -euo pipefail
cd "$(dirname "$0")/../.."
sanad=$(realpath "${1:-.build/debug/sanad}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q openbadgeslib openvc-core pyld rfc8785 base58 cryptography pyjwt \
  jwcrypto pypdf pikepdf pillow freezegun pyoxigraph
"$sanad" demo --out "$work/demo" >/dev/null
export PYTHONDONTWRITEBYTECODE=1
"$work/venv/bin/python" tools/elsewhere/verify.py "$work/demo"
jose=${JOSE:-/usr/share/nodejs/jose}
if command -v node >/dev/null && [ -d "$jose" ]; then
  "$work/venv/bin/python" tools/elsewhere/quads.py "$work/demo/certificate.json" "$work/quads.json"
  JOSE=$jose node tools/elsewhere/verify.mjs "$work/demo" "$work/quads.json"
else
  echo "skipped: verify.mjs needs node and jose (Debian: nodejs, node-jose; or JOSE=FOLDER)"
fi
"$work/venv/bin/python" tools/elsewhere/forgeries.py "$sanad" "$work/cases" ${2:+"$2"}
