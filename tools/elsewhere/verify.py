"""Verifies what `sanad demo --out FOLDER` wrote with software that is not ours.

    verify.py FOLDER"""
import json, sys
from importlib.metadata import version
from datetime import datetime, timedelta
import base58, jwt, openbadgeslib.ob3.contexts, pikepdf, pypdf
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from freezegun import freeze_time
from jwcrypto import jwk, jws
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3Verifier, verify_endorsement_jwt
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_jcs import EddsaJcsProofSuite
from openvc.status.bitstring import decode_bitstring, get_status_bit
from PIL import Image
from world import OB, at, b64, unb64

folder = sys.argv[1]
bundle = json.load(open(f"{folder}/certificate.json"))
award, documents = bundle["award"], {d["id"]: d for d in bundle["didDocuments"]}
failed = 0
# The demo's certificate is issued on a day of its own.
freeze_time(datetime.fromisoformat(award["validFrom"]) + timedelta(hours=1)).start()


def check(what, by, test):
    global failed
    try:
        test()
        print(f"ok    {what}: {by} {version(by)}")
    except Exception as error:
        failed += 1
        print(f"FAIL  {what}: {by} {version(by)}: {type(error).__name__}: {error}")


def refused(what, by, test):
    """A changed one must not pass."""
    def turned():
        try:
            test()
        except Exception:
            return
        raise AssertionError("a changed one was accepted")
    check(what + ", changed: refused", by, turned)


def method(name):
    return next(m for m in documents[name.split("#")[0]]["verificationMethod"] if m["id"] == name)


def ed25519(name):
    raw = base58.b58decode(method(name)["publicKeyMultibase"][1:])
    assert raw[:2] == b"\xed\x01"
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def pem(key):
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def okp(name):
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(ed25519(name).public_bytes_raw())}


def one(document):
    """openvc-core takes one proof as an object; Open Badges asks for a list."""
    return dict(document, proof=document["proof"][0])


def claims(token):
    return json.loads(unb64(token.split(".")[1]))


def token_key(token):
    return method(json.loads(unb64(token.split(".")[0]))["kid"])["publicKeyJwk"]


key = award["proof"][0]["verificationMethod"]
issuer = award["issuer"]["id"]
grade = at(award, "credentialSubject/result/0/value", "D")
check("award, eddsa-rdfc-2022", "openbadgeslib", lambda: OB3LdpVerifier(
    pem(ed25519(key)), issuer_did=issuer).verify(award))
refused("award, eddsa-rdfc-2022", "openbadgeslib", lambda: OB3LdpVerifier(
    pem(ed25519(key)), issuer_did=issuer).verify(grade))
badges = openbadgeslib.ob3.contexts.__file__.replace("__init__.py", "ob-v3p0-context-3.0.3.json")
extra = {OB: json.load(open(badges))}


def integrity(document):
    """The one proof of a document, by its suite."""
    proof = document["proof"][0]
    name = okp(proof["verificationMethod"])
    if proof["cryptosuite"] == "eddsa-jcs-2022":
        return EddsaJcsProofSuite().verify(one(document), public_key_jwk=name)
    return DataIntegrityProofSuite().verify(
        one(document), public_key_jwk=name, extra_contexts=extra)


check("award, eddsa-rdfc-2022", "openvc-core", lambda: integrity(award))
refused("award, eddsa-rdfc-2022", "openvc-core", lambda: integrity(grade))

tokens = {"award's twin": bundle["jwt"]}
tokens["provider licence"] = award["issuer"]["endorsementJwt"][0]
achievement = award["credentialSubject"]["achievement"]
tokens["programme licence"] = achievement["endorsementJwt"][0]
for what, token in tokens.items():
    public = jwt.PyJWK(token_key(token)).key
    head, body, signature = token.split(".")
    other = f"{head}.{b64(json.dumps(dict(claims(token), name='x')).encode())}.{signature}"
    check(what, "PyJWT", lambda: jwt.decode(token, public, ["ES256"]))
    refused(what, "PyJWT", lambda: jwt.decode(other, public, ["ES256"]))

    def jose():
        read = jws.JWS()
        read.deserialize(token)
        read.verify(jwk.JWK(**token_key(token)), "ES256")
    check(what, "jwcrypto", jose)
    if what.endswith("licence"):
        check(what, "openbadgeslib", lambda: verify_endorsement_jwt(
            token, endorser_pubkey_pem=pem(public)))
    else:
        check(what, "openbadgeslib", lambda: OB3Verifier(
            pem(public), issuer_did=issuer).verify(token))

signed = {"receipt": bundle["receipt"]}
signed |= {f"status list {i + 1}": l for i, l in enumerate(bundle["statusLists"])}
for what, document in signed.items():
    what += ", " + document["proof"][0]["cryptosuite"]
    changed = dict(document, validFrom="2020-01-01T00:00:00Z")
    check(what, "openvc-core", lambda: integrity(document))
    refused(what, "openvc-core", lambda: integrity(changed))


def own_bit():
    entry = award["credentialStatus"]
    lists = [l for l in bundle["statusLists"] if l["id"] == entry["statusListCredential"]]
    assert lists
    for snapshot in lists:
        bits = decode_bitstring(snapshot["credentialSubject"]["encodedList"])
        assert len(bits) == 16384 and get_status_bit(bits, int(entry["statusListIndex"])) == 0
check("award's bit", "openvc-core", own_bit)


def baked():
    text = Image.open(f"{folder}/badge.png").text["openbadgecredential"]
    assert json.loads(text).get("award", json.loads(text))["id"] == award["id"]
check("badge's credential", "pillow", baked)


def attached(files):
    found = [json.loads(data) for data in files]
    assert award in found and any(f.get("award") == award for f in found)
check("certificate's attachments", "pypdf", lambda: attached(
    [data for many in pypdf.PdfReader(f"{folder}/certificate.pdf").attachments.values()
     for data in many]))
certificate = pikepdf.open(f"{folder}/certificate.pdf")
check("certificate's attachments", "pikepdf", lambda: attached(
    [file.get_file().read_bytes() for file in certificate.attachments.values()]))
sys.exit(1 if failed else 0)
