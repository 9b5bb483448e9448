// Verifies what `sanad demo --out FOLDER` wrote with JavaScript: jose, and Node's own cryptography.
//   verify.mjs FOLDER QUADS, where quads.py wrote QUADS
import { createHash, createPublicKey, verify } from "node:crypto"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { gunzipSync, inflateSync } from "node:zlib"

const require = createRequire(import.meta.url)
const jose = require(process.env.JOSE ?? "jose")
const { version } = JSON.parse(
  readFileSync((process.env.JOSE ?? "jose") + "/package.json", "utf8"))
const [folder, quads] = process.argv.slice(2)
const bundle = JSON.parse(readFileSync(`${folder}/certificate.json`, "utf8"))
const { award } = bundle
const methods = bundle.didDocuments.flatMap(document => document.verificationMethod)
const method = name => methods.find(method => method.id === name)
let failed = 0

async function check(what, by, test) {
  try {
    await test()
    console.log(`ok    ${what}: ${by}`)
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${what}: ${by}: ${error.message}`)
  }
}

const must = (truth, why) => { if (!truth) throw new Error(why) }

// A changed one must not pass.
const refused = (what, by, test) => check(`${what}, changed: refused`, by, async () => {
  try { await test() } catch { return }
  throw new Error("a changed one was accepted")
})

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
function base58(text) {
  let number = 0n
  for (const letter of text) number = number * 58n + BigInt(alphabet.indexOf(letter))
  const hex = number.toString(16)
  const bytes = Buffer.from(hex.length % 2 ? "0" + hex : hex, "hex")
  const zeros = text.match(/^1*/)[0].length
  return Buffer.concat([Buffer.alloc(zeros), bytes])
}

function ed25519(name) {
  const raw = base58(method(name).publicKeyMultibase.slice(1))
  must(raw[0] === 0xed && raw[1] === 1 && raw.length === 34, "no Ed25519 key")
  const x = raw.subarray(2).toString("base64url")
  return createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } })
}

const sha256 = text => createHash("sha256").update(text, "utf8").digest()
const proven = (proof, document, value, key) => must(
  verify(null, Buffer.concat([sha256(proof), sha256(document)]), ed25519(key),
    base58(value.slice(1))), "the signature does not hold")

// RFC 8785: numbers and strings as this language writes them, members in the order of UTF-16.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  const members = Object.keys(value).sort().map(
    name => `${JSON.stringify(name)}:${canonical(value[name])}`)
  return `{${members.join(",")}}`
}

const achievement = award.credentialSubject.achievement
const tokens = {
  "award's twin": bundle.jwt, "provider licence": award.issuer.endorsementJwt[0],
  "programme licence": achievement.endorsementJwt[0],
}
for (const [what, token] of Object.entries(tokens)) {
  const { kid } = jose.decodeProtectedHeader(token)
  const key = await jose.importJWK(method(kid).publicKeyJwk, "ES256")
  const options = { algorithms: ["ES256"], currentDate: new Date(award.validFrom) }
  const [head, body, signature] = token.split(".")
  const claims = { ...JSON.parse(Buffer.from(body, "base64url")), name: "x" }
  const other = [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature]
  await check(what, `jose ${version}`, () => jose.jwtVerify(token, key, options))
  await refused(what, `jose ${version}`, () => jose.jwtVerify(other.join("."), key, options))
}

const node = `node ${process.versions.node}`
function registered(receipt) {
  const { proof: [{ proofValue, ...proof }], ...document } = receipt
  must(proof.cryptosuite === "eddsa-jcs-2022", "another cryptosuite")
  proven(canonical(proof), canonical(document), proofValue, proof.verificationMethod)
}
await check("receipt, eddsa-jcs-2022", node, () => registered(bundle.receipt))
await refused("receipt, eddsa-jcs-2022", node,
  () => registered({ ...bundle.receipt, validFrom: "2020-01-01T00:00:00Z" }))
await check("receipt registers the award and its twin", node, () => {
  const digests = bundle.receipt.credentialSubject.registeredDigest
  for (const text of [canonical(award), bundle.jwt]) {
    const multihash = Buffer.concat([Buffer.from([0x12, 0x20]), sha256(text)])
    must(digests.includes("u" + multihash.toString("base64url")), "a digest is missing")
  }
})

for (const { what, key, value, proof, document } of JSON.parse(readFileSync(quads, "utf8"))) {
  const by = `oxigraph, ${node}`
  await check(`${what}, eddsa-rdfc-2022`, by, () => proven(proof, document, value, key))
  await refused(`${what}, eddsa-rdfc-2022`, by,
    () => proven(proof, document.replace("2027", "2020"), value, key))
}

await check("award's bit", node, () => {
  const { statusListCredential, statusListIndex } = award.credentialStatus
  const list = bundle.statusLists.find(list => list.id === statusListCredential)
  const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), "base64url"))
  must(bits.length >= 16384, "the list is too short")
  must(!(bits[statusListIndex >> 3] & (0x80 >> (statusListIndex & 7))), "it is revoked")
})

await check("badge's credential", node, () => {
  const png = readFileSync(`${folder}/badge.png`)
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at)
    const chunk = png.subarray(at + 8, at + 8 + size)
    if (png.toString("latin1", at + 4, at + 8) === "iTXt") {
      const end = chunk.indexOf(0)
      must(chunk.toString("latin1", 0, end) === "openbadgecredential", "another keyword")
      let text = chunk.indexOf(0, chunk.indexOf(0, end + 3) + 1) + 1
      const bytes = chunk.subarray(text)
      const read = JSON.parse(chunk[end + 1] ? inflateSync(bytes) : bytes)
      return must(canonical(read) === canonical(award) || read.award?.id === award.id, "another")
    }
    at += size + 12
  }
  must(false, "there is none")
})
process.exit(failed ? 1 : 0)
