import Foundation
import Kernel
import Storage
import Testing

/// A tree over leaves in memory.
struct MemoryTree {
  let leaves: [[UInt8]]

  var tree: MerkleTree {
    MerkleTree { level, place in
      var hashes = Array(leaves[(place << level)..<((place + 1) << level)])
      while hashes.count > 1 {
        hashes = stride(from: 0, to: hashes.count, by: 2).map {
          MerkleTree.node(hashes[$0], hashes[$0 + 1])
        }
      }
      return hashes[0]
    }
  }

  /// The definition of RFC 9162, 2.1.1, word for word: what the quick ways are compared with.
  static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    guard leaves.count > 1 else { return leaves.first ?? MerkleTree.empty }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    return MerkleTree.node(root(leaves.prefix(half)), root(leaves.dropFirst(half)))
  }
}

@Suite struct MerkleTests {
  /// The leaves that Certificate Transparency's reference tests use.
  static let inputs: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [
      0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
      0x6f,
    ],
  ]
  static let known = MemoryTree(leaves: inputs.map { MerkleTree.leaf($0) })
  static let some = MemoryTree(leaves: (0..<1_000).map { MerkleTree.leaf(Array("\($0)".utf8)) })

  @Test(
    arguments: [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ].enumerated().map { ($0.offset, $0.element) })
  func knownRoots(_ size: Int, _ root: String) throws {
    #expect(Hex.text(try Self.known.tree.root(size: size)) == root)
  }

  @Test(
    arguments: [
      (0, 1, []),
      (
        0, 8,
        [
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
      ),
      (
        5, 8,
        [
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
      (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
      (
        1, 5,
        [
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
      ),
    ] as [(Int, Int, [String])])
  func knownPaths(_ index: Int, _ size: Int, _ path: [String]) throws {
    #expect(try Self.known.tree.path(to: index, size: size).map { Hex.text($0) } == path)
  }

  @Test func rootsAreThoseOfTheDefinition() throws {
    var frontier = MerkleFrontier()
    for size in 0...300 {
      let root = MemoryTree.root(Self.some.leaves.prefix(size))
      #expect(try Self.some.tree.root(size: size) == root)
      #expect(frontier.root == root)
      frontier.append(Self.some.leaves[size]) { level, place, hash in
        let leaves = Self.some.leaves[(place << level)..<((place + 1) << level)]
        #expect(hash == MemoryTree.root(leaves))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 255, 256, 257, 1_000])
  func everyPathLeadsToTheRoot(_ size: Int) throws {
    let tree = Self.some.tree
    let root = try tree.root(size: size)
    for index in stride(from: 0, to: size, by: size > 300 ? 37 : 1) {
      let leaf = Self.some.leaves[index]
      let path = try tree.path(to: index, size: size)
      func leads(_ leaf: [UInt8], _ index: Int, _ size: Int, _ path: [[UInt8]]) -> Bool {
        MerkleTree.root(leaf: leaf, index: index, size: size, path: path) == root
      }
      #expect(leads(leaf, index, size, path))
      #expect(!leads(MerkleTree.empty, index, size, path))
      #expect(!leads(leaf, index, size, path + [MerkleTree.empty]))
      #expect(!leads(leaf, size, size, path))
      #expect(!leads(leaf, -1, size, path))
      if !path.isEmpty {
        #expect(!leads(leaf, index ^ 1, size, path))
        #expect(!leads(leaf, index, size, Array(path.dropLast())))
        #expect(!leads(leaf, index, size, Array(path.dropFirst())))
      }
    }
  }
}

@Suite struct SealKeyTests {
  // The key and the note of the Go package `sumdb/note`.
  static let secret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
  static let open = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

  @Test func theKnownKeyAndItsSignature() throws {
    let key = try #require(SealKey(text: Self.secret))
    #expect(key.verifier.text == Self.open)
    #expect(key.text == Self.secret)
    #expect("\(key)" == "SealKey(\(Self.open))")
    let text =
      "If you think cryptography is the answer to your problem,\n"
      + "then you don't know what your problem is.\n"
    let line =
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
      + "Zb6KE6RyyBwJnAM=\n"
    #expect(try key.line(signing: text) == line)
  }

  @Test(arguments: [
    "", "PRIVATE+KEY+a", "PRIVATE+KEY+PeterNeumann+c74f20a4+\(secret.suffix(44))",
    "PRIVATE+KEY+Peter Neumann+c74f20a3+\(secret.suffix(44))",
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AA==", open,
  ]) func noKey(_ text: String) { #expect(SealKey(text: text) == nil) }

  @Test(arguments: ["", "a+b", "PeterNeumann+c74f20a4+\(open.suffix(44))", secret])
  func noPublicKey(_ text: String) { #expect(SealVerifier(text: text) == nil) }

  @Test(arguments: ["", "a b", "a+b", "a\n"]) func noName(_ name: String) {
    #expect(SealKey.generate(name: name) == nil)
  }

  @Test func checkpointsAreBelievedOnlyWithTheirSignature() throws {
    let key = try #require(SealKey.generate(name: "a.example/journal"))
    let other = try #require(SealKey.generate(name: "a.example/journal"))
    let elsewhere = try #require(SealKey.generate(name: "b.example/journal"))
    let checkpoint = Checkpoint(
      origin: "a.example/journal", size: 7, root: MerkleTree.empty,
      at: Instant(microseconds: 1_788_000_000_123_456))
    let note = try checkpoint.note(signedBy: key)
    func read(_ note: String, _ verifier: SealVerifier) -> Result<Checkpoint, Checkpoint.Fault> {
      Result { () throws(Checkpoint.Fault) in
        try Checkpoint(note: Array(note.utf8), verifier: verifier)
      }
    }
    #expect(read(note, key.verifier) == .success(checkpoint))
    #expect(read(note, other.verifier) == .failure(.unsigned))
    #expect(read(note, elsewhere.verifier) == .failure(.otherOrigin))
    // A second signature, by a witness, changes nothing.
    let witness = try elsewhere.line(signing: "x")
    #expect(read(note + witness, key.verifier) == .success(checkpoint))
    let bigger = note.replacingOccurrences(of: "\n7\n", with: "\n8\n")
    #expect(read(bigger, key.verifier) == .failure(.badSignature))
    let later = note.replacingOccurrences(of: "123456Z", with: "123457Z")
    #expect(later != note)
    #expect(read(later, key.verifier) == .failure(.badSignature))
    for broken in ["", "\n\n", note.replacingOccurrences(of: "\n7\n", with: "\n07\n"), "x"] {
      #expect(read(broken, key.verifier) == .failure(.malformed))
    }
  }
}
