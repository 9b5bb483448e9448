#!/usr/bin/env bash
# Figures of a release build, each beside its floor measured in the same run, interleaved in three
# rounds, medians printed. Ratios say what we cost; seconds on a shared machine say less.
#   tools/bench.sh              everything
#   tools/bench.sh http pages   only these: memory replay http postgres pages sheet tick awards
#                               graduation cases records
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product bench >/dev/null
swift build -c release --product sanad >/dev/null
release=$PWD/.build/release
command -v wrk >/dev/null || { apt-get update -qq && apt-get install -y -qq wrk; }
work=$(mktemp -d)
chmod 755 "$work"
trap 'jobs -p | xargs -r kill 2>/dev/null || true; rm -rf "$work"' EXIT
parts=("${@:-all}")
wanted() { [[ " ${parts[*]} " == *" all "* || " ${parts[*]} " == *" $1 "* ]]; }

row() { printf '%-46s %-44s %s\n' "$1" "$2" "$3"; }
median() { sort -n | sed -n 2p; }
per() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.0f %%", 100 * a / b }'; }
wait_for() { for _ in $(seq 400); do curl -sf "$1" >/dev/null 2>&1 && return; sleep 0.01; done; }
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
resident() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status"; }

# What one durable write costs here and now: the median of 200 appended and synced pages.
fsync_time() {
  python3 - "$work/fsync" <<'END'
import os, sys, time
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
times = []
for _ in range(200):
    os.write(file, bytes(4096)); begin = time.perf_counter(); os.fdatasync(file)
    times.append(time.perf_counter() - begin)
print(f"{sorted(times)[100] * 1000:.2f} ms")
END
}

# serve DATABASE PORT [OPTION…]: starts a server and leaves its number in $server.
serve() {
  SANAD_DATABASE=$1 "$release/sanad" serve --port "$2" --tick-seconds 0 "${@:3}" >"$work/log" 2>&1 &
  server=$!
  wait_for "http://127.0.0.1:$2/health"
}
halt() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }

# registrations DATABASE CAPACITY HOT OUT: one round of the registration day at 64 connections.
registrations() {
  SANAD_DATABASE=$1 "$release/sanad" seed surge --learners 5000 --sections 200 --capacity "$2" \
    --tokens "$work/tokens" --sections-file "$work/sections" >/dev/null
  serve "$1" 18082
  local before; before=$(ticks $server)
  TOKENS=$work/tokens SECTIONS=$work/sections HOT=$3 wrk -t1 -c64 -d2s --latency \
    -s tools/bench/registrations.lua http://127.0.0.1:18082 | tail -1 > "$4"
  echo "$(($(ticks $server) - before)) $(resident $server)" >> "$4"
  halt
}
# said FILE…: the median round, its processor time a request and the memory.
said() {
  python3 - "$@" <<'END'
import re, sys
rounds = []
for name in sys.argv[1:]:
    line, used = open(name).read().strip().split("\n")
    decided, granted, refused, rate, p50, p99, errors = map(float, re.findall(r"[\d.]+(?= |$)", re.sub(r"p50|p99", "", line)))
    ticks, memory = map(int, used.split())
    rounds.append((rate, granted, refused, p99, 10 * ticks / decided, memory, errors))
rate, granted, refused, p99, cpu, memory, errors = sorted(rounds)[len(rounds) // 2]
print(f"{rate:.0f} {p99:.1f}")
print(f"{rate:.0f}/s ({granted:.0f} granted, {refused:.0f} refused), p99 {p99:.1f} ms, {cpu:.2f} ms CPU each, {memory} MiB" + (f", {errors:.0f} socket errors" if errors else ""))
END
}

row "what" "figure" "floor or bar"

if wanted memory; then
  for _ in 1 2 3; do "$release/bench" rulings | cut -d' ' -f1; done | median > "$work/rulings"
  row "rulings in memory, a core" "$(cat "$work/rulings")/s" "bar 200000/s"
fi

if wanted replay; then
  if [ -d ../shared/data/oulad ]; then
    SANAD_DATABASE=sqlite:$work/oulad.sqlite "$release/sanad" import oulad ../shared/data/oulad >/dev/null
    SANAD_DATABASE=sqlite:$work/oulad.sqlite "$release/sanad" replay --json > "$work/replay.json"
    "$release/bench" floor --database "$work/floor-replay.sqlite" | cut -d' ' -f1 > "$work/floor-replay"
    row "replay of real registrations" "$(python3 -c "
import json; r = json.load(open('$work/replay.json'))['speed']
print(f\"{r['operationsPerSecond']}/s, peak {r['peakMemoryKiB'] // 1024} MiB\")")" \
      "bar 3000/s; bare registrations $(cat "$work/floor-replay")/s"
  else
    row "replay" "skipped: ../shared/data/oulad is not here" ""
  fi
fi

if wanted http; then
  for round in 1 2 3; do
    "$release/bench" floor --database "$work/floor$round.sqlite" | cut -d' ' -f1 > "$work/floor$round"
    registrations "sqlite:$work/spread$round.sqlite" 50 0 "$work/spread$round"
    registrations "sqlite:$work/hot$round.sqlite" 100000 8 "$work/hot$round"
    rm -f "$work"/*.sqlite*
  done
  floor=$(cat "$work"/floor? | median)
  spread=$(said "$work"/spread?) hot=$(said "$work"/hot?)
  row "registrations over HTTP, SQLite, spread" "$(tail -1 <<<"$spread")" \
    "$(per "${spread%% *}" "$floor") of $floor/s bare; bar 40 %, 4000/s, p99 40 ms; fsync $(fsync_time)"
  row "the same on 8 hot sections" "$(tail -1 <<<"$hot")" \
    "$(per "${hot%% *}" "${spread%% *}") of spread; bar 90 %"
fi

postgres() {
  local conninfo=$SANAD_TEST_POSTGRES
  export SANAD_ISSUER_KEY=$work/postgres.issuer.pem
  fresh() { psql -q "$conninfo" -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1 TEMPLATE template0" 2>/dev/null; }
  fresh floor
  SANAD_DATABASE="postgres:${conninfo/dbname=postgres/dbname=floor}" "$release/sanad" seed surge \
    --learners 1 --sections 1 --capacity 1 --tokens "$work/t" --sections-file "$work/s" >/dev/null
  psql -q "${conninfo/dbname=postgres/dbname=floor}" -f tools/bench/pgbench-world.sql
  for round in 1 2 3; do
    (cd / && PGHOST=$(sed 's/.*host=\([^ ]*\).*/\1/' <<<"$conninfo") pgbench -U sanad -n -M prepared -c 16 -j 1 -T 4 \
      -f "$OLDPWD/tools/bench/registration.pgbench" floor) | awk '/^tps/ { print int($3) }' > "$work/pgbench$round"
    fresh surge
    registrations "postgres:${conninfo/dbname=postgres/dbname=surge}" 50 0 "$work/pgspread$round"
    fresh surge
    registrations "postgres:${conninfo/dbname=postgres/dbname=surge}" 100000 8 "$work/pghot$round"
  done
  local floor spread hot
  floor=$(cat "$work"/pgbench? | median) spread=$(said "$work"/pgspread?) hot=$(said "$work"/pghot?)
  row "registrations over HTTP, PostgreSQL, spread" "$(tail -1 <<<"$spread")" \
    "$(per "${spread%% *}" "$floor") of pgbench's $floor/s; bar 75 %, p99 60 ms"
  row "the same on 8 hot sections" "$(tail -1 <<<"$hot")" \
    "$(per "${hot%% *}" "${spread%% *}") of spread; bar 80 %"
}
if wanted postgres; then
  export -f postgres registrations said row per median serve halt ticks resident wait_for
  export work release
  SANAD_TEST_FSYNC=on tools/with-postgres.sh bash -euo pipefail -c postgres
fi

if wanted pages; then
  SANAD_DATABASE=sqlite:$work/demo.sqlite "$release/sanad" seed demo --tokens "$work/demo-tokens" >/dev/null
  clock=(--clock 2026-09-02T14:00:00+03:00)
  serve "sqlite:$work/demo.sqlite" 18080 "${clock[@]}"
  halt
  begin=$(date +%s%N)
  serve "sqlite:$work/demo.sqlite" 18080 "${clock[@]}"
  row "start of an existing database" "$((($(date +%s%N) - begin) / 1000000)) ms" "bar 500 ms"
  "$release/bench" empty-route --port 18081 & empty=$!
  wait_for http://127.0.0.1:18081/
  auth="Authorization: Bearer $(awk '$2 == "amna" { print $1 }' "$work/demo-tokens")"
  api=http://127.0.0.1:18080/api/v1
  term=$(curl -s $api/terms | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["id"])')
  curl -s "$api/terms/$term/sections" | python3 -c '
import json, sys
seen = {}
for section in json.load(sys.stdin): seen.setdefault(section["code"], section["id"])
print("\n".join(list(seen.values())[:8]))' | while read -r section; do
    curl -s -o /dev/null -X POST -H "$auth" "$api/sections/$section/registrations"
  done
  cookie=$(curl -s -o /dev/null -c - -X POST http://127.0.0.1:18080/sign-in \
    -d 'name=amna&password=sanad-demo' | awk '/sanad_session/ { print $7 }')
  for clients in 8 64; do
    for round in 1 2 3; do
      wrk -t1 -c$clients -d3s --latency http://127.0.0.1:18081/ > "$work/empty$round"
      wrk -t1 -c$clients -d3s --latency -H "Cookie: sanad_session=$cookie" http://127.0.0.1:18080/term > "$work/term$round"
    done
    grep -h 'Non-2xx' "$work"/term* && echo "the term page did not answer 200" && exit 1
    rate() { for file in "$@"; do awk '/Requests\/sec/ { print int($2) }' "$file"; done | median; }
    late() { for file in "$@"; do awk '/99%/ { sub("ms", "", $2); print $2 }' "$file"; done | median; }
    row "learner's term page, $clients clients" "$(rate "$work"/term?)/s, p99 $(late "$work"/term?) ms" \
      "$(per "$(rate "$work"/term?)" "$(rate "$work"/empty?)") of the empty route's $(rate "$work"/empty?)/s; bar 15 %, p99 10 ms at 8"
  done
  row "memory of serve after that" "$(resident $server) MiB" "bar 150 MiB"
  halt
  kill $empty
fi

# One client asks for the sheet again and again in each of its forms.
if wanted sheet; then
  SANAD_DATABASE=sqlite:$work/sheet.sqlite "$release/sanad" seed surge --learners 1000 --sections 1 \
    --capacity 40 --tokens "$work/t" --sections-file "$work/s" >/dev/null
  read -r course term token <<<"$("$release/bench" sheet --database "sqlite:$work/sheet.sqlite")"
  serve "sqlite:$work/sheet.sqlite" 18083
  row "grade sheet of 1000 learners" "$(python3 tools/bench/sheet.py 18083 "$course" "$term" "$token")" \
    "bar 50 ms each"
  halt
fi

if wanted tick; then
  row "the clock over 100000 unpaid registrations" "$("$release/bench" tick --database "$work/tick.sqlite")" \
    "bar 20 s, p99 100 ms"
fi

# Each on one core, in processor time, three interleaved rounds inside one process.
if wanted awards; then
  "$release/bench" awards > "$work/awards"
  figure() { awk -v name="$1" '$1 == name { print $2 }' "$work/awards"; }
  row "issue an award, rdfc and token, a core" "$(figure issue-rdfc)/s" \
    "bar 2000/s; raw Ed25519 signs $(figure ed25519-sign)/s, P-256 $(figure p256-sign)/s"
  row "sign an award, jcs, a core" "$(figure issue-jcs)/s" \
    "bar 8000/s; raw Ed25519 signs $(figure ed25519-sign)/s"
  row "verify an award with its chain, a core" \
    "$(figure verify)/s; $(figure verify-cold)/s with nothing remembered" \
    "bar 1000/s; raw Ed25519 verifies $(figure ed25519-verify)/s"
  row "certificate as PDF, a core" "$(figure pdf)/s" "bar 30/s"
fi

if wanted graduation; then
  row "the day of graduation, both parts" \
    "$("$release/bench" graduation --database "sqlite:$work/graduation.sqlite")" \
    "bar 90 s on 2 cores; fsync $(fsync_time)"
fi

# A hundred thousand cases and licences: pages asked for one after the other, each group's slowest
# page beside the bare statement on the same rows; then the clock over those that have run out.
cases() {
  SANAD_DATABASE=$1 "$release/sanad" seed demo >/dev/null
  local cookie; cookie=$("$release/bench" cases plant --database "$1")
  serve "$1" 18084 --clock 2026-09-02T14:00:00+03:00
  python3 tools/bench/cases.py 18084 "$cookie" > "$work/cases"
  halt
  read -r queue search <<<"$("$release/bench" cases floor --database "$1")"
  while read -r name typical slowest page; do
    case $name in
      queue) bar="bar 100 ms; bare statement $queue ms" ;;
      search) bar="bar 100 ms; bare statements $search ms" ;;
      *) bar="" ;;
    esac
    row "$name at 100000, $2" "$typical ms, slowest $slowest ms" "$bar"
  done < "$work/cases"
  row "the clock over 100000 cases, $2" "$("$release/bench" cases tick --database "$1")" "bar 10 s"
}
if wanted cases; then
  cases "sqlite:$work/cases.sqlite" SQLite
  postgres_cases() {
    psql -q "$SANAD_TEST_POSTGRES" -c "CREATE DATABASE cases TEMPLATE template0"
    export SANAD_ISSUER_KEY=$work/postgres.issuer.pem SANAD_REGULATOR_KEY=$work/postgres.regulator.pem
    cases "postgres:${SANAD_TEST_POSTGRES/dbname=postgres/dbname=cases}" PostgreSQL
  }
  export -f postgres_cases cases row serve halt wait_for
  export work release
  SANAD_TEST_FSYNC=on tools/with-postgres.sh bash -euo pipefail -c postgres_cases
fi

# records DATABASE ENGINE COUNT: statements sent one by one and in lists over HTTP at 8 connections,
# beside the same rows alone; then questions to a store that holds so many.
records() {
  local round credential sent raw before
  for batch in 1 100; do
    for round in 1 2 3; do
      "$release/bench" records floor --database "$1" --batch $batch --count 20000 > "$work/floor$round"
      read -r credential _ <<<"$("$release/bench" records plant --database "$1" --count 800)"
      serve "$1" 18085
      before=$(ticks $server)
      AUTH=$credential BATCH=$batch wrk -t1 -c8 -d4s --latency -s tools/bench/records.lua \
        http://127.0.0.1:18085 | tail -1 > "$work/records$round"
      echo "$(resident $server)" > "$work/records-memory"
      halt
    done
    local floor line
    floor=$(cat "$work"/floor? | median)
    line=$(sort -n "$work"/records? | sed -n 2p)
    row "statements by $batch, $2, 8 connections" "$line, $(cat "$work/records-memory") MiB" \
      "$(per "${line%% *}" "$floor") of bare rows' $floor/s; bar 40 %, $([ $batch = 1 ] && echo 3000 || echo 15000)/s, 250 MiB"
  done
  read -r credential sent raw <<<"$("$release/bench" records plant --database "$1" --count "$3")"
  serve "$1" 18085
  python3 tools/bench/records.py 18085 "$credential" | while read -r name typical late; do
    row "$name at $sent statements, $2" "$typical ms, p99 $late ms" "bar 20 ms"
  done
  row "memory of serve after that" "$(resident $server) MiB" "bar 250 MiB"
  halt
}
if wanted records; then
  SANAD_DATABASE=sqlite:$work/records.sqlite "$release/sanad" seed demo >/dev/null
  records "sqlite:$work/records.sqlite" SQLite 1000000
  row "a statement on disk, SQLite" \
    "$(python3 -c '
import os, sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
count, body = base.execute("SELECT COUNT(*), AVG(LENGTH(body)) FROM statement").fetchone()
print(f"{os.path.getsize(sys.argv[1]) / count:.0f} bytes, body {body:.0f}")' "$work/records.sqlite")" \
    "bar raw + 800"
  records_postgres() {
    local conninfo="$SANAD_TEST_POSTGRES"
    SANAD_DATABASE=postgres:$conninfo "$release/sanad" seed demo >/dev/null
    records "postgres:$conninfo" PostgreSQL 100000
  }
  export -f records_postgres records row per median serve halt ticks resident wait_for
  export work release
  SANAD_TEST_FSYNC=on tools/with-postgres.sh bash -euo pipefail -c records_postgres
fi
