"""The drill of tools/drill-two.sh."""
import json, os, shutil, socket, sqlite3, subprocess, sys, tempfile, time, urllib.error
import urllib.request

BINARY = os.environ.get("SANAD_BINARY", ".build/debug/sanad")
WORK = tempfile.mkdtemp(prefix="sanad-two-")


def fail(what):
    print(f"drill-two: {what}", file=sys.stderr)
    for side in (provider, regulator):
        if os.path.exists(side.log):
            print("".join(open(side.log).readlines()[-5:]), file=sys.stderr)
    stop_all()
    sys.exit(1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Side:
    """One installation: its database, its address, its server."""

    def __init__(self, name):
        self.name, self.port, self.server = name, free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = f"{WORK}/{name}.sqlite"
        self.log = f"{WORK}/{name}.log"
        self.tokens = {}

    def run(self, *words, status=0, binary=None):
        done = subprocess.run(
            [binary or BINARY, *words], capture_output=True, text=True,
            env={**os.environ, "SANAD_DATABASE": f"sqlite:{self.database}",
                 "SANAD_PUBLIC_URL": self.url})
        if status is not None and done.returncode != status:
            fail(f"{self.name}: sanad {' '.join(words)} ended with {done.returncode}: "
                 f"{done.stdout}{done.stderr}")
        return done

    def start(self, clock, tick=30):
        self.server = subprocess.Popen(
            [BINARY, "serve", "--port", str(self.port), "--clock", clock, "--stop-notice", "0",
             "--log-level", "error", "--tick-seconds", str(tick)],
            stdout=subprocess.DEVNULL, stderr=open(self.log, "a"),
            env={**os.environ, "SANAD_DATABASE": f"sqlite:{self.database}",
                 "SANAD_PUBLIC_URL": self.url})
        for _ in range(300):
            try:
                if self.ask("GET", "/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        fail(f"{self.name} did not start")

    def stop(self, kill=False):
        if self.server is None:
            return
        self.server.kill() if kill else self.server.terminate()
        self.server.wait()
        self.server = None

    def ask(self, method, path, by=None, body=None):
        request = urllib.request.Request(
            self.url + path, method=method,
            data=None if body is None else json.dumps(body).encode())
        if by:
            request.add_header("Authorization", f"Bearer {self.tokens[by]}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text[:1] in (b"{", b"[") else text
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text[:1] == b"{" else text

    def act(self, path, by, body=None, status=201):
        answer = self.ask("POST", path, by, body if body is not None else {})
        if answer[0] != status:
            fail(f"{path} answered {answer}")
        return answer[1]

    def read_tokens(self, path):
        for line in open(path):
            token, login = line.split()
            self.tokens[login] = token

    def count(self, sql):
        with sqlite3.connect(self.database) as rows:
            return rows.execute(sql).fetchone()[0]


provider, regulator = Side("provider"), Side("regulator")


def stop_all():
    for side in (provider, regulator):
        side.stop()
    shutil.rmtree(WORK, ignore_errors=True)


def study(logins):
    """A term of the demo world up to approved results; gives each learner's registration."""
    registrations = {}
    # Without the clock's own work: it would cancel a section of two learners.
    provider.start("2026-08-24T09:00:00+03:00", tick=0)
    term = next(t for t in provider.ask("GET", "/api/v1/terms")[1] if t["code"] == "1448-1")["id"]
    section = next(
        s for s in provider.ask("GET", f"/api/v1/terms/{term}/sections")[1]
        if s["code"] == "FQH112")
    for login in logins:
        answer = provider.act(f"/api/v1/sections/{section['id']}/registrations", login)
        made, at = answer["output"], answer["ruling"]["at"]
        registrations[login] = made["registration"]
        provider.act(f"/api/v1/invoices/{made['invoice']}/payments", login, {
            "gateway": "simulated", "reference": f"two-{login}", "amount": "690.00 SAR",
            "paidAt": at})
    provider.stop()
    provider.start("2026-12-22T09:00:00+03:00", tick=0)
    course = f"/api/v1/courses/{section['course']}"
    parts = [{"code": c, "title": c, "weight": w} for c, w in (("coursework", 60), ("final", 40))]
    provider.act(f"{course}/plans", "khalid", {"term": term, "components": parts})
    provider.act(f"{course}/plan-approvals", "abdulaziz", {"term": term})
    for registration in registrations.values():
        for part in parts:
            provider.act(f"/api/v1/registrations/{registration}/marks", "khalid",
                         {"component": part["code"], "mark": 96})
    provider.stop()
    provider.start("2027-01-05T09:00:00+03:00", tick=0)
    for number, registration in enumerate(registrations.values()):
        provider.act(f"/api/v1/registrations/{registration}/results", "salman",
                     {"number": f"R-{number}"})
    provider.stop()
    return registrations


def issue(registration):
    return provider.act(f"/api/v1/registrations/{registration}/credential", "reem")["output"][
        "credential"]


def state(credential):
    wanted = "X'" + credential.replace("-", "") + "'"
    return provider.count(f"SELECT state FROM credential WHERE id = {wanted}")


def wait_for(credential, wanted, seconds=60):
    end = time.time() + seconds
    while state(credential) != wanted:
        if time.time() > end:
            fail(f"{credential} is {state(credential)} and not {wanted}")
        time.sleep(0.2)


def verify(path, *options):
    """The verdict of a verifier that has no installation."""
    words = [BINARY, "verify", path, "--json", "--at", "2027-01-07T10:00:00+03:00", *options]
    done = subprocess.run(words, capture_output=True, text=True,
                          env={**os.environ, "SANAD_DATABASE": f"sqlite:{WORK}/none.sqlite"})
    if not done.stdout:
        fail(f"verify printed nothing: {done.stderr}")
    return json.loads(done.stdout)["verdict"]


def expect(found, wanted, what):
    if found != wanted:
        fail(f"{what}: {found}, expected {wanted}")
    print(f"{what}: {found}", flush=True)


# Both installations.
provider.run("seed", "demo", "--part", "provider", "--tokens", f"{WORK}/tokens")
provider.read_tokens(f"{WORK}/tokens")
registrations = study(["amna", "linh"])
regulator.run("init", "--part", "regulator", "docs/regulator.example.yaml", "--passwords",
              f"{WORK}/passwords")
with sqlite3.connect(regulator.database) as rows:
    # Only a demonstration's clock may stand elsewhere.
    rows.execute("UPDATE setting SET value = 'yes' WHERE name = 'demo'")
regulator.run("token", "regulator1", "--out", f"{WORK}/regulator-token", "--days", "366")
regulator.read_tokens(f"{WORK}/regulator-token")
NOON = "2027-01-07T09:00:00+03:00"

# Licences: asked for, granted, taken over.
provider.start(NOON)
regulator.start(NOON)
document = f"{WORK}/regulator.json"
open(document, "w").write(json.dumps(regulator.ask("GET", "/.well-known/did.json")[1]))
request = provider.run("licence", "request").stdout
open(f"{WORK}/request.yaml", "w").write(request)
regulator.run("licence", "grant", f"{WORK}/request.yaml", "--out", f"{WORK}/licences")
licences = sorted(os.listdir(f"{WORK}/licences"))
paths = [f"{WORK}/licences/{name}" for name in licences]
provider.run("licence", "add", *paths, status=None)
if provider.count("SELECT COUNT(*) FROM licence_credential"):
    fail("licences were added before a regulator was pinned")
provider.run("regulator", "pin", "--yes", regulator.url)
provider.run("licence", "add", *paths)
expect("here already" in provider.run("licence", "add", *paths).stdout, True,
       f"{len(paths)} licences added, and passed over the second time")

# The regulator goes away; the award waits, also through a kill of its own server.
regulator.stop()
first = issue(registrations["amna"])
time.sleep(3)
expect(state(first), "signed", "while the regulator is away")
bundle = f"{WORK}/bundle.json"


def fetch(credential, by):
    open(bundle, "w").write(json.dumps(
        provider.ask("GET", f"/api/v1/credentials/{credential}/bundle", by)[1]))


fetch(first, "amna")
expect(verify(bundle, "--offline", "--trust", document), "awaiting", "its bundle")
provider.stop(kill=True)
regulator.start(NOON)
provider.start(NOON)
wait_for(first, "registered")
expect(regulator.count("SELECT COUNT(*) FROM receipt"), 1, "receipts after the kill")
fetch(first, "amna")
expect(verify(bundle, "--offline", "--trust", document), "valid", "its bundle, offline")

# Without lists and documents a verifier needs the network.
whole = json.load(open(bundle))
bare = f"{WORK}/bare.json"
open(bare, "w").write(json.dumps({**whole, "statusLists": [], "didDocuments": []}))
names = [whole["award"]["issuer"]["id"], whole["receipt"]["issuer"]["id"]]
expect(verify(bare, "--offline", "--trust", document), "unknown", "without its lists, offline")
trust = [word for name in names for word in ("--trust", name)]
expect(verify(bare, *trust), "valid", "without its lists, over the network")
expect(verify(bare), "unknown", "over the network to hosts that nobody named")

# A revoked licence.
regulator.act("/api/v1/licence-statuses", "regulator1", {
    "licence": "NELC-P-0007", "status": "revoked", "from": "2027-01-01T00:00:00Z",
    "article": "sa-nelc@1446#licence", "reason": "closed for the drill"})
second = issue(registrations["linh"])
wait_for(second, "refused")
expect(regulator.count("SELECT COUNT(*) FROM receipt"), 1, "receipts after the refusal")
page = provider.ask("GET", f"/c/{second}?lang=en")[1].decode()
expect("NELC-P-0007" in page and "refused" in page, True, "the page tells the ruling")
doctor = provider.run("doctor", "--quick", status=None).stdout
expect([line for line in doctor.splitlines() if "regulator:" in line][0].split()[0], "passed",
       "the doctor on what is pinned")
stop_all()
print("two installations: awards waited, were registered once, and were refused after")
