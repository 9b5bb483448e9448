"""The drill of tools/drill-cases.sh."""
import http.client, json, shutil, sys, threading
from drill import ENGINE, WORK, Place, Server, fail

# A short procedure of the regulator's: filed, then granted with a licence and a letter.
PROCEDURE = """
format: 1
id: drill
article: standards
title: { ar: تمرين, en: Drill, vi: Diễn tập }
help: { ar: تمرين, en: Drill, vi: Diễn tập }
prefix: DR
filedBy: [applicant]
start: filed
receipt: receipt
states:
  - { id: filed, turn: office, title: { ar: ا, en: f, vi: f } }
  - { id: granted, turn: ended, outcome: granted, title: { ar: ا, en: g, vi: g } }
steps:
  - id: grant
    title: { ar: ا, en: g, vi: g }
    from: [filed]
    to: granted
    by: { roles: [regulator] }
    decides: granted
    letters: [granted]
    effects:
      - { do: GrantLicence, with: { kind: provider, prefix: DRILL, years: licence.years } }
letters:
  - { id: receipt, subject: { ar: ا, en: r, vi: r }, body: { ar: ا, en: r, vi: r } }
  - { id: granted, subject: { ar: ا, en: g, vi: g }, body: { ar: ا, en: g, vi: g } }
"""

rounds, clients = (int(word) for word in sys.argv[1:3])
packs = f"{WORK}/packs"
shutil.copytree("Regulations/packs", packs)
with open(f"{packs}/sa-nelc/1446/procedures/drill.yaml", "w") as file:
    file.write(PROCEDURE)
world = Place(SANAD_PACKS=packs)
world.sanad("seed", "demo", "--tokens", f"{world.folder}/tokens")
tokens = {login: token for token, login in
          (line.strip().split("\t") for line in open(f"{world.folder}/tokens"))}
planted = world.number("SELECT COUNT(*) FROM licence")

lock = threading.Lock()
# What a dead server left without an answer: asked again with the same key.
unanswered, granted, faults, repeated, begun = [], set(), [], 0, 0
WHO = {"begin": "salem", "file": "salem", "grant": "hind"}


def ask(connection, work):
    """One request of a case's way: begun, filed, granted; the work that follows, if any."""
    stage, name, case = work
    path = {"begin": "/api/v1/cases", "file": f"/api/v1/cases/{case}/filing",
            "grant": f"/api/v1/cases/{case}/steps"}[stage]
    body = {"begin": {"instrument": "sa-nelc", "procedure": "drill"}, "file": {},
            "grant": {"step": "grant", "article": "standards", "reasons": "Drilled."}}[stage]
    connection.request("POST", path, json.dumps(body), {
        "Authorization": f"Bearer {tokens[WHO[stage]]}", "Idempotency-Key": f"{name}-{stage}"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise AssertionError(f"{stage} of {name} was answered {answer.status}: {said[:300]}")
    if stage == "begin":
        return "file", name, json.loads(said)["output"]["case"]
    if stage == "file":
        return "grant", name, case
    with lock:
        granted.add(case)
    return None


def take():
    global repeated, begun
    with lock:
        if unanswered:
            repeated += 1
            return unanswered.pop()
        begun += 1
        return "begin", f"case-{begun}", None


def client(server, stop):
    connection = server.connect()
    work = None
    while work or not stop.is_set():
        work = work or take()
        try:
            work = ask(connection, work)
        except (OSError, http.client.HTTPException):
            with lock:
                unanswered.append(work)
            return
        except AssertionError as fault:
            with lock:
                faults.append(str(fault))
            return


def judge():
    """Each decision has its one effect, letter and entry, and there is nothing more."""
    if faults:
        fail(faults[0])
    cases = {row[0].lower(): row[1:] for row in world.rows(
        "SELECT hex(id), state, number, turn FROM case_file WHERE procedure = 'drill'")}
    decided = {id for id, row in cases.items() if row[0] == "granted"}
    lost = [id for id in granted if id.replace("-", "") not in decided]
    if lost:
        fail(f"{len(lost)} answered decisions are lost, first {lost[0]}")

    def each(what, sql):
        found = [row[0].lower() for row in world.rows(sql)]
        doubled = len(found) - len(set(found))
        missing, strange = decided - set(found), set(found) - decided
        if doubled or missing or strange:
            fail(f"{what}: {doubled} doubled, {len(missing)} missing, {len(strange)} of cases that "
                 "are not decided")

    each("licences", "SELECT hex(case_file) FROM licence WHERE number LIKE 'DRILL-%'")
    each("letters", "SELECT hex(case_file) FROM case_letter WHERE letter = 'granted'")
    each("steps", "SELECT hex(case_file) FROM case_step WHERE step = 'grant'")
    each("journal entries", "SELECT hex(s.case_file) FROM case_step s JOIN journal j "
         "ON j.id = s.ruling AND j.operation = 'TakeStep' WHERE s.step = 'grant'")
    counts = {
        "licences": world.number("SELECT COUNT(*) FROM licence") - planted,
        "rulings": world.number("SELECT COUNT(*) FROM journal WHERE operation = 'TakeStep'"),
        "grants": world.number("SELECT COUNT(*) FROM journal WHERE operation = 'GrantLicence'"),
    }
    wrong = {name: count for name, count in counts.items() if count != len(decided)}
    if wrong:
        fail(f"{len(decided)} decisions, and {wrong}")
    filed = [row for row in cases.values() if row[2] != "draft"]
    letters = world.number("SELECT COUNT(*) FROM notice n JOIN case_file c ON c.id = n.case_file "
                           "WHERE c.procedure = 'drill'")
    if letters != len(filed) + len(decided):
        fail(f"{len(filed)} filings and {len(decided)} decisions, and {letters} letters in inboxes")
    numbers = sorted(int(row[1].rsplit("-", 1)[1]) for row in filed)
    if numbers != list(range(1, len(filed) + 1)):
        fail("the numbers of what was filed have a gap")
    return len(decided), len(filed)


for number in range(1, rounds + 1):
    server = Server(world)
    server.kill_amid([client] * clients, 0.1, 2)
    decided, filed = judge()
    print(f"round {number}: {filed} filed, {decided} decided, {len(granted)} of them answered, "
          f"{len(unanswered)} to be asked again", flush=True)

server = Server(world)
connection = server.connect()
while unanswered:
    work = unanswered.pop()
    repeated += 1
    while work:
        work = ask(connection, work)
world.wait_until_sealed()
server.stop()
decided, filed = judge()
if decided != filed or len(granted) != decided:
    fail(f"{filed} filed, {decided} decided, {len(granted)} answered")
world.doctor()
report = world.verify()
print(f"{ENGINE}: {rounds} kills, {clients} clients: {decided} cases decided, each with one licence, "
      f"one letter and one journal entry; {repeated} requests asked again with the same key; "
      f"{report['entries']} entries verify; the doctor finds nothing")
