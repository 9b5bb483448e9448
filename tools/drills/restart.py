"""The drill of tools/drill-postgres-restart.sh."""
import collections, glob, http.client, os, random, re, subprocess, sys, threading, time
from drill import POSTGRES, Server, World, fail, register, run

rounds, clients = (int(word) for word in sys.argv[1:3])
folder = re.search(r"host=(\S+)", POSTGRES)[1]
# What is done to the server of PostgreSQL, in turn.
DEEDS = ["restart -m fast", "restart -m immediate", "connections killed"]
lock = threading.Lock()
answered, statuses, reads, faults = {}, collections.Counter(), collections.Counter(), []
last_grant, wait_longest = 0.0, 0.0
stop = threading.Event()


def pg_ctl(*words):
    tool = sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"))[-1]
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run(
        (user if os.getuid() == 0 else []) + [tool, "-D", f"{folder}/data", "-w", "-l",
                                              f"{folder}/server.log", *words],
        cwd="/", check=True, stdout=subprocess.DEVNULL)


def do(deed):
    if deed == "connections killed":
        run("psql", "-q", POSTGRES, "-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'sanad'")
    else:
        pg_ctl(*deed.split())


def noted(why):
    with lock:
        faults.append(why)
    stop.set()


def writer():
    """Registers learner after learner; an answer 503 is asked again, with the same key."""
    global last_grant, wait_longest
    connection = server.connect()
    while not stop.is_set():
        with lock:
            pair = next(pairs)
        key, begin = f"restart-{pair[0]}-{pair[1]}", time.monotonic()
        while True:
            try:
                asked = time.monotonic()
                status, headers, granted = register(
                    connection, world.tokens[pair[0]], world.sections[pair[1]], key)
            except (OSError, http.client.HTTPException) as error:
                return noted(f"a connection to us broke: {error!r}")
            with lock:
                statuses[status] += 1
                if status == 201:
                    answered[granted] = pair
                    last_grant = max(last_grant, asked)
            if status in (201, 409):
                break
            if status != 503 or headers.get("Retry-After") is None:
                return noted(f"a write was answered {status}, Retry-After "
                             f"{headers.get('Retry-After')}")
            time.sleep(random.uniform(0.02, 0.1))
        wait_longest = max(wait_longest, time.monotonic() - begin)


def reader():
    connection = server.connect()
    while not stop.is_set():
        connection.request("GET", "/api/v1/terms", headers={
            "Authorization": "Bearer " + random.choice(world.tokens)})
        answer = connection.getresponse()
        answer.read()
        with lock:
            reads[answer.status] += 1
        if answer.status not in (200, 503):
            return noted(f"a read was answered {answer.status}")
        time.sleep(0.01)


world = World(learners=20_000, sections=400, capacity=100_000)
every = [(learner, section) for learner in range(20_000)
         for section in random.sample(range(400), 8)]
random.shuffle(every)
pairs = iter(every)
server = Server(world)
threads = [threading.Thread(target=work) for work in [writer] * clients + [reader] * 2]
for thread in threads:
    thread.start()
away = collections.defaultdict(list)
for number in range(rounds):
    for deed in DEEDS:
        time.sleep(random.uniform(0.5, 1.5))
        begin = time.monotonic()
        do(deed)
        done = time.monotonic()
        while last_grant < done and not stop.is_set():
            time.sleep(0.005)
            if time.monotonic() - done > 60:
                noted(f"no registration was granted within 60 s after: {deed}")
        away[deed].append((done - begin, time.monotonic() - done))
stop.set()
for thread in threads:
    thread.join()
if faults:
    fail("; ".join(faults[:3]))
world.judge(answered)
world.wait_until_sealed()
server.stop()
world.doctor()
report = world.verify()
for deed, times in away.items():
    print(f"{deed}, {rounds} times: done in {max(t[0] for t in times):.1f} s at most, then the first "
          f"new grant {max(t[1] for t in times) * 1000:.0f} ms later at most")
print(
    f"PostgreSQL: {clients} clients: writes answered "
    f"{', '.join(f'{n} times {s}' for s, n in sorted(statuses.items()))}, reads "
    f"{', '.join(f'{n} times {s}' for s, n in sorted(reads.items()))}; no broken connection; "
    f"who was told 503 and asked again waited {wait_longest:.1f} s at most; 0 of {len(answered)} "
    f"answered lost, 0 doubled; {report['entries']} entries verify, {report['unsealed']} unsealed; "
    "the doctor finds nothing")
