#!/usr/bin/env bash
# Kills a writing server with SIGKILL again and again: what was answered is there, nothing twice, the
# books balance, the journal verifies, and it is ready again soon. Usage:
#   tools/drill-kill.sh [ROUNDS] [CLIENTS]      SANAD_BINARY=… for another program
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-20}
clients=${2:-8}
sanad=${SANAD_BINARY:-.build/release/sanad}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SANAD_DATABASE=sqlite:$work/drill.sqlite
"$sanad" seed surge --learners "${LEARNERS:-20000}" --sections 400 --capacity 1000 \
  --tokens "$work/tokens" --sections-file "$work/sections"
python3 - "$sanad" "$work" "$rounds" "$clients" <<'PYTHON'
import http.client, json, random, socket, sqlite3, subprocess, sys, threading, time, urllib.request

sanad, work, rounds, clients = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
tokens = [line.split("\t")[0] for line in open(work + "/tokens")]
sections = [line.strip() for line in open(work + "/sections")]
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
acked, refused, lock, seen = {}, [0], threading.Lock(), set()

def start():
    begin = time.monotonic()
    server = subprocess.Popen(
        [sanad, "serve", "--port", str(port), "--tick-seconds", "0", "--log-level", "error"],
        stdout=subprocess.DEVNULL, stderr=open(work + "/log", "a"))
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).read()
            return server, time.monotonic() - begin
        except OSError:
            if server.poll() is not None or time.monotonic() - begin > 60:
                sys.exit("the server did not start; its log:\n" + open(work + "/log").read())
            time.sleep(0.005)

def client(stop):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    while not stop.is_set():
        with lock:
            while True:
                pair = (random.randrange(len(tokens)), random.randrange(len(sections)))
                if pair not in seen:
                    seen.add(pair)
                    break
        token, section = tokens[pair[0]], sections[pair[1]]
        try:
            connection.request(
                "POST", f"/api/v1/sections/{section}/registrations",
                headers={"Authorization": "Bearer " + token})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return
        with lock:
            if answer.status == 201:
                acked[json.loads(body)["output"]["registration"]] = pair
            else:
                refused[0] += 1

def stored():
    base = sqlite3.connect(f"file:{work}/drill.sqlite?mode=ro", uri=True)
    rows = base.execute("SELECT hex(id), hex(learner), hex(section) FROM registration").fetchall()
    journal = base.execute("SELECT COUNT(*) FROM journal").fetchone()[0]
    base.close()
    return rows, journal

ready, lost, doubled = [], 0, 0
for number in range(1, rounds + 1):
    server, seconds = start()
    ready.append(seconds)
    rows, journal = stored()
    ids = {row[0].lower() for row in rows}
    lost += sum(1 for id in acked if id.replace("-", "") not in ids)
    doubled += len(rows) - len({row[1:] for row in rows})
    stop = threading.Event()
    threads = [threading.Thread(target=client, args=(stop,)) for _ in range(clients)]
    for thread in threads: thread.start()
    time.sleep(random.uniform(0.3, 3))
    server.kill()
    server.wait()
    stop.set()
    for thread in threads: thread.join()
    quick = subprocess.run([sanad, "doctor", "--quick", "--json"], capture_output=True, text=True)
    failed = [c for c in json.loads(quick.stdout)["checks"] if c["outcome"] == "failed"
              and c["name"] != "journal sealed"]
    print(f"round {number}: ready in {seconds * 1000:.0f} ms with {journal} journal entries, "
          f"{len(acked)} answered so far, doctor: {[c['name'] for c in failed] or 'well'}", flush=True)
    if failed: sys.exit(json.dumps(failed, indent=1))
server, seconds = start()
ready.append(seconds)
rows, journal = stored()
ids = {row[0].lower() for row in rows}
lost += sum(1 for id in acked if id.replace("-", "") not in ids)
doubled += len(rows) - len({row[1:] for row in rows})
server.terminate()
code = server.wait()
doctor = subprocess.run([sanad, "doctor"], capture_output=True, text=True)
print(doctor.stdout, end="")
print(f"{rounds} rounds, {clients} clients: {len(acked)} answered, {refused[0]} refused, "
      f"{len(rows)} stored, {journal} journal entries; lost {lost}, doubled {doubled}; "
      f"ready again in at most {max(ready) * 1000:.0f} ms; last stop: exit {code}")
if lost or doubled or code or doctor.returncode or max(ready) > 2: sys.exit("the drill FAILED")
PYTHON
