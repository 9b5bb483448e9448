#!/usr/bin/env bash
# A real server is told to stop while people register: /health turns red first, new connections are
# refused after, every registration that was answered is there after the next start.
set -euo pipefail
cd "$(dirname "$0")/.."
sanad=${SANAD_BINARY:-.build/debug/sanad}
work=$(mktemp -d)
pids=()
trap 'kill -9 "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
export SANAD_DATABASE=sqlite:$work/stop.sqlite
port=$((20000 + RANDOM % 20000))
url=http://127.0.0.1:$port
fail() { echo "check-stop: $*" >&2; tail -5 "$work/log" >&2; exit 1; }

"$sanad" seed surge --learners 120 --sections 4 --capacity 100 --tokens "$work/tokens" \
  --sections-file "$work/sections" >/dev/null
section=$(head -1 "$work/sections")

start() {
  "$sanad" serve --port "$port" --tick-seconds 0 --stop-notice 2 >"$work/out" 2>>"$work/log" &
  server=$!
  pids+=("$server")
  for _ in $(seq 300); do curl -sf "$url/health" >/dev/null 2>&1 && return; sleep 0.1; done
  fail "the server did not start"
}

register() { # token, key: prints the status
  curl -s -o /dev/null -w '%{http_code}' --max-time 20 -X POST \
    -H "Authorization: Bearer $1" -H "Idempotency-Key: $2" \
    "$url/api/v1/sections/$section/registrations" || true
}

client() { # every fourth learner, beginning with $1
  local number=0 token
  while read -r token _; do
    number=$((number + 1))
    [ $((number % 4)) -eq "$1" ] || continue
    [ "$(register "$token" "stop-$number")" = 201 ] && echo "$token stop-$number" >>"$work/acked"
    sleep 0.05
  done <"$work/tokens"
}

touch "$work/acked"
start
for part in 0 1 2 3; do client $part & pids+=($!); clients+=($!); done
sleep 0.5
before=$(wc -l <"$work/acked")
kill -TERM "$server"
begin=$(date +%s%N)
red=0
refused=0
for _ in $(seq 200); do
  status=$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "$url/health" || true)
  case $status in
    503) [ $refused -eq 0 ] || fail "answered after it refused"; red=$((red + 1)) ;;
    000) refused=1; break ;;
    200) [ $red -eq 0 ] || fail "green after red" ;;
    *) fail "/health answered $status" ;;
  esac
  sleep 0.1
done
[ $red -ge 3 ] || fail "/health was red only $red times before connections were refused"
[ $refused -eq 1 ] || fail "connections are not refused"
code=0
wait "$server" || code=$?
took=$((($(date +%s%N) - begin) / 1000000))
[ $code -eq 0 ] || fail "exit status $code"
[ $took -lt 30000 ] || fail "stopping took $took ms"
for pid in "${clients[@]}"; do wait "$pid" || true; done
acked=$(wc -l <"$work/acked")
[ "$acked" -gt "$before" ] || fail "nobody was served after the signal"

start
while read -r token key; do
  [ "$(register "$token" "$key")" = 201 ] || fail "a registration that was answered is lost"
done <"$work/acked"
kill -TERM "$server"
wait "$server" || fail "the second stop failed"
grep -q '"message":"stopped"' "$work/log" || fail "no line says that it stopped"
"$sanad" doctor >"$work/doctor" || { cat "$work/doctor" >&2; fail "the doctor finds something"; }
echo "stopped in $took ms with exit 0; red $red times before refusal; $acked answered, $((acked - before)) of them after the signal, none lost"
