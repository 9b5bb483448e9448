"""The drill of tools/drill-kill.sh."""
import http.client, random, sys, threading, time
from drill import ENGINE, Server, World, fail, register

rounds, clients, held = (int(word) for word in sys.argv[1:4])
world = World(learners=max(10_000, held * 2 // 5), sections=400, capacity=100_000)
lock = threading.Lock()
answered, unanswered, faults, refused, repeated = {}, [], [], 0, 0


def pairs():
    """Learner and section, each pair once, in no order."""
    seen = set()
    while True:
        pair = (random.randrange(len(world.tokens)), random.randrange(len(world.sections)))
        if pair not in seen:
            seen.add(pair)
            yield pair


fresh = pairs()


def take():
    """First what a dead server left without an answer, then something new."""
    global repeated
    with lock:
        if unanswered:
            repeated += 1
            return unanswered.pop()
        pair = next(fresh)
    return pair, f"kill-{pair[0]}-{pair[1]}"


def client(server, stop):
    global refused
    connection = server.connect()
    while not stop.is_set():
        pair, key = take()
        try:
            status, _, granted = register(
                connection, world.tokens[pair[0]], world.sections[pair[1]], key)
        except (OSError, http.client.HTTPException):
            with lock:
                unanswered.append((pair, key))
            return
        with lock:
            if status == 201:
                answered[granted] = pair
            elif status == 409:
                refused += 1
            else:
                faults.append(f"a registration was answered {status}")


planted = world.size()
server = Server(world)
world.fill(server, held)
server.stop()
each = (world.size() - planted) / len(world.registrations())
print(f"{world.entries()} entries to begin with, {each / 1000:.1f} kB a registration", flush=True)
ready, worst = [], 0
for number in range(1, rounds + 1):
    server = Server(world)
    ready.append(server.ready)
    server.kill_amid([client] * clients, 0.3, 3)
    if faults:
        fail(faults[0])
    world.judge(answered)
    worst = max(worst, world.unsealed())
    print(f"round {number}: ready in {server.ready * 1000:.0f} ms, {world.entries()} entries, "
          f"{world.unsealed()} of them unsealed, {len(answered)} answered so far", flush=True)

server = Server(world)
ready.append(server.ready)
connection = server.connect()
while unanswered:
    pair, key = unanswered.pop()
    status, _, granted = register(
        connection, world.tokens[pair[0]], world.sections[pair[1]], key)
    if status == 201:
        answered[granted] = pair
    repeated += 1
sealed = world.wait_until_sealed()
server.stop()
rows = world.judge(answered)
begin = time.monotonic()
world.doctor()
seconds = time.monotonic() - begin
report = world.verify()
print(
    f"{ENGINE}: {rounds} rounds, {clients} clients: {len(answered)} answered, {refused} refused, "
    f"{repeated} asked again with the same key; 0 lost, 0 doubled of {len(rows)} stored; "
    f"{report['entries']} entries under {report['checkpoints']} checkpoints verify, "
    f"{report['unsealed']} unsealed (at most {worst} after a kill, all sealed {sealed:.1f} s after "
    f"the last start); ready again in at most {max(ready) * 1000:.0f} ms; "
    f"the doctor finds nothing, in {seconds:.1f} s")
if max(ready) > 2:
    fail("it was not ready within 2 s")
