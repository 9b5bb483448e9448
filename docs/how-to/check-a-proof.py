#!/usr/bin/env python3
"""Checks elsewhere that an entry is in the journal: check-a-proof.py PROOF.json [PUBLIC-KEY]

`sanad journal prove ENTRY --json` prints the proof, `sanad journal key` the key (keep it from
another day). Checking the signature needs the Python package `cryptography`.
"""
import base64, hashlib, json, sys

def sha(data): return hashlib.sha256(data).digest()
def fail(why): sys.exit("NOT PROVED: " + why)

proof = json.load(open(sys.argv[1], encoding="utf-8"))
public, inner = base64.b64decode(proof["public"]), bytes.fromhex(proof["inner"])
if "facts" in proof:
    if sha(base64.b64decode(proof["salt"]) + base64.b64decode(proof["facts"])) != inner:
        fail("the facts are not those that were sealed")
if json.loads(public).get("id", proof["entry"]) != proof["entry"]:
    fail("the public part is another entry's")

text, _, signatures = proof["checkpoint"].rpartition("\n\n")
text += "\n"
origin, size, root = text.split("\n")[:3]
node, place, last = sha(b"\0" + public + inner), proof["number"] - 1, int(size) - 1
if not 0 <= place <= last:
    fail("the checkpoint does not cover the entry")
for sibling in map(bytes.fromhex, proof["path"]):  # RFC 9162, section 2.1.3.2
    if last == 0:
        fail("the path is too long")
    if place & 1 or place == last:
        node = sha(b"\1" + sibling + node)
        while not place & 1 and place:
            place, last = place >> 1, last >> 1
    else:
        node = sha(b"\1" + node + sibling)
    place, last = place >> 1, last >> 1
if last or node != base64.b64decode(root):
    fail("the entry does not lead to the root of the checkpoint")

signed = "signature not checked"
if len(sys.argv) > 2:
    name, hint, key = sys.argv[2].strip().split("+", 2)
    lines = [line.split(" ") for line in signatures.splitlines()]
    found = [base64.b64decode(line[2]) for line in lines if line[:2] == ["\u2014", name]]
    found = [bytes[4:] for bytes in found if bytes[:4].hex() == hint]
    if origin != name or not found:
        fail("the checkpoint is not signed with this key")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    public_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
    try:
        public_key.verify(found[0], text.encode())
    except Exception:
        fail("the signature is wrong")
    signed = "signature good"
print(f"proved: entry {proof['entry']} is number {proof['number']} of {size} in {origin}; {signed}")
print(public.decode("utf-8"))
