"""Asks a store of learning records and prints for each kind of question the 99th percentile in ms.
    records.py PORT USER:PASSWORD"""
import base64
import http.client
import json
import random
import sys
import time
import urllib.parse

port, credential = sys.argv[1:]
head = {
    "Authorization": "Basic " + base64.b64encode(credential.encode()).decode(),
    "X-Experience-API-Version": "1.0.3",
}
connection = http.client.HTTPConnection("127.0.0.1", int(port))
chance = random.Random(7)
home = "https://lms.example"


def agent():
    return json.dumps({"account": {"homePage": home, "name": str(chance.randrange(9_973))}})


questions = {
    "agent+verb": lambda: {
        "agent": agent(), "verb": "http://adlnet.gov/expapi/verbs/completed", "limit": 50,
    },
    "registration": lambda: {
        "registration": f"00000000-0000-4000-8000-{100_000_000_000 + chance.randrange(19_937)}",
        "limit": 50,
    },
    "activity-related": lambda: {
        "activity": f"{home}/course/C{chance.randrange(97)}", "related_activities": "true", "limit": 50,
    },
}
for name, parameters in questions.items():
    times = []
    for _ in range(500):
        path = "/xapi/statements?" + urllib.parse.urlencode(parameters())
        begin = time.perf_counter()
        connection.request("GET", path, headers=head)
        answer = connection.getresponse()
        body = answer.read()
        times.append(1000 * (time.perf_counter() - begin))
        if answer.status != 200 or not json.loads(body)["statements"]:
            sys.exit(f"{name}: {answer.status} {body[:200]}")
    times.sort()
    print(name, f"{times[250]:.1f}", f"{times[494]:.1f}")
