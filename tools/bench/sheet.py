"""Asks a server for a grade sheet as page, JSON and CSV, and prints the median of each in ms.
    sheet.py PORT COURSE TERM TOKEN"""
import http.client
import statistics
import sys
import time

port, course, term, token = sys.argv[1:]
api = f"/api/v1/courses/{course}/results?term={term}"
bearer = {"Authorization": f"Bearer {token}"}
forms = [
    ("page", f"/courses/{course}/results?term={term}", {"Cookie": f"sanad_session={token}"}),
    ("JSON", api, bearer),
    ("CSV", api, bearer | {"Accept": "text/csv"}),
]
connection = http.client.HTTPConnection("127.0.0.1", int(port))
times = {name: [] for name, _, _ in forms}
sizes = {}
for _ in range(40):
    for name, path, headers in forms:
        begin = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        times[name].append(1000 * (time.perf_counter() - begin))
        if answer.status != 200 or body.count(b"surge-") < 1000:
            sys.exit(f"the {name} is not the whole sheet: {answer.status}")
        sizes[name] = len(body) // 1000
print(", ".join(
    f"{name} {statistics.median(each):.1f} ms ({sizes[name]} kB)" for name, each in times.items()))
