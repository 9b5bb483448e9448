#!/usr/bin/env bash
# Fills the disk under a server: writes answer 503 with Retry-After, reads go on, and when there is
# room again everything works without anybody's help. Needs root for a small tmpfs.
set -euo pipefail
cd "$(dirname "$0")/.."
sanad=${SANAD_BINARY:-.build/release/sanad}
work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size="${SIZE:-64m}" tmpfs "$disk"
server=
trap 'kill -9 $server 2>/dev/null || true; wait 2>/dev/null || true; umount "$disk"; rm -rf "$work"' EXIT
export SANAD_DATABASE=sqlite:$disk/full.sqlite
port=$((20000 + RANDOM % 20000))
url=http://127.0.0.1:$port
fail() { echo "drill: $*" >&2; tail -5 "$work/log" >&2; exit 1; }

"$sanad" seed surge --learners 600 --sections 20 --capacity 600 --tokens "$work/tokens" \
  --sections-file "$work/sections"
"$sanad" serve --port "$port" --tick-seconds 0 >/dev/null 2>"$work/log" & server=$!
for _ in $(seq 300); do curl -sf "$url/health" >/dev/null 2>&1 && break; sleep 0.1; done

number=0
one() { # registers the next learner for the next section; leaves the status in $status
  local token section
  token=$(sed -n "$((number % 600 + 1))p" "$work/tokens" | cut -f1)
  section=$(sed -n "$((number / 600 % 20 + 1))p" "$work/sections")
  number=$((number + 1))
  status=$(curl -s -D "$work/head" -o /dev/null -w '%{http_code}' -X POST \
    -H "Authorization: Bearer $token" "$url/api/v1/sections/$section/registrations")
}
one
[ "$status" = 201 ] || fail "the first registration was not granted"
fallocate -l "$(($(df -B1 --output=avail "$disk" | tail -1) - 65536))" "$disk/ballast"
granted=0
one
while [ "$status" = 201 ]; do
  one
  granted=$((granted + 1))
  [ $granted -lt 590 ] || fail "the disk did not fill"
done
grep -qi '^HTTP/1.1 503' "$work/head" || fail "a full disk answered $(head -1 "$work/head")"
grep -qi '^retry-after:' "$work/head" || fail "503 without Retry-After"
echo "after $granted more registrations: 503 with $(grep -i '^retry-after' "$work/head" | tr -d '\r')"
token=$(sed -n 1p "$work/tokens" | cut -f1)
for _ in $(seq 50); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$url/api/v1/terms")" \
    = 200 ] || fail "a read failed on the full disk"
  one
  [ "$status" = 503 ] || fail "a write was answered on the full disk"
done
[ "$(curl -s -o /dev/null -w '%{http_code}' "$url/health")" = 200 ] || fail "/health on the full disk"
echo "50 reads answered 200 and 50 writes 503 meanwhile"
rm "$disk/ballast"
for _ in $(seq 20); do
  one
  [ "$status" = 201 ] || fail "not recovered: $(head -1 "$work/head")"
done
echo "20 registrations granted as soon as there was room"
kill -TERM $server
wait $server || fail "exit status $?"
"$sanad" doctor >"$work/doctor" || grep -E "FAILED" "$work/doctor" | grep -v "FAILED *disk" &&
  { cat "$work/doctor"; fail "the doctor finds something"; }
echo "the doctor finds nothing but the small disk"
