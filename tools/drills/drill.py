"""What the drills share: a planted world on either engine, servers, requests, what is stored."""
import atexit, contextlib, http.client, json, os, random, shutil, signal, socket, sqlite3
import subprocess, sys, tempfile, threading, time

SANAD = os.environ.get("SANAD_BINARY", ".build/release/sanad")
# Set by tools/with-postgres.sh: then the drill runs on PostgreSQL.
POSTGRES = os.environ.get("SANAD_TEST_POSTGRES")
ENGINE = "PostgreSQL" if POSTGRES else "SQLite"
WORK = tempfile.mkdtemp(prefix="sanad-drill.")
_servers = []


@atexit.register
def _clean():
    for server in _servers:
        if server.poll() is None:
            server.kill()
            server.wait()
    shutil.rmtree(WORK, ignore_errors=True)


# Killed from outside, it cleans up as well.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def fail(why):
    sys.exit(f"the drill FAILED: {why}")


class Place:
    """A fresh database, with its keys and files in the drill's own folder."""

    def __init__(self, name="drill", **environment):
        self.folder = f"{WORK}/{name}"
        os.mkdir(self.folder)
        if POSTGRES:
            run("psql", "-q", POSTGRES, "-c", f"DROP DATABASE IF EXISTS {name}",
                "-c", f"CREATE DATABASE {name} TEMPLATE template0")
            self.conninfo = POSTGRES.replace("dbname=postgres", f"dbname={name}")
            database = f"postgres:{self.conninfo}"
        else:
            self.file = f"{self.folder}/drill.sqlite"
            database = f"sqlite:{self.file}"
        self.environment = dict(
            os.environ, SANAD_DATABASE=database, SANAD_LANG="en",
            SANAD_ISSUER_KEY=f"{self.folder}/issuer.pem",
            SANAD_REGULATOR_KEY=f"{self.folder}/regulator.pem",
            SANAD_JOURNAL_KEY=f"{self.folder}/journal.key",
            SANAD_DOCUMENTS=f"{self.folder}/documents", **environment)

    def sanad(self, *arguments, check=True):
        """Runs a command of the program on this database."""
        return run(SANAD, *arguments, environment=self.environment, check=check)

    def rows(self, sql):
        """The rows of a query, values as text; `hex(column)` works on both engines."""
        if POSTGRES:
            sql = sql.replace("hex(", "encode_hex(")
            text = run("psql", "-qAtF", "\t", self.conninfo, "-c", (
                "CREATE FUNCTION pg_temp.encode_hex(bytea) RETURNS text LANGUAGE sql "
                "AS $$ SELECT encode($1, 'hex') $$"),
                "-c", sql.replace("encode_hex(", "pg_temp.encode_hex(")).stdout
            return [line.split("\t") for line in text.splitlines()]
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as base:
            return [[str(value) for value in row] for row in base.execute(sql)]

    def number(self, sql):
        return int(self.rows(sql)[0][0])

    def entries(self):
        return self.number("SELECT COUNT(*) FROM journal")

    def size(self):
        """The bytes that the database takes, while nothing is at work on it."""
        if POSTGRES:
            return self.number("SELECT pg_database_size(current_database())")
        return os.path.getsize(self.file)

    def unsealed(self):
        return self.number(
            "SELECT (SELECT COUNT(*) FROM journal) - "
            "COALESCE((SELECT MAX(size) FROM journal_checkpoint), 0)")

    def wait_until_sealed(self, seconds=60):
        """How long it took until a checkpoint covered every entry."""
        begin = time.monotonic()
        while self.unsealed() > 0:
            if time.monotonic() - begin > seconds:
                fail(f"{self.unsealed()} entries are not sealed after {seconds} s")
            time.sleep(0.1)
        return time.monotonic() - begin

    def verify(self):
        """Verifies the sealed journal as a whole."""
        report = json.loads(self.sanad("journal", "verify", "--json", check=False).stdout)
        if not report["holds"]:
            fail(f"the journal does not verify: {report['problems'][:3]}")
        return report

    def doctor(self):
        """Fails unless the doctor finds nothing."""
        said = self.sanad("doctor", "--json", check=False).stdout
        failed = [check for check in json.loads(said)["checks"] if check["outcome"] == "failed"]
        if failed:
            fail("the doctor finds: " + json.dumps(failed, indent=1))


class World(Place):
    """A registration day."""

    def __init__(self, learners, sections, capacity, name="drill"):
        super().__init__(name)
        print(self.sanad(
            "seed", "surge", "--learners", learners, "--sections", sections, "--capacity", capacity,
            "--tokens", f"{self.folder}/tokens", "--sections-file", f"{self.folder}/sections"
        ).stdout, end="", flush=True)
        self.tokens = [line.split("\t")[0] for line in open(f"{self.folder}/tokens")]
        self.sections = [line.strip() for line in open(f"{self.folder}/sections")]

    def registrations(self):
        """Every stored registration: its id, learner and section."""
        rows = self.rows("SELECT hex(id), hex(learner), hex(section) FROM registration")
        return [tuple(value.lower() for value in row) for row in rows]

    def fill(self, server, entries):
        """Lets learners register until the journal holds so many entries."""
        if not shutil.which("wrk"):
            fail("wrk is not installed: apt-get install wrk")
        asked = 0
        while (held := self.entries()) < entries:
            script = "tools/bench/registrations.lua"
            said = run(
                "wrk", "-t1", "-c64", "-d3s", "-s", script, server.url,
                environment=dict(
                    os.environ, TOKENS=f"{self.folder}/tokens",
                    SECTIONS=f"{self.folder}/sections", START=str(asked))).stdout
            asked += int(said.split("\n")[-2].split()[0]) + 64
            if self.entries() == held:
                fail("nothing was recorded while the world was filled: " + said)

    def judge(self, answered):
        """Holds what was answered against what is stored; `answered`: registrations by id."""
        rows = self.registrations()
        ids = {row[0] for row in rows}
        lost = sum(1 for id in answered if id.replace("-", "") not in ids)
        doubled = len(rows) - len({row[1:] for row in rows})
        rulings = self.number(
            "SELECT COUNT(*) FROM journal "
            "WHERE operation = 'RegisterForSection' AND outcome = 'granted'")
        if lost or doubled:
            fail(f"{lost} answered registrations are lost, {doubled} are stored twice")
        if rulings != len(rows):
            fail(f"{len(rows)} registrations are stored and {rulings} were granted")
        return rows


class Server:
    """A running `sanad serve`; `ready` is how many seconds it took until /health was green."""

    def __init__(self, world, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = f"{world.folder}/log"
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [SANAD, "serve", "--port", str(self.port), "--tick-seconds", "0", "--log-level",
             "error", *options],
            env=world.environment, stdout=subprocess.DEVNULL, stderr=open(self.log, "a"))
        _servers.append(self.process)
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get("/health", timeout=1) == 200:
                    break
            if self.process.poll() is not None or time.monotonic() - begin > 60:
                fail("the server did not start; its log:\n" + open(self.log).read())
            time.sleep(0.005)
        self.ready = time.monotonic() - begin

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def get(self, path, token=None, timeout=60):
        """The status of one request on a connection of its own."""
        with contextlib.closing(self.connect(timeout)) as connection:
            connection.request(
                "GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
            return connection.getresponse().status

    def kill(self):
        self.process.kill()
        self.process.wait()

    def kill_amid(self, works, shortest, longest):
        """Runs each `work(server, stop)` in a thread of its own and kills the server meanwhile."""
        stop = threading.Event()
        threads = [threading.Thread(target=work, args=(self, stop)) for work in works]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(shortest, longest))
        self.kill()
        stop.set()
        for thread in threads:
            thread.join()

    def stop(self):
        """Asks it to stop and waits; the exit status must be 0."""
        self.process.terminate()
        if code := self.process.wait():
            fail(f"the server ended with status {code}; its log:\n" + open(self.log).read())


def register(connection, token, section, key=None):
    """One registration: its status, headers and, when granted, the registration's id."""
    headers = {"Authorization": f"Bearer {token}"}
    if key:
        headers["Idempotency-Key"] = key
    connection.request("POST", f"/api/v1/sections/{section}/registrations", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    granted = json.loads(body)["output"]["registration"] if answer.status == 201 else None
    return answer.status, answer.headers, granted


def run(*command, environment=None, check=True):
    done = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True)
    if check and done.returncode:
        fail(f"{' '.join(map(str, command[:3]))}: {done.stderr or done.stdout}")
    return done
