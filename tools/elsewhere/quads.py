"""Writes the canonical quads of what is signed as linked data: expanded by PyLD, canonicalised (RDFC-1.0)
by Oxigraph, which is written in Rust.

    quads.py BUNDLE OUT"""
import json, os, sys
import openbadgeslib.ob3.contexts, pyoxigraph
from pyld import jsonld

folder = os.path.dirname(openbadgeslib.ob3.contexts.__file__)
known = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
}


def load(address, options):
    with open(f"{folder}/{known[address]}") as file:
        return {"contextUrl": None, "documentUrl": address, "document": json.load(file)}


def canonical(document):
    quads = jsonld.to_rdf(
        document, {"format": "application/n-quads", "documentLoader": load, "safe": True})
    data = pyoxigraph.Dataset(pyoxigraph.parse(quads, pyoxigraph.RdfFormat.N_QUADS))
    data.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(data, format=pyoxigraph.RdfFormat.N_QUADS).decode()
    return "".join(sorted(lines.splitlines(keepends=True)))


bundle = json.load(open(sys.argv[1]))
signed = {"award": bundle["award"]}
signed |= {f"status list {i + 1}": l for i, l in enumerate(bundle["statusLists"])}
found = []
for name, document in signed.items():
    proof = dict(document["proof"][0])
    value = proof.pop("proofValue")
    assert proof["cryptosuite"] == "eddsa-rdfc-2022"
    found.append({
        "what": name, "key": proof["verificationMethod"], "value": value,
        "proof": canonical(dict(proof, **{"@context": document["@context"]})),
        "document": canonical({k: v for k, v in document.items() if k != "proof"}),
    })
json.dump(found, open(sys.argv[2], "w"))
