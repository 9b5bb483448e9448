"""Parts of tools/drill-records.sh: programs at one thing at the same moment, nobody being killed."""
import collections, contextlib, http.client, itertools, json, random, threading, time, uuid
from drill import fail

VERB = "http://a.example/verb/"
STATE = ("/xapi/activities/state?stateId=counter&activityId=http://a.example/counted"
         "&agent=%7B%22mbox%22%3A%22mailto%3Acounter%40a.example%22%7D")


def ask(connection, headers, method, path, body=None):
    """Status, headers and bytes of one answer."""
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def statement(word, verb="said", id=None):
    return {
        "id": id or str(uuid.uuid4()), "actor": {"mbox": f"mailto:together{word}@a.example"},
        "verb": {"id": VERB + verb}, "object": {"id": "http://a.example/together"},
        "context": {"extensions": {"http://a.example/word": word}},
    }


def in_threads(*works):
    """Runs all at once; what went wrong in one goes wrong here."""
    faults = []

    def guarded(work):
        try:
            work()
        except (Exception, SystemExit) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        fail(faults[0])


def truths(server, programs, rounds):
    """Two say one id at once, alone or in lists that have it in common: the same, and both are told
    so; or two things, and one is told 409 and nothing of its list is there."""
    sides = [server.connect(), server.connect()]
    outcomes = collections.Counter()
    for number in range(rounds):
        id, start, is_same = str(uuid.uuid4()), threading.Barrier(2), number % 2 == 0
        manner = ["PUT", "POST", "lists", "PUT and list"][number // 2 % 4]
        batches, said = [], [None, None]
        for side in (0, 1):
            one = statement("same" if is_same else side, id=id)
            beside = [statement("beside") for _ in range(random.randint(1, 5))]
            in_list = manner == "lists" or manner == "PUT and list" and side
            batches.append([one] + beside if in_list else [one])
            random.shuffle(batches[side])

        def one(side):
            batch, put = batches[side], manner == "PUT" or manner == "PUT and list" and not side
            start.wait(60)
            said[side] = ask(
                sides[side], programs[side], "PUT" if put else "POST",
                f"/xapi/statements?statementId={id}" if put else "/xapi/statements",
                batch[0] if len(batch) == 1 else batch)[0]

        in_threads(lambda: one(0), lambda: one(1))
        taken = [side for side in (0, 1) if said[side] in (200, 204)]
        if len(taken) != (2 if is_same else 1) or any(
                status not in (200, 204, 409) for status in said):
            what = "the same" if is_same else "two things"
            fail(f"two that said {what} ({manner}) were answered {said}")
        for side in (0, 1):
            for item in batches[side]:
                status, _, body = ask(
                    sides[0], programs[0], "GET", f"/xapi/statements?statementId={item['id']}")
                if item["id"] != id:
                    if status != (200 if side in taken else 404):
                        fail(f"beside {id} ({manner}, {said}) a statement is answered {status}")
                elif json.loads(body)["context"] != batches[taken[0]][
                        [other["id"] for other in batches[taken[0]]].index(id)]["context"]:
                    fail(f"{id} does not say what its sender was told")
        outcomes["same" if is_same else "two things"] += 1
    for side in sides:
        side.close()
    return outcomes


def walk(connection, headers, query, limit):
    """The ids of an answer and of all that go on from it."""
    found, path = [], f"/xapi/statements?limit={limit}&{query}"
    while path:
        status, _, body = ask(connection, headers, "GET", path)
        if status != 200:
            fail(f"reading was answered {status}: {body[:200]}")
        page = json.loads(body)
        found += [item["id"] for item in page["statements"]]
        path = page.get("more") or None
        if path and path.startswith("http"):
            path = "/" + path.split("/", 3)[3]
    if len(set(found)) != len(found):
        fail(f"a walk met {len(found) - len(set(found))} statements twice")
    return found


def walks(server, programs, count, each=10):
    """Walks while four write: what was answered before a walk began is in it, none is twice; one
    that ascends is the beginning of the final order, so that none comes in behind it."""
    written = 0
    for epoch in range(0, count, each):
        verb, stop, lock = f"walk{epoch}", threading.Event(), threading.Lock()
        committed, ascents = [], []

        def write(number):
            with contextlib.closing(server.connect()) as connection:
                while not stop.is_set():
                    batch = [statement("walk", verb) for _ in range(random.choice([1, 1, 3, 20]))]
                    headers = programs[number % len(programs)]
                    status, _, body = ask(connection, headers, "POST", "/xapi/statements", batch)
                    if status != 200:
                        fail(f"a batch was answered {status}: {body[:200]}")
                    with lock:
                        committed.extend(item["id"] for item in batch)
                    time.sleep(random.uniform(0, 0.02))

        def read():
            try:
                with contextlib.closing(server.connect()) as connection:
                    for number in range(each):
                        ascending = number % 2 == 0
                        with lock:
                            before = set(committed)
                        found = walk(
                            connection, programs[0],
                            f"verb={VERB}{verb}&ascending={str(ascending).lower()}",
                            random.choice([7, 50]))
                        if missing := before - set(found):
                            fail(f"a walk missed {len(missing)} that were answered before it began")
                        if ascending:
                            ascents.append(found)
            finally:
                stop.set()

        in_threads(read, *[lambda number=number: write(number) for number in range(4)])
        with contextlib.closing(server.connect()) as connection:
            order = walk(connection, programs[0], f"verb={VERB}{verb}&ascending=true", 500)
        if set(order) != set(committed):
            fail(f"{len(committed)} were answered and {len(order)} are there")
        if any(order[:len(found)] != found for found in ascents):
            fail("a statement came in behind a walk that ascends")
        written += len(order)
    return written


def counts(server, programs, increments, clients=8):
    """Clients count up in one document, each saying with If-Match what it has read."""
    numbers, conflicts = itertools.count(), collections.Counter()
    with contextlib.closing(server.connect()) as connection:
        ask(connection, programs[0], "DELETE", STATE)
        if ask(connection, programs[0], "PUT", STATE, {"n": 0})[0] != 204:
            fail("the document was not put")

    def count(number):
        headers = programs[number % len(programs)]
        with contextlib.closing(server.connect()) as connection:
            while next(numbers) < increments:
                while True:
                    status, said, body = ask(connection, headers, "GET", STATE)
                    changed = {"n": json.loads(body)["n"] + 1}
                    status, _, body = ask(
                        connection, {**headers, "If-Match": said["ETag"]}, "PUT", STATE, changed)
                    if status == 204:
                        break
                    if status != 412:
                        fail(f"a document was answered {status}: {body[:200]}")
                    conflicts[number] += 1

    in_threads(*[lambda number=number: count(number) for number in range(clients)])
    with contextlib.closing(server.connect()) as connection:
        last = json.loads(ask(connection, programs[0], "GET", STATE)[2])["n"]
    if last != increments:
        fail(f"{increments} were counted and the document says {last}")
    return sum(conflicts.values())
