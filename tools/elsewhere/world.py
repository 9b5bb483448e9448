"""A regulator, a provider, two licences and one award, all made with Python: cryptography signs,
PyLD and rfc8785 put in canonical form. Nothing of the project's own code is used."""
import base64, copy, gzip, hashlib, json, os
import base58, openbadgeslib.ob3.contexts, rfc8785
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from pyld import jsonld

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DI = "https://w3id.org/security/data-integrity/v2"
NS = "https://sanad.example/ns/v1"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def contexts():
    """Lets PyLD read the contexts that openbadgeslib carries, and no others."""
    folder = os.path.dirname(openbadgeslib.ob3.contexts.__file__)
    files = {VC: "credentials-v2", OB: "ob-v3p0-context-3.0.3", DI: "security-data-integrity-v2"}

    def load(url, options=None):
        document = json.load(open(f"{folder}/{files[url]}.json"))
        return {"contextUrl": None, "documentUrl": url, "document": document}
    jsonld.set_document_loader(load)


def rdfc(document, sha="sha256"):
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    return jsonld.normalize(document, options).encode()


class Key:
    """A key of one kind, and how it signs."""

    def __init__(self, kind, seed=1):
        self.kind = kind
        if kind == "ed25519":
            self.secret = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        elif kind in ("p256", "p384"):
            curve = ec.SECP256R1() if kind == "p256" else ec.SECP384R1()
            self.secret = ec.derive_private_key(int.from_bytes(bytes([seed]) * 31), curve)
        else:
            self.secret = rsa.generate_private_key(65537, 2048)
        self.public = self.secret.public_key()

    @property
    def size(self):
        return {"p256": 32, "p384": 48}[self.kind]

    @property
    def alg(self):
        return {"ed25519": "EdDSA", "p256": "ES256", "p384": "ES384", "rsa": "RS256"}[self.kind]

    def sign(self, data):
        if self.kind == "ed25519":
            return self.secret.sign(data)
        if self.kind == "rsa":
            return self.secret.sign(data, padding.PKCS1v15(), hashes.SHA256())
        digest = hashes.SHA256() if self.kind == "p256" else hashes.SHA384()
        r, s = decode_dss_signature(self.secret.sign(data, ec.ECDSA(digest)))
        return r.to_bytes(self.size) + s.to_bytes(self.size)

    @property
    def multikey(self):
        raw = self.public.public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        ) if self.kind == "ed25519" else self.public.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        code = {"ed25519": b"\xed\x01", "p256": b"\x80\x24", "p384": b"\x81\x24"}[self.kind]
        return "z" + base58.b58encode(code + raw).decode()

    @property
    def jwk(self):
        numbers = self.public.public_numbers() if self.kind != "ed25519" else None
        if self.kind == "rsa":
            n, e = numbers.n, numbers.e
            return {"kty": "RSA", "n": b64(n.to_bytes(256)), "e": b64(e.to_bytes(3))}
        if self.kind == "ed25519":
            raw = self.public.public_bytes_raw()
            return {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}
        curve = "P-256" if self.kind == "p256" else "P-384"
        x, y = numbers.x.to_bytes(self.size), numbers.y.to_bytes(self.size)
        return {"kty": "EC", "crv": curve, "x": b64(x), "y": b64(y)}


def hash_data(document, suite, options, kind):
    sha = hashlib.sha384 if kind == "p384" else hashlib.sha256
    if "jcs" in suite:
        form = rfc8785.dumps
    else:
        options = dict(options, **{"@context": document["@context"]})
        form = rdfc
    return sha(form(options)).digest() + sha(form(document)).digest()


def prove(document, suite, key, method, created, **more):
    """The document with a Data Integrity proof."""
    options = {
        "type": "DataIntegrityProof", "cryptosuite": suite, "created": created,
        "verificationMethod": method, "proofPurpose": "assertionMethod", **more}
    if "jcs" in suite:
        options["@context"] = document["@context"]
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    value = key.sign(hash_data(unsigned, suite, options, key.kind))
    return dict(unsigned, proof=[dict(options, proofValue="z" + base58.b58encode(value).decode())])


def seconds(stamp):
    from datetime import datetime
    return int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp())


def claims(credential):
    subject = credential["credentialSubject"]
    issuer = credential["issuer"]
    return dict(
        credential, iss=issuer if isinstance(issuer, str) else issuer["id"], jti=credential["id"],
        nbf=seconds(credential["validFrom"]), sub=subject["id"])


def token(payload, key, method, header=None, raw=None):
    header = header if header is not None else {"alg": key.alg, "typ": "JWT", "kid": method}
    body = raw if raw is not None else json.dumps(payload, ensure_ascii=False).encode()
    text = b64(json.dumps(header).encode()) + "." + b64(body)
    return text + "." + b64(key.sign(text.encode()))


def digest(data):
    return "u" + b64(b"\x12\x20" + hashlib.sha256(data).digest())


class Party:
    """A DID with a key for linked data and one for tokens."""

    def __init__(self, did, seed=1, integrity="ed25519", token="p256"):
        self.did = did
        self.integrity, self.token = Key(integrity, seed), Key(token, seed + 100)
        self.integrity_id, self.token_id = did + "#integrity", did + "#token"

    @property
    def document(self):
        def method(name, key):
            entry = {"id": name, "controller": self.did}
            if key.kind == "rsa" or name == self.token_id:
                return dict(entry, type="JsonWebKey", publicKeyJwk=key.jwk)
            return dict(entry, type="Multikey", publicKeyMultibase=key.multikey)
        return {
            "@context": ["https://www.w3.org/ns/did/v1"], "id": self.did,
            "verificationMethod": [
                method(self.integrity_id, self.integrity), method(self.token_id, self.token)],
            "assertionMethod": [self.integrity_id, self.token_id]}


class World:
    """Change a member before `bundle` signs."""
    LICENCES = "https://regulator.example/status/licences"
    RECEIPTS = "https://regulator.example/status/receipts"
    AWARDS = "https://provider.example/status/awards"
    COURSE = "https://provider.example/courses/1/v1"
    at = "2026-09-15T12:00:00Z"

    def __init__(self):
        self.regulator = Party("did:web:regulator.example", 1)
        self.provider = Party("did:web:provider.example", 2)
        self.suite = "eddsa-rdfc-2022"
        self.issued, self.registered = "2026-03-10T09:00:00Z", "2026-03-10T09:01:00Z"
        self.provider_licence = self.licence("ProviderLicenceCredential", 1, {
            "id": self.provider.did, "type": ["EndorsementSubject", "LicensedProvider"],
            "licenceNumber": "P-1", "licensedActivity": ["MicroCredential"],
            "recognizedTo": {"type": "RecognizedAction", "action": "issue",
                             "recognizedBy": self.regulator.did}})
        self.programme_licence = self.licence("ProgrammeLicenceCredential", 2, {
            "id": self.COURSE, "type": ["EndorsementSubject", "LicensedProgramme"],
            "licenceNumber": "M-1", "licensedProvider": self.provider.did,
            "parentLicence": "P-1", "maxCredits": 4})
        self.set = {}   # list → indices set from September on
        self.changes = []   # what is done to the award before it is signed
        self.keys_of = {}   # signer of licences, receipt: another party

    def licence(self, kind, index, subject):
        return {
            "@context": [VC, OB, NS], "id": f"urn:uuid:00000000-0000-4000-8000-00000000000{index}",
            "type": ["VerifiableCredential", "EndorsementCredential", kind],
            "issuer": {"id": self.regulator.did, "type": ["Profile"], "name": "Regulator"},
            "validFrom": "2025-01-01T00:00:00Z", "validUntil": "2029-01-01T00:00:00Z",
            "credentialSubject": subject,
            "credentialStatus": {
                "id": f"{self.LICENCES}#{index}", "type": "BitstringStatusListEntry",
                "statusPurpose": "suspension", "statusListIndex": str(index),
                "statusListCredential": self.LICENCES}}

    def endorse(self, licence):
        signer = self.keys_of.get("licences", self.regulator)
        return token(claims(licence), signer.token, signer.token_id)

    def unsigned(self):
        award = {
            "@context": [VC, OB], "id": "urn:uuid:00000000-0000-4000-8000-0000000000aa",
            "type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "شهادة",
            "issuer": {"id": self.provider.did, "type": ["Profile"], "name": "University",
                       "endorsementJwt": [self.endorse(self.provider_licence)]},
            "validFrom": self.issued,
            "credentialStatus": {
                "id": self.AWARDS + "#77", "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation", "statusListIndex": "77",
                "statusListCredential": self.AWARDS},
            "credentialSubject": {
                "id": "urn:uuid:00000000-0000-4000-8000-0000000000bb",
                "type": ["AchievementSubject"], "creditsEarned": 3,
                "identifier": [{"type": "IdentityObject", "hashed": False,
                                "identityHash": "نورة", "identityType": "name"}],
                "result": [{"type": ["Result"], "value": "B",
                            "resultDescription": self.COURSE + "#grade"}],
                "achievement": {
                    "id": self.COURSE, "type": ["Achievement"],
                    "achievementType": "MicroCredential", "name": "فقه", "description": "d",
                    "criteria": {"narrative": "n"}, "creditsAvailable": 3,
                    "resultDescription": [{"id": self.COURSE + "#grade", "name": "Grade",
                                           "type": ["ResultDescription"],
                                           "resultType": "LetterGrade"}],
                    "endorsementJwt": [self.endorse(self.programme_licence)]}}}
        for change in self.changes:
            award = change(award) or award
        return award

    def sign(self, award, **more):
        key, method = self.provider.integrity, self.provider.integrity_id
        return prove(award, self.suite, key, method, self.issued, **more)

    def receipt(self, award=None, jwt=None, **more):
        signer = self.keys_of.get("receipt", self.regulator)
        digests = [digest(rfc8785.dumps(award))] if award else []
        digests += [digest(jwt.encode())] if jwt else []
        shown = award or json.loads(unb64(jwt.split(".")[1]))
        receipt = {
            "@context": [VC, NS], "id": "urn:uuid:00000000-0000-4000-8000-0000000000cc",
            "type": ["VerifiableCredential", "RegistrationReceipt"],
            "issuer": {"id": signer.did, "name": "Regulator"}, "validFrom": self.registered,
            "credentialSubject": {"id": shown["id"], "registeredDigest": digests,
                                  "registeredAt": self.registered},
            "credentialStatus": {
                "id": self.RECEIPTS + "#11", "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation", "statusListIndex": "11",
                "statusListCredential": self.RECEIPTS}}
        receipt.update(more)
        return prove(receipt, "eddsa-jcs-2022", signer.integrity, signer.integrity_id,
                     self.registered)

    def status_list(self, url, start, end, signer=None, encoded=None, purpose=None, **more):
        bits = bytearray(16384)
        for index in self.set.get(url, []) if start >= "2026-08" else []:
            bits[index >> 3] |= 0x80 >> (index & 7)
        signer = signer or (self.provider if url == self.AWARDS else self.regulator)
        purpose = purpose or ("suspension" if url == self.LICENCES else "revocation")
        credential = {
            "@context": [VC], "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": signer.did, "validFrom": start, "validUntil": end,
            "credentialSubject": {
                "id": url + "#list", "type": "BitstringStatusList", "statusPurpose": purpose,
                "encodedList": encoded or "u" + b64(gzip.compress(bytes(bits)))}}
        credential.update(more)
        suite = "eddsa" if signer.integrity.kind == "ed25519" else "ecdsa"
        suite += "-jcs-2022" if suite == "eddsa" else "-jcs-2019"
        return prove(credential, suite, signer.integrity, signer.integrity_id, start)

    def lists(self):
        lists = [
            self.status_list(self.LICENCES, "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"),
            self.status_list(self.LICENCES, "2026-08-20T00:00:00Z", "2026-08-21T00:00:00Z")]
        for url in [self.LICENCES, self.RECEIPTS, self.AWARDS]:
            lists.append(self.status_list(url, "2026-09-15T00:00:00Z", "2026-09-16T00:00:00Z"))
        return lists

    def bundle(self, award=None, jwt=None, **more):
        if award is None and jwt is None:
            award = self.sign(self.unsigned())
        bundle = {
            "format": 1, "type": "CredentialBundle", "receipt": self.receipt(award, jwt),
            "statusLists": self.lists(),
            "didDocuments": [self.provider.document, self.regulator.document]}
        if award is not None:
            bundle["award"] = award
        if jwt is not None:
            bundle["jwt"] = jwt
        bundle.update(more)
        return {name: value for name, value in bundle.items() if value is not None}


def at(document, path, value=None, remove=False):
    """A copy with the member at a path set or removed."""
    copied = copy.deepcopy(document)
    *steps, last = [int(s) if s.isdigit() else s for s in path.split("/")]
    place = copied
    for step in steps:
        place = place[step]
    if remove:
        del place[last]
    else:
        place[last] = value
    return copied
