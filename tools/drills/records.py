"""The drill of tools/drill-records.sh."""
import base64, contextlib, http.client, json, random, sys, threading, uuid
from functools import partial
import together
from drill import ENGINE, Place, Server, fail

rounds, clients = (int(word) for word in sys.argv[1:3])
place = Place()
place.sanad("seed", "demo")


def let_in(name):
    said = json.loads(place.sanad(
        "xapi", "client", "--licence", "NELC-P-0007", "--name", name, "--scope", "all", "--json"
    ).stdout)
    token = base64.b64encode(f"{said['username']}:{said['password']}".encode()).decode()
    return {"Authorization": f"Basic {token}", "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json"}


programs = [let_in(f"program {number}") for number in range(clients)]
lock = threading.Lock()
# Batches by what became of them: the ids of those answered, all of those that were not.
answered, unanswered, faults = [], [], []
# What two programs said at once under one id: each word, and the status each got (None: no answer).
duels = []
single = repeated = absent = 0


def statement(id, word):
    return {
        "id": id, "actor": {"mbox": f"mailto:learner{random.randrange(500)}@a.example"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/attempted"},
        "object": {"id": f"http://a.example/course/{random.randrange(50)}"},
        "context": {"extensions": {"http://a.example/word": word, "http://a.example/x": "x" * 300}},
    }


def send(connection, headers, method, path, body):
    connection.request(method, path, json.dumps(body), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def store(connection, headers, batch):
    """One alone is put in its place."""
    if len(batch) == 1:
        return send(
            connection, headers, "PUT", f"/xapi/statements?statementId={batch[0]['id']}", batch[0])
    return send(connection, headers, "POST", "/xapi/statements", batch)


def client(headers, server, stop):
    """Batches of 1 to 100, and single ones that are put in their place."""
    global single
    with contextlib.closing(server.connect()) as connection:
        while not stop.is_set():
            size = random.choice([1, 2, 50, 100])
            batch = [statement(str(uuid.uuid4()), "batch") for _ in range(size)]
            try:
                status = store(connection, headers, batch)
            except (OSError, http.client.HTTPException):
                with lock:
                    unanswered.append((headers, batch))
                return
            with lock:
                if status in (200, 204):
                    answered.append([item["id"] for item in batch])
                    single += size == 1
                else:
                    faults.append(f"a batch was answered {status}")
                    return


def duel(server, stop):
    """Two programs under one id with two truths, at the same moment."""
    while not stop.is_set():
        id, start = str(uuid.uuid4()), threading.Barrier(2)
        said = {}

        def one(side):
            with contextlib.closing(server.connect()) as connection:
                try:
                    connection.connect()
                    start.wait(10)
                    said[side] = send(
                        connection, programs[side], "POST", "/xapi/statements",
                        [statement(id, side), statement(str(uuid.uuid4()), "beside")])
                except (OSError, http.client.HTTPException, threading.BrokenBarrierError):
                    said[side] = None
                    start.abort()

        pair = [threading.Thread(target=one, args=(side,)) for side in (0, 1)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
        with lock:
            duels.append((id, said))
        if None in said.values():
            return


def stored(server):
    """Everything in the store, read on and on as a program does: each id with its word."""
    found, path = {}, "/xapi/statements?ascending=true"
    with contextlib.closing(server.connect()) as connection:
        while path:
            connection.request("GET", path, headers=programs[0])
            answer = connection.getresponse()
            page = json.loads(answer.read())
            if answer.status != 200:
                fail(f"reading was answered {answer.status}: {page}")
            for item in page["statements"]:
                if item["id"] in found:
                    fail(f"the statement {item['id']} is there twice")
                found[item["id"]] = item["context"]["extensions"]["http://a.example/word"]
            path = page.get("more") or None
            # Addresses may be given whole.
            if path and path.startswith("http"):
                path = "/" + path.split("/", 3)[3]
    return found


def judge(server):
    found = stored(server)
    for ids in answered:
        if not all(id in found for id in ids):
            fail(f"of an answered batch of {len(ids)} only {sum(id in found for id in ids)} are there")
    whole = 0
    for _, batch in unanswered:
        there = sum(item["id"] in found for item in batch)
        if there not in (0, len(batch)):
            fail(f"of a batch of {len(batch)} without an answer {there} are there")
        whole += there > 0
    for id, said in duels:
        winners = [side for side, status in said.items() if status == 200]
        if len(winners) > 1:
            fail(f"both of two were told that {id} is theirs")
        if winners and found.get(id) != winners[0]:
            fail(f"{id} does not say what its sender was told")
        if None not in said.values() and sorted(said.values()) != [200, 409]:
            fail(f"two at once were answered {said}")
    return found, whole


ready = []
for number in range(1, rounds + 1):
    server = Server(place)
    ready.append(server.ready)
    server.kill_amid([partial(client, headers) for headers in programs] + [duel], 0.5, 3)
    if faults:
        fail(faults[0])
    after = Server(place)
    found, whole = judge(after)
    print(f"round {number}: {len(answered)} batches answered, {len(unanswered)} not, of which "
          f"{whole} are stored whole and {len(unanswered) - whole} not at all; {len(duels)} pairs; "
          f"{len(found)} statements", flush=True)
    # Sent again as it was, each is taken, whether it was there or not.
    absent += len(unanswered) - whole
    with contextlib.closing(after.connect()) as connection:
        while unanswered:
            headers, batch = unanswered.pop()
            status = store(connection, headers, batch)
            if status not in (200, 204):
                fail(f"a batch that was sent again was answered {status}")
            answered.append([item["id"] for item in batch])
            repeated += 1
    after.kill()

server = Server(place)
found, _ = judge(server)
same = together.truths(server, programs, rounds * 100)
walked = together.walks(server, programs, rounds * 20)
tries = together.counts(server, programs, rounds * 100)
server.stop()
# The clock seals what came in; the doctor holds the store against the journal.
place.sanad("tick")
place.doctor()
pairs = sum(1 for _, said in duels if None not in said.values())
print(
    f"{ENGINE}: {rounds} rounds, {clients} programs: {len(answered)} batches answered ({single} of "
    f"one), all there whole; {repeated} of them got no answer at first, {repeated - absent} were "
    f"there whole and {absent} not at all, and were taken when sent again; {pairs} pairs under one "
    f"id, each with one truth; {len(found)} statements, none twice; ready again in at most "
    f"{max(ready) * 1000:.0f} ms; the doctor finds nothing")
print(
    f"{ENGINE}: nobody killed: {same['same']} ids said twice at once, {same['two things']} as two "
    f"things, each with one truth; {rounds * 20} walks while four wrote {walked} statements, none "
    f"missed, none twice, none behind a walk that ascends; {rounds * 100} counted up in one document "
    f"by eight, {tries} tried again, none lost")
