#!/usr/bin/env bash
# Figures of a release build, each beside its floor measured in the same run. Ratios say what we
# cost; seconds on a shared machine say less. Needs wrk (Debian) for the HTTP part.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product bench >/dev/null
bin=.build/release
command -v wrk >/dev/null || {
  apt-get update -qq && apt-get install -y -qq wrk
} || true
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
export SANAD_DATABASE=sqlite:$work/bench.sqlite

row() { printf '%-44s %-40s %s\n' "$1" "$2" "$3"; }
wait_for() { for _ in $(seq 200); do curl -sf "$1" >/dev/null 2>&1 && return; sleep 0.01; done; }
load() { wrk -t1 -c8 -d"${2:-4}"s --latency "${@:3}" "$1"; }
rate() { awk '/Requests\/sec/ {print int($2)}' "$1"; }
p99() { awk '/99%/ {print $2}' "$1"; }

row "what" "figure" "floor in the same run"
for round in 1 2 3; do "$bin/bench" rulings | cut -d' ' -f1; done | sort -n | sed -n 2p > "$work/rulings"
row "rulings in memory, a core" "$(cat "$work/rulings") /s" "bar 200000 /s"

for round in 1 2 3; do
  "$bin/bench" floor --database "$work/floor$round.sqlite" | cut -d' ' -f1
done | sort -n | sed -n 2p > "$work/floor"
if [ -d ../shared/data/oulad ]; then
  SANAD_DATABASE=sqlite:$work/oulad.sqlite "$bin/sanad" import oulad ../shared/data/oulad >/dev/null
  SANAD_DATABASE=sqlite:$work/oulad.sqlite "$bin/sanad" replay --json > "$work/replay.json"
  figure=$(python3 -c "
import json; r=json.load(open('$work/replay.json'))
print(r['speed']['operationsPerSecond'], 'operations/s')")
  row "replay of real registrations" "$figure" "$(cat "$work/floor") bare transactions/s"
else
  row "replay" "skipped: no data" "$(cat "$work/floor") bare transactions/s"
fi

"$bin/sanad" seed demo --tokens "$work/tokens" >/dev/null
begin=$(date +%s%N)
"$bin/sanad" serve --port 18080 --clock 2026-09-02T14:00:00+03:00 --tick-seconds 0 >"$work/log" & pids+=($!)
serve=$!
wait_for http://127.0.0.1:18080/health
row "first start with the packs' examples" "$(( ($(date +%s%N) - begin) / 1000000 )) ms" ""
kill $serve; wait $serve 2>/dev/null || true
begin=$(date +%s%N)
"$bin/sanad" serve --port 18080 --clock 2026-09-02T14:00:00+03:00 --tick-seconds 0 >"$work/log" & pids+=($!)
serve=$!
wait_for http://127.0.0.1:18080/health
row "start of an existing database" "$(( ($(date +%s%N) - begin) / 1000000 )) ms" "bar 500 ms"

"$bin/bench" empty-route --port 18081 & pids+=($!)
wait_for http://127.0.0.1:18081/
token=$(awk '$2 == "amna" {print $1}' "$work/tokens")
auth="Authorization: Bearer $token"
term=$(curl -s http://127.0.0.1:18080/api/v1/terms | python3 -c 'import json,sys; print(json.load(sys.stdin)[0]["id"])')
curl -s "http://127.0.0.1:18080/api/v1/terms/$term/sections" | python3 -c '
import json,sys
seen=set()
for s in json.load(sys.stdin):
    if s["code"] not in seen:
        seen.add(s["code"]); print(s["id"])' | head -8 | while read -r section; do
  curl -s -o /dev/null -X POST -H "$auth" "http://127.0.0.1:18080/api/v1/sections/$section/registrations"
done
cookie=$(curl -s -o /dev/null -c - -X POST http://127.0.0.1:18080/sign-in -d 'name=amna&password=sanad-demo' | awk '/sanad_session/ {print $7}')
for round in 1 2 3; do
  load http://127.0.0.1:18081/ 3 > "$work/empty$round"
  load http://127.0.0.1:18080/term 3 -H "Cookie: sanad_session=$cookie" > "$work/term$round"
done
grep -h 'Non-2xx' "$work"/term* && echo "the term page did not answer 200" && exit 1
median() { for f in "$@"; do rate "$f"; done | sort -n | sed -n 2p; }
row "learner's term page, 8 clients" "$(median "$work"/term?) /s, p99 $(p99 "$work/term2")" \
  "empty route $(median "$work"/empty?) /s, p99 $(p99 "$work/empty2")"
row "memory of serve under that load" "$(awk '/VmRSS/ {print int($2/1024)}' /proc/$serve/status) MiB" "bar 150 MiB"
