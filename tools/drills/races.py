"""The drill of tools/drill-races.sh."""
import collections, json, random, socket, sys, time
from drill import ENGINE, Server, World, fail

races, runners, seats, servers = (int(word) for word in sys.argv[1:5])
# So many races at once: a commit then holds several.
ABREAST = 4


class Line:
    """A connection on which a request is sent now and its answer read later."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def send(self, token, section):
        self.socket.sendall(
            f"POST /api/v1/sections/{section}/registrations HTTP/1.1\r\nHost: sanad\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n".encode())

    def answer(self):
        status = int(self.file.readline().split()[1])
        length = 0
        while (line := self.file.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, json.loads(self.file.read(length))


def why(body):
    """The finding that refused: its article and code."""
    for ground in body.get("ruling", {}).get("grounds", []):
        if ground.get("outcome") == "refused":
            return f"{ground['article']} {ground['rule']}"
    return body.get("type")


world = World(learners=races * runners, sections=races, capacity=seats)
running = [Server(world) for _ in range(servers)]
lines = [Line(running[place % servers]) for place in range(ABREAST * runners)]
granted, refused, articles, answered = (
    collections.Counter(), collections.Counter(), collections.Counter(), {})
begin = time.monotonic()
for first in range(0, races, ABREAST):
    together = range(first, min(first + ABREAST, races))
    starts = [(race, world.tokens[race * runners + place])
              for race in together for place in range(runners)]
    random.shuffle(starts)
    for line, (race, token) in zip(lines, starts):
        line.send(token, world.sections[race])
    for line, (race, token) in zip(lines, starts):
        status, body = line.answer()
        if status == 201:
            granted[race] += 1
            answered[body["output"]["registration"]] = race
        elif status == 409:
            refused[race] += 1
            articles[why(body)] += 1
        else:
            fail(f"a registration was answered {status}: {body}")
seconds = time.monotonic() - begin
for race in range(races):
    if (granted[race], refused[race]) != (seats, runners - seats):
        fail(f"race {race}: {granted[race]} granted, {refused[race]} refused")
world.judge(answered)
stored = [int(row[0]) for row in world.rows(
    "SELECT COUNT(*) FROM registration WHERE state IN ('pendingPayment', 'confirmed') "
    "GROUP BY section")]
if stored != [seats] * races:
    fail(f"seats stored in {len(stored)} sections, from {min(stored)} to {max(stored)}")
for server in running:
    server.stop()
world.doctor()
report = world.verify()
print(
    f"{ENGINE}, {servers} {'server' if servers == 1 else 'servers'}: {races} races of {runners} "
    f"for {seats} seats in {seconds:.0f} s: {sum(granted.values())} granted, "
    f"{sum(refused.values())} refused ({', '.join(f'{n} {a}' for a, n in articles.items())}), "
    f"exactly {seats} in each section; {report['entries']} entries verify, "
    f"{report['unsealed']} unsealed; the doctor finds nothing")
