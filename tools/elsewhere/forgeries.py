"""Credentials made with Python, sound ones and forged ones, judged by `sanad verify`.

    forgeries.py SANAD FOLDER [URL]

SANAD is the program. Each case is a file in FOLDER; with URL the same files go to a running
server's /verify and /api/v1/verifications, which must not take any of them for valid."""
import gzip, hashlib, hmac, json, os, resource, struct, subprocess, sys, time, urllib.request
import uuid, zlib
from world import *

CASES = []


def case(expected):
    """`valid`, or the verdict with the step and the reason that must be told."""
    def add(make):
        CASES.append((make.__name__, expected, make))
        return make
    return add


def changed(**changes):
    world = World()
    for name, value in changes.items():
        setattr(world, name, value)
    return world


def award_with(*changes, **attributes):
    world = changed(**attributes)
    world.changes = list(changes)
    return world.bundle()


# --- Sound ones

@case("valid")
def sound_rdfc():
    return World().bundle()

@case("valid")
def sound_jcs():
    return changed(suite="eddsa-jcs-2022").bundle()

def by(suite, kind):
    world = changed(suite=suite, provider=Party("did:web:provider.example", 2, kind))
    return world

@case("valid")
def sound_p256_rdfc():
    return by("ecdsa-rdfc-2019", "p256").bundle()

@case("valid")
def sound_p256_jcs():
    return by("ecdsa-jcs-2019", "p256").bundle()

def jwt_bundle(kind, **header):
    """A token. The provider's list is signed with its other key, of which only a document in the
    bundle speaks: so the status is left unchecked."""
    world = changed(provider=Party("did:web:provider.example", 2, "ed25519", kind))
    key, name = world.provider.token, world.provider.token_id
    text = token(claims(world.unsigned()), key, name, **header)
    return world, text

@case(("unknown", "status", "listKey"))
def sound_es256_token():
    world, text = jwt_bundle("p256")
    return world.bundle(jwt=text)

@case(("unknown", "status", "listKey"))
def sound_rs256_token():
    world, text = jwt_bundle("rsa")
    return world.bundle(jwt=text)

@case(("unknown", "status", "listKey"))
def sound_eddsa_token():
    world, text = jwt_bundle("ed25519")
    return world.bundle(jwt=text)

@case(("unlicensed", "providerLicence", "missing"))
def a_strangers_badge():
    """A did:key of P-384 issues an ordinary badge: genuine, licensed by nobody."""
    key = Key("p384", 5)
    did = "did:key:" + key.multikey
    award = World().unsigned()
    del award["credentialStatus"], award["issuer"]["endorsementJwt"]
    del award["credentialSubject"]["achievement"]["endorsementJwt"]
    award["issuer"]["id"] = did
    return prove(award, "ecdsa-jcs-2019", key, f"{did}#{key.multikey}", "2026-03-10T09:00:00Z")


# --- The award

@case(("invalid", "proof", "mismatch"))
def changed_grade():
    return at(World().bundle(), "award/credentialSubject/result/0/value", "A+")

@case(("invalid", "proof", "mismatch"))
def changed_grade_jcs():
    bundle = changed(suite="eddsa-jcs-2022").bundle()
    return at(bundle, "award/credentialSubject/result/0/value", "A+")

@case(("invalid", "proof", "mismatch"))
def changed_grade_token():
    world, text = jwt_bundle("p256")
    head, body, signature = text.split(".")
    payload = json.loads(unb64(body))
    payload["credentialSubject"]["result"][0]["value"] = "A+"
    return world.bundle(jwt=f"{head}.{b64(json.dumps(payload).encode())}.{signature}")

@case(("invalid", "proof", "mismatch"))
def added_member():
    return at(World().bundle(), "award/description", "with honours")

@case(("invalid", "contexts", "term"))
def added_member_hidden_from_rdfc():
    return at(World().bundle(), "award/honours", "first class")

@case(("invalid", "contexts", "term"))
def signed_member_hidden_from_rdfc():
    return award_with(lambda a: dict(a, honours="first class"))

@case(("invalid", "contexts", "term"))
def added_empty_list():
    return at(World().bundle(), "award/evidence", [])

@case(("invalid", "contexts", "term"))
def added_null():
    return at(World().bundle(), "award/evidence", None)

@case(("revoked", "status", "revoked"))
def revoked_award():
    return changed(set={World.AWARDS: [77]}).bundle()

@case(("invalid", "receipt", "backDated"))
def back_dated_award():
    return changed(registered="2026-08-20T09:00:00Z").bundle()

@case(("unlicensed", "providerLicence", "suspended"))
def award_after_licence_revocation():
    return changed(set={World.LICENCES: [1]}, issued="2026-08-20T09:00:00Z",
                   registered="2026-08-20T09:01:00Z").bundle()

@case("valid")
def award_before_licence_revocation():
    return changed(set={World.LICENCES: [1, 2]}).bundle()

def licence_change(name, path, value):
    world = World()
    setattr(world, name, at(getattr(world, name), path, value))
    return world.bundle()

@case(("unlicensed", "providerLicence", "expired"))
def provider_licence_expired():
    return licence_change("provider_licence", "validUntil", "2026-03-10T09:01:00Z")

@case(("unlicensed", "programmeLicence", "notYet"))
def programme_licence_not_yet_valid():
    return licence_change("programme_licence", "validFrom", "2026-03-10T09:01:01Z")

@case(("unlicensed", "programmeLicence", "otherProvider"))
def other_providers_programme():
    path = "credentialSubject/licensedProvider"
    return licence_change("programme_licence", path, "did:web:other.example")

@case(("unlicensed", "programmeLicence", "otherAchievement"))
def other_programme():
    return licence_change("programme_licence", "credentialSubject/id", World.COURSE[:-1] + "2")

@case(("unlicensed", "programmeLicence", "otherAchievement"))
def programme_with_a_slash():
    return licence_change("programme_licence", "credentialSubject/id", World.COURSE + "/")

@case(("unlicensed", "programmeLicence", "otherAchievement"))
def programme_in_capitals():
    return licence_change("programme_licence", "credentialSubject/id", World.COURSE.upper())

@case(("unlicensed", "providerLicence", "otherProvider"))
def licence_of_another_provider():
    return licence_change("provider_licence", "credentialSubject/id", "did:web:other.example")

@case(("unlicensed", "programmeLicence", "otherParent"))
def wrong_parent_licence():
    return licence_change("programme_licence", "credentialSubject/parentLicence", "P-2")

@case(("unlicensed", "scope", "credits"))
def too_many_credits():
    return licence_change("programme_licence", "credentialSubject/maxCredits", 2)

@case(("unlicensed", "scope", "activity"))
def a_degree():
    def change(award):
        return at(award, "credentialSubject/achievement/achievementType", "BachelorDegree")
    return award_with(change)

@case(("unlicensed", "scope", "credits"))
def credits_as_text():
    return award_with(lambda a: at(a, "credentialSubject/creditsEarned", "300"))

@case(("unlicensed", "providerLicence", "missing"))
def stripped_licence():
    return award_with(lambda a: at(a, "issuer/endorsementJwt", remove=True))

def embedded(suite, remove):
    def change(award):
        world = World()
        licence = at(world.provider_licence, "@context", [VC, OB])
        licence["credentialSubject"] = {"id": world.provider.did, "type": ["EndorsementSubject"],
                                        "endorsementComment": "sound"}
        del licence["credentialStatus"]
        licence["type"] = ["VerifiableCredential", "EndorsementCredential"]
        licence = prove(licence, "eddsa-rdfc-2022", world.regulator.integrity,
                        world.regulator.integrity_id, "2025-01-01T00:00:00Z")
        issuer = dict(award["issuer"], endorsement=[licence])
        if remove:
            del issuer["endorsementJwt"]
        return dict(award, issuer=issuer)
    return award_with(change, suite=suite)

@case("valid")
def endorsement_embedded_beside_the_token():
    return embedded("eddsa-rdfc-2022", False)

@case(("unlicensed", "providerLicence", "missing"))
def licence_embedded_instead_of_token():
    return embedded("eddsa-rdfc-2022", True)

@case(("unlicensed", "providerLicence", "missing"))
def licence_embedded_instead_of_token_jcs():
    return embedded("eddsa-jcs-2022", True)

@case(("unlicensed", "providerLicence", "several"))
def two_licences():
    def change(award):
        tokens = award["issuer"]["endorsementJwt"]
        return at(award, "issuer/endorsementJwt", tokens + [World().endorse(
            World().provider_licence)])
    return award_with(change)

def look_alike(did):
    world = World()
    world.regulator = Party(did, 9)
    for name in ["provider_licence", "programme_licence"]:
        setattr(world, name, at(getattr(world, name), "issuer/id", did))
    return world.bundle()

@case(("unlicensed", "regulator", "notTrusted"))
def look_alike_digit():
    return look_alike("did:web:regu1ator.example")

@case(("unlicensed", "regulator", "notTrusted"))
def look_alike_punycode():
    return look_alike("did:web:xn--regultor-8fg.example")

@case(("invalid", "receipt", "signature"))
def look_alike_idn():
    return look_alike("did:web:regul\u0430tor.example")

@case(("unlicensed", "regulator", "notTrusted"))
def look_alike_port():
    return look_alike("did:web:regulator.example%3A443")

@case(("invalid", "receipt", "signature"))
def look_alike_percent():
    return look_alike("did:web:regulato%72.example")

@case(("invalid", "receipt", "signature"))
def look_alike_capital():
    return look_alike("did:web:Regulator.example")

@case(("unknown", "regulator", "keysFromBundle"))
def forged_regulator_document():
    """Everything by one hand; the verifier trusts the name only. (Run with --trust DID.)"""
    return look_alike("did:web:regulator.example")


# --- Receipts

def with_receipt(**more):
    world = World()
    bundle = world.bundle()
    for name, value in more.items():
        setattr(world, name, value)
    bundle["receipt"] = world.receipt(bundle["award"])
    return world, bundle

@case(("invalid", "receipt", "otherAward"))
def swapped_receipt():
    world, bundle = with_receipt()
    bundle["receipt"] = world.receipt(dict(bundle["award"], id="urn:uuid:" + str(uuid.UUID(int=5))))
    return bundle

@case(("invalid", "receipt", "otherDigest"))
def receipt_of_another_award_of_the_same_id():
    world, bundle = with_receipt()
    bundle["receipt"] = world.receipt(dict(bundle["award"], name="other"))
    return bundle

@case(("invalid", "receipt", "otherIssuer"))
def receipt_by_a_look_alike():
    other = Party("did:web:regu1ator.example", 9)
    _, bundle = with_receipt(keys_of={"receipt": other})
    bundle["didDocuments"].append(other.document)
    return bundle

@case(("invalid", "receipt", "signature"))
def receipt_by_another_key():
    _, bundle = with_receipt(keys_of={"receipt": Party("did:web:regulator.example", 9)})
    return bundle

@case(("revoked", "receipt", "revoked"))
def revoked_receipt():
    return changed(set={World.RECEIPTS: [11]}).bundle()

@case(("awaiting", "receipt", "awaiting"))
def no_receipt():
    return World().bundle(receipt=None)


# --- Tokens

def forged_token(header, signature=None, key=None, expected=None):
    world, text = jwt_bundle("p256")
    header = {name: value for name, value in header.items()}
    header.setdefault("kid", world.provider.token_id)
    head = b64(json.dumps(header).encode())
    body = text.split(".")[1]
    if signature is None:
        signature = (key or world.provider.token).sign(f"{head}.{body}".encode())
    return world.bundle(jwt=f"{head}.{body}.{b64(signature)}")

@case(("invalid", "proof", "algorithm"))
def alg_none():
    return forged_token({"alg": "none"}, b"")

@case(("invalid", "proof", "algorithm"))
def alg_none_in_capitals():
    return forged_token({"alg": "NONE"}, b"")

def hmac_case(secret):
    world, text = jwt_bundle("p256")
    head = b64(json.dumps({"alg": "HS256", "typ": "JWT", "kid": world.provider.token_id}).encode())
    body = text.split(".")[1]
    code = hmac.new(secret(world.provider.token), f"{head}.{body}".encode(), hashlib.sha256)
    return world.bundle(jwt=f"{head}.{body}.{b64(code.digest())}")

@case(("invalid", "proof", "algorithm"))
def hs256_with_the_public_pem():
    return hmac_case(lambda key: key.public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))

@case(("invalid", "proof", "algorithm"))
def hs256_with_the_public_jwk():
    return hmac_case(lambda key: json.dumps(key.jwk).encode())

@case(("invalid", "proof", "critical"))
def crit_header():
    return forged_token({"alg": "ES256", "crit": ["b64"], "b64": False})

@case(("invalid", "proof", "critical"))
def unencoded_payload():
    return forged_token({"alg": "ES256", "b64": False})

@case(("invalid", "proof", "noKeyID"))
def key_in_the_header():
    world, text = jwt_bundle("p256")
    key = Key("p256", 7)
    header = {"alg": "ES256", "jwk": key.jwk}
    return world.bundle(jwt=token(claims(world.unsigned()), key, "", header))

@case(("invalid", "proof", "mismatch"))
def key_in_the_header_beside_a_name():
    key = Key("p256", 7)
    return forged_token({"alg": "ES256", "jwk": key.jwk}, key=key)

@case(("invalid", "proof", "privateKey"))
def private_key_in_the_header():
    return forged_token({"alg": "ES256", "jwk": dict(Key("p256", 7).jwk, d="AA")})

@case(("invalid", "keyBinding", "notListed"))
def key_name_with_a_traversal():
    return forged_token({"alg": "ES256", "kid": "did:web:provider.example#../token"})

@case(("invalid", "keyBinding", "otherController"))
def key_name_without_its_owner():
    return forged_token({"alg": "ES256", "kid": "#token"})

@case(("invalid", "keyBinding", "otherController"))
def key_of_the_regulator():
    world, text = jwt_bundle("p256")
    key, name = world.regulator.token, world.regulator.token_id
    return world.bundle(jwt=token(claims(world.unsigned()), key, name))

@case(("invalid", "proof", "algorithm"))
def another_algorithm_for_the_key():
    return forged_token({"alg": "EdDSA"})

@case(("invalid", "proof", "mismatch"))
def der_signature():
    world, text = jwt_bundle("p256")
    data = text.rsplit(".", 1)[0]
    der = world.provider.token.secret.sign(data.encode(), ec.ECDSA(hashes.SHA256()))
    return world.bundle(jwt=f"{data}.{b64(der)}")

@case(("invalid", "proof", "mismatch"))
def zero_signature():
    return forged_token({"alg": "ES256"}, bytes(64))

@case(("invalid", "form", "claims"))
def claims_of_another():
    world, _ = jwt_bundle("p256")
    payload = dict(claims(world.unsigned()), iss="did:web:other.example")
    key, name = world.provider.token, world.provider.token_id
    return world.bundle(jwt=token(payload, key, name))


# --- Forms

def text_of(bundle):
    return json.dumps(bundle, ensure_ascii=False)

@case(("invalid", "form", "notJSON"))
def duplicate_member():
    return text_of(World().bundle()).replace('"value": "B"', '"value": "B", "value": "A+"', 1)

@case(("invalid", "form", "notJSON"))
def duplicate_member_by_escape():
    text = text_of(World().bundle())
    return text.replace('"value": "B"', '"value": "B", "v\\u0061lue": "A+"', 1)

@case(("invalid", "form", "notJSON"))
def duplicate_member_in_a_token():
    world, _ = jwt_bundle("p256")
    raw = json.dumps(claims(world.unsigned()))[:-1] + ', "iss": "did:web:other.example"}'
    key, name = world.provider.token, world.provider.token_id
    return dict(World().bundle(jwt=world.endorse(world.provider_licence)),
                jwt=token({}, key, name, raw=raw.encode()))

@case(("invalid", "form", "memberName"))
def composed_name():
    return award_with(lambda a: dict(a, **{"caf\u00e9": "x"}), suite="eddsa-jcs-2022")

@case(("invalid", "form", "memberName"))
def decomposed_name():
    return award_with(lambda a: dict(a, **{"cafe\u0301": "x"}), suite="eddsa-jcs-2022")

@case(("invalid", "form", "privateKey"))
def private_jwk():
    secret = dict(Key("ed25519").jwk, d="AA")
    return award_with(lambda a: dict(a, key=secret), suite="eddsa-jcs-2022")

@case(("unknown", "proof", "noDocument"))
def private_jwk_in_the_document():
    return at(World().bundle(), "didDocuments/0/verificationMethod/1/publicKeyJwk/d", "AA")

@case(("invalid", "contexts", "unknown"))
def unknown_context():
    return at(World().bundle(), "award/@context/1", "https://evil.example/v1")

@case(("invalid", "contexts", "inline"))
def inline_context():
    return at(World().bundle(), "award/@context", [VC, OB, {"honours": "https://x.example/h"}])

@case(("invalid", "contexts", "keyword"))
def nested_context():
    return at(World().bundle(), "award/credentialSubject/@context", OB)

@case(("invalid", "contexts", "keyword"))
def nested_graph():
    return at(World().bundle(), "award/credentialSubject/@graph", [])

@case(("invalid", "contexts", "keyword"))
def other_id():
    return at(World().bundle(), "award/credentialSubject/@id", "urn:x")

@case(("invalid", "contexts", "order"))
def contexts_turned_round():
    return at(World().bundle(), "award/@context", [OB, VC])

@case(("invalid", "contexts", "signedOther"))
def context_added_after_signing():
    bundle = changed(suite="eddsa-jcs-2022").bundle()
    return at(bundle, "award/@context", [VC, OB, NS])

@case(("invalid", "proof", "mismatch"))
def language_map():
    return at(World().bundle(), "award/name", {"@value": "شهادة", "@language": "ar"})

@case(("invalid", "form", "shape"))
def a_list_of_subjects():
    world = World()
    world.changes = [lambda a: dict(a, credentialSubject=[a["credentialSubject"]])]
    award = world.sign(world.unsigned())
    return world.bundle(award=award)

@case(("invalid", "form", "shape"))
def a_list_of_one_subject_after_signing():
    bundle = World().bundle(receipt=None)
    return at(bundle, "award/credentialSubject", [bundle["award"]["credentialSubject"]])

@case(("invalid", "form", "shape"))
def an_end_moved_elsewhere():
    """The same statements: the end stands below a second mention of the award's id."""
    def change(award):
        mention = {"id": award["id"],
                   "type": ["Evidence", "VerifiableCredential", "OpenBadgeCredential"]}
        return dict(award, evidence=[mention], validUntil="2026-06-01T00:00:00Z")
    bundle = award_with(change)
    bundle["award"]["evidence"][0]["validUntil"] = bundle["award"].pop("validUntil")
    del bundle["receipt"]
    return bundle

@case(("invalid", "proof", "several"))
def two_proofs():
    bundle = World().bundle()
    return at(bundle, "award/proof", bundle["award"]["proof"] * 2)

@case(("invalid", "receipt", "otherDigest"))
def a_proof_of_an_unknown_kind_beside():
    bundle = World().bundle()
    other = dict(bundle["award"]["proof"][0], cryptosuite="bbs-2023")
    return at(bundle, "award/proof", bundle["award"]["proof"] + [other])

@case(("invalid", "proof", "chained"))
def a_proof_chain():
    world = World()
    return world.bundle(award=world.sign(world.unsigned(), previousProof="urn:x"))

@case(("invalid", "proof", "purpose"))
def a_proof_for_signing_in():
    return at(World().bundle(), "award/proof/0/proofPurpose", "authentication")

@case(("invalid", "proof", "tooComplex"))
def poison_graph():
    level = {"type": ["RubricCriterionLevel"], "name": "x"}
    description = {"type": ["ResultDescription"], "rubricCriterionLevel": [level] * 40}
    path = "award/credentialSubject/achievement/resultDescription"
    return at(World().bundle(), path, [description] * 40)

@case(("invalid", "proof", "tooComplex"))
def one_long_identifier_in_every_statement():
    bundle = at(World().bundle(), "award/credentialSubject/id", "urn:" + "x" * 300_000)
    result = [{"type": ["Result"], "value": str(i), "resultDescription": "urn:" + "y" * 300_000}
              for i in range(2)]
    bundle = at(bundle, "award/credentialSubject/result", result)
    return at(bundle, "award/credentialSubject/term", [f"t{i}" for i in range(15_000)])

@case(("unlicensed", "scope", "activity"))
def activity_with_a_letter_of_another_script():
    path = "credentialSubject/licensedActivity"
    return licence_change("provider_licence", path, ["Micr\u043eCredential"])


# --- Status lists

@case(("invalid", "status", "listUnreadable"))
def compressed_bomb():
    world = World()
    bundle = world.bundle()
    bomb = "u" + b64(gzip.compress(bytes(200 << 20), 9))
    bundle["statusLists"][4] = world.status_list(
        world.AWARDS, "2026-09-15T00:00:00Z", "2026-09-16T00:00:00Z", encoded=bomb)
    return bundle

@case(("invalid", "status", "listIssuer"))
def list_by_another():
    world = World()
    bundle = world.bundle()
    bundle["statusLists"][4] = world.status_list(
        world.AWARDS, "2026-09-15T00:00:00Z", "2026-09-16T00:00:00Z", signer=world.regulator)
    return bundle

@case(("unknown", "status", "listKey"))
def clean_list_by_a_key_of_the_holder():
    world = changed(set={World.AWARDS: [77]})
    bundle = world.bundle()
    holder = Party(world.provider.did, 8)
    holder.integrity_id = world.provider.did + "#holder"
    bundle["statusLists"][4] = World().status_list(
        world.AWARDS, "2026-09-15T00:00:00Z", "2026-09-16T00:00:00Z", signer=holder)
    methods = bundle["didDocuments"][0]["verificationMethod"]
    methods.append(dict(holder.document["verificationMethod"][0], id=holder.integrity_id))
    bundle["didDocuments"][0]["assertionMethod"].append(holder.integrity_id)
    return bundle

@case(("invalid", "status", "listSignature"))
def list_that_was_changed():
    return at(World().bundle(), "statusLists/4/validUntil", "2030-01-01T00:00:00Z")

@case(("unknown", "status", "tooMany"))
def many_large_lists():
    world = World()
    urls = [f"https://provider.example/status/{i}" for i in range(8)]
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
             "statusListIndex": "5"}
    world.changes = [lambda a: dict(a, credentialStatus=[
        dict(entry, statusListCredential=url) for url in urls])]
    bundle = world.bundle()
    large = "u" + b64(gzip.compress(bytes(16 << 20), 9))
    bundle["statusLists"] += [world.status_list(
        url, "2026-09-15T00:00:00Z", "2026-09-16T00:00:00Z", encoded=large, signer=world.provider)
        for url in urls]
    return bundle

@case(("unknown", "status", "tooMany"))
def many_poison_lists():
    """Each list a graph that is hard to put in order, several for each entry."""
    world = World()
    urls = [f"https://provider.example/status/{i}" for i in range(8)]
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "message",
             "statusListIndex": "5"}
    world.changes = [lambda a: dict(a, credentialStatus=[
        dict(entry, statusPurpose="revocation", statusListCredential=urls[0])] + [
        dict(entry, statusPurpose="suspension", statusListCredential=url) for url in urls[1:]])]
    bundle = world.bundle()
    level = {"type": ["RubricCriterionLevel"], "name": "x"}
    result = {"type": ["ResultDescription"], "rubricCriterionLevel": [level] * 15}
    for url in urls:
        bundle["statusLists"].append(world.status_list(
            url, "2026-09-15T00:00:00Z", "2026-09-16T00:00:00Z", signer=world.provider,
            purpose="revocation" if url == urls[0] else "suspension"))
        for hour in range(1, 4):
            hard = world.status_list(
                url, f"2026-09-15T0{hour}:00:00Z", "2026-09-16T00:00:00Z", signer=world.provider)
            hard["@context"] = [VC, OB]
            hard["evidence"] = {"type": ["Achievement"], "resultDescription": [result] * 15}
            hard["proof"][0]["cryptosuite"] = "eddsa-rdfc-2022"
            bundle["statusLists"].append(hard)
    return bundle


# --- Pictures and pages

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082")

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

def picture(*chunks):
    return PIXEL[:33] + b"".join(chunk(kind, data) for kind, data in chunks) + PIXEL[33:]

KEYWORD = b"openbadgecredential\0"

def itxt(text, packed=False):
    body = zlib.compress(text) if packed else text
    return b"iTXt", KEYWORD + bytes([packed]) + b"\0\0\0" + body

def encoded(bundle):
    return json.dumps(bundle, ensure_ascii=False).encode()

@case("valid")
def png():
    return picture(itxt(encoded(World().bundle())))

@case("valid")
def png_compressed():
    return picture(itxt(encoded(World().bundle()), True))

@case("refused")
def png_twice():
    return picture(itxt(encoded(World().bundle())), itxt(encoded(changed_grade())))

@case("refused")
def png_in_other_chunks():
    text = encoded(World().bundle())
    return picture((b"tEXt", KEYWORD + text), (b"zTXt", KEYWORD + b"\0" + zlib.compress(text)))

@case("refused")
def png_bomb():
    return picture(itxt(bytes(100 << 20), True))

def page(*files, more=b""):
    """The smallest PDF with attachments, each with its name."""
    names, objects = b"", b""
    for index, (name, data) in enumerate(files):
        first = 10 + 2 * index
        names += f"({name}) {first} 0 R ".encode()
        objects += f"{first} 0 obj << /Type /Filespec /F ({name}) ".encode()
        objects += f"/EF << /F {first + 1} 0 R >> >> endobj\n{first + 1} 0 obj ".encode()
        objects += f"<< /Length {len(data)} >> stream\n".encode() + data + b"\nendstream endobj\n"
    root = b"1 0 obj << /Type /Catalog /Names << /EmbeddedFiles << /Names [ " + names
    root += b"] >> >> >> endobj\n"
    return b"%PDF-1.7\n" + root + objects + more + b"trailer << /Root 1 0 R >>\n%%EOF\n"

@case("valid")
def pdf():
    return page(("bundle.json", encoded(World().bundle())))

@case("valid")
def pdf_with_other_files():
    award = World().bundle()
    files = [("a.txt", b"hello"), ("data.json", b'{"a": 1}'), ("bundle.json", encoded(award)),
             ("credential.json", encoded(award["award"]))]
    return page(*files)

@case("refused")
def pdf_with_two_bundles():
    bundle = World().bundle()
    return page(("a.json", encoded(bundle)), ("b.json", encoded(dict(bundle, format=2))))

@case("valid")
def pdf_updated():
    """An update in the file replaces the attachment; the later one counts."""
    new = encoded(World().bundle())
    update = f"11 0 obj << /Length {len(new)} >> stream\n".encode() + new + b"\nendstream endobj\n"
    return page(("a.json", encoded(changed_grade())), more=update)

@case("refused")
def pdf_of_white_space():
    objects = b"".join(b"%d 0 obj << /Length 2000000 >> stream\nendstream\n" % n
                       for n in range(20, 30_000))
    return page(more=objects + b" " * (4 << 20))

@case("refused")
def pdf_of_one_string():
    count = 200_000
    header = b" ".join(b"%d 0" % (n + 50) for n in range(count)) + b" "
    data = zlib.compress(header + b"(" + b"A" * (8 << 20) + b")", 9)
    members = b"50 0 obj << /Type /ObjStm /Filter /FlateDecode /N %d /First %d /Length %d >>"
    stream = members % (count, len(header), len(data)) + b" stream\n" + data + b"\nendstream endobj\n"
    return page(more=stream)

@case("refused")
def pdf_of_damaged_streams():
    data = bytearray(zlib.compress(bytes(30 << 20), 9))
    data[-1] ^= 1
    members = b"%d 0 obj << /Type /ObjStm /Filter /FlateDecode /N 1 /First 4 /Length %d >> stream\n"
    return page(more=b"".join(
        members % (n, len(data)) + bytes(data) + b"\nendstream endobj\n" for n in range(50, 650)))


# --- Judging

def written(made):
    if isinstance(made, bytes):
        return made
    return (made if isinstance(made, str) else json.dumps(made, ensure_ascii=False)).encode()


SECONDS = {}


def strict(pairs):
    assert len(dict(pairs)) == len(pairs), "the report names a member twice"
    return dict(pairs)


def judge(sanad, path, trust, name):
    """What `sanad verify` says: the report, or `refused` with its message."""
    trusted = World().regulator.did if name == "forged_regulator_document" else trust
    command = [sanad, "verify", path, "--trust", trusted, "--offline", "--json", "--at", World.at]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, timeout=60)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    SECONDS[name] = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    assert done.returncode in (0, 1, 2, 64), (name, done.returncode, done.stderr[-500:])
    if done.returncode == 64:
        return "refused", done.stderr.decode()
    report = json.loads(done.stdout, object_pairs_hook=strict)
    assert (done.returncode == 0) == report["valid"], name
    return report["verdict"], {step["step"]: step for step in report["steps"]}


def post(url, data, kind):
    request = urllib.request.Request(url, data, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def main():
    sanad, out, url = (sys.argv[1:] + [None])[:3]
    contexts()
    os.makedirs(out, exist_ok=True)
    trust = f"{out}/regulator.did.json"
    open(trust, "w").write(json.dumps(World().regulator.document))
    wrong = 0
    for name, expected, make in CASES:
        path = f"{out}/{name}"
        data = written(make())
        open(path, "wb").write(data)
        verdict, steps = judge(sanad, path, trust, name)
        if isinstance(expected, str):
            good = verdict == expected
        else:
            step = steps[expected[1]] if isinstance(steps, dict) else {"details": {}}
            good = (verdict, step["details"].get("reason")) == (expected[0], expected[2])
        if not good:
            wrong += 1
            told = steps if isinstance(steps, str) else {
                code: step["details"] for code, step in steps.items() if step["outcome"] != "passed"}
            print(f"WRONG {name}: expected {expected}, got {verdict} {told}")
        # A server takes a mebibyte at most, and answers before it has read more.
        if url and len(data) < 1_000_000:
            boundary = "x" * 20
            form = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
                    "\r\n").encode() + data + f"\r\n--{boundary}--\r\n".encode()
            api = post(url + "/api/v1/verifications", data, "application/octet-stream")
            web = post(url + "/verify", form, f"multipart/form-data; boundary={boundary}")
            # The server believes another regulator: nothing of this is valid there.
            if api[0] >= 500 or web[0] >= 500 or '"valid":true' in api[1]:
                wrong += 1
                print(f"WRONG {name} at the server: {api[0]} {web[0]}")
    slowest = max(SECONDS, key=SECONDS.get)
    print(f"slowest: {slowest}, {SECONDS[slowest]:.2f} s of processor time; the largest took "
          f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MiB")
    print(f"{len(CASES) - wrong} of {len(CASES)} judged as expected")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
