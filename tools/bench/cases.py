"""Asks a server for pages of the queue and the register, and prints each one's median and worst in ms.
    cases.py PORT COOKIE"""
import http.client
import statistics
import sys
import time
import urllib.parse

port, cookie = sys.argv[1:]
quoted = urllib.parse.quote
place = "sa-nelc/preliminary-approval"
groups = {
    "queue": [
        "/desk?lang=ar", f"/desk?lang=ar&in={place}", f"/desk?lang=ar&in={place}/review",
        "/desk?lang=ar&turn=applicant", "/desk?lang=ar&mine=yes",
    ],
    "search": [
        "/register?lang=ar", f"/register?q={quoted('الإسلاميه المدينة')}",
        f"/register?q={quoted('qurʼan 99999')}", f"/register?q={quoted('لا يوجد')}",
        "/register?q=BP-2026-199999", f"/register?q=institute&programme={quoted('العلوم')}",
        f"/api/v1/licences?q={quoted('جامعه')}&on=2026-01-01",
    ],
    "statistics": ["/desk/statistics?lang=ar"],
}
connection = http.client.HTTPConnection("127.0.0.1", int(port))


def ask(path):
    begin = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"sanad_session={cookie}"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status}")
    return 1000 * (time.perf_counter() - begin), body


# What is under way: the next page, too.
for name, start in [("queue", "/desk?lang=ar"), ("search", "/register?lang=ar")]:
    _, body = ask(start)
    links = [part.split(b'"')[0] for part in body.split(b'href="') if b"after=" in part.split(b'"')[0]]
    if not links:
        sys.exit(f"{start} has no second page")
    groups[name].append(links[0].decode().replace("&amp;", "&"))

for name, paths in groups.items():
    times = {path: [] for path in paths}
    for _ in range(5 if name == "statistics" else 15):
        for path in paths:
            times[path].append(ask(path)[0])
    medians = {path: statistics.median(each) for path, each in times.items()}
    slowest = max(medians, key=medians.get)
    print(f"{name} {statistics.median(medians.values()):.0f} {medians[slowest]:.0f} {slowest}")
