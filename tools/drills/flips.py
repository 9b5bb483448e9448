"""The drill of tools/drill-journal.sh."""
import collections, hashlib, json, os, random, sys
from drill import POSTGRES, Server, World, fail

flips, held = (int(word) for word in sys.argv[1:3])
if POSTGRES:
    fail("this drill changes bytes of a file of SQLite's")


class File:
    """A closed file of SQLite's, read as the format's documentation has it."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.bytes = file.read()
        size = int.from_bytes(self.bytes[16:18], "big")
        self.page = 65_536 if size == 1 else size
        self.usable = self.page - self.bytes[20]

    def varint(self, at):
        value = 0
        for count in range(9):
            byte = self.bytes[at + count]
            if count == 8:
                return value << 8 | byte, at + 9
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value, at + count + 1

    def word(self, at, length=4):
        return int.from_bytes(self.bytes[at:at + length], "big")

    def cells(self, root):
        """Every row of a table: its number and where its bytes lie."""
        start = (root - 1) * self.page
        head = start + (100 if root == 1 else 0)
        kind, count = self.bytes[head], self.word(head + 3, 2)
        pointers = head + (12 if kind == 5 else 8)
        for place in range(count):
            cell = start + self.word(pointers + 2 * place, 2)
            if kind == 5:
                yield from self.cells(self.word(cell))
            else:
                yield self.row(cell)
        if kind == 5:
            yield from self.cells(self.word(head + 8))

    def row(self, cell):
        length, at = self.varint(cell)
        number, at = self.varint(at)
        most, least = self.usable - 35, (self.usable - 12) * 32 // 255 - 23
        if length <= most:
            return number, [(cell, at + length)]
        local = least + (length - least) % (self.usable - 4)
        local = local if local <= most else least
        spans, left = [(cell, at + local + 4)], length - local
        follow = self.word(at + local)
        while left > 0:
            start = (follow - 1) * self.page
            part = min(left, self.usable - 4)
            spans.append((start, start + 4 + part))
            follow, left = self.word(start), left - part
        return number, spans

    def put(self, at, byte):
        with open(self.path, "r+b") as file:
            file.seek(at)
            file.write(bytes([byte]))


world = World(learners=4_000, sections=20, capacity=100_000)
server = Server(world)
world.fill(server, held)
server.stop()
clean = world.verify()
if clean["unsealed"] or os.path.exists(world.file + "-wal"):
    fail("the journal is not sealed, or the file not whole")
numbers = {int(seq): (int(number), id.lower()) for number, seq, id in
           world.rows("SELECT number, seq, hex(journal) FROM journal_seal")}
by_number = dict(numbers.values())
by_id = {id: number for number, id in by_number.items()}
facts = {int(row): id.lower() for row, id in
         world.rows("SELECT rowid, hex(journal) FROM journal_facts")}
roots = {name: int(root) for name, root in world.rows(
    "SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")}
file = File(world.file)
digest = hashlib.sha256(file.bytes).digest()
spans = []  # from, to, table, number of the entry, id of the entry
for table in ["journal", "journal_facts", "journal_seal"]:
    for row, places in file.cells(roots[table]):
        if table == "journal":
            number, id = numbers[row]
        elif table == "journal_facts":
            number, id = by_id[facts[row]], facts[row]
        else:
            number, id = row, by_number[row]
        spans += [(start, end, table, number, id) for start, end in places]
weights = [end - start for start, end, *_ in spans]
found, kinds = collections.Counter(), collections.Counter()
for flip in range(flips):
    start, end, table, number, id = random.choices(spans, weights)[0]
    at = random.randrange(start, end)
    byte = file.bytes[at]
    changed = byte ^ random.randrange(1, 256)
    file.put(at, changed)
    done = world.sanad("journal", "verify", "--json", check=False)
    what = f"{table} of entry {number}, byte {at - start} of {end - start}, {byte} to {changed}"
    try:
        report = json.loads(done.stdout)
    except ValueError:
        found["not read"] += 1
        print(f"not read: {what}: {done.stderr.strip()}", flush=True)
    else:
        problems = report["problems"]
        if any(problem.get("entry", "").replace("-", "") == id
               or problem["number"] == problem["through"] == number for problem in problems):
            found["named"] += 1
        elif any(problem["number"] <= number <= problem["through"] for problem in problems):
            found["in a range"] += 1
            print(f"in a range: {what}: {problems[:2]}", flush=True)
        elif done.returncode:
            found["elsewhere"] += 1
            print(f"elsewhere: {what}: {problems[:2]}", flush=True)
        else:
            found["not found"] += 1
            print(f"not found: {what}", flush=True)
        for kind in {problem["kind"] for problem in problems}:
            kinds[kind] += 1
    file.put(at, byte)
with open(world.file, "rb") as after:
    if hashlib.sha256(after.read()).digest() != digest:
        fail("verifying changed the file")
world.verify()
print(
    f"{flips} bytes changed, one at a time, in the rows of {clean['entries']} entries "
    f"({sum(weights)} bytes): " + ", ".join(f"{n} {what}" for what, n in found.most_common())
    + "; told as " + ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
if found["named"] != flips:
    fail("an entry was not named")
