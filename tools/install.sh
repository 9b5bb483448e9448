#!/usr/bin/env bash
# Installs the Debian packages the build needs, when they are missing.
set -euo pipefail
packages=(
  libsqlite3-dev libpq-dev postgresql pkg-config curl
  libpango1.0-dev libqrencode-dev zlib1g-dev libzstd-dev libcurl4-openssl-dev libjemalloc-dev
  fonts-hosny-amiri fonts-sil-gentiumplus # the certificate's letters
  poppler-utils qpdf                      # other people's readers, for tests
  python3 openssl                         # the tests' mail server
)
missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
echo "installing ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then run=(); else run=(sudo); fi
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
