import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct TreeBytesTests {
  private func bytes(_ value: Value) -> [UInt8] {
    var known = TreeBytes()
    known.add(value)
    return known.bytes
  }

  /// Trees that a careless digest would take for one another.
  @Test func noTwoTreesShareOne() throws {
    let texts = [
      "null", "true", "false", "0", "1", "-1", "10", "1.0", "1.00", "\"\"", "\"1\"", "\"null\"",
      "[]", "[[]]", "[[],[]]", "[[[]]]", "{}", "[{}]", #"{"a":{}}"#, #"{"a":[]}"#, #"{"a":""}"#,
      #"["a","b"]"#, #"["ab"]"#, #"["a",["b"]]"#, #"[["a"],"b"]"#, #"{"a":"b"}"#, #"{"ab":""}"#,
      #"{"":"ab"}"#, #"{"a":"b","c":"d"}"#, #"{"c":"d","a":"b"}"#, #"["a","b","c","d"]"#,
      #"{"a":"bc"}"#, #"{"a":"b","c":""}"#, "\"\u{E9}\"", "\"e\u{301}\"",
    ]
    let trees = try texts.map { try JSON.read($0.utf8) } + [.plain("1"), .plain("")]
    for (index, tree) in trees.enumerated() {
      for other in trees[(index + 1)...] {
        #expect(bytes(tree) != bytes(other), "\(tree) \(other)")
      }
    }
    #expect(Set(try texts.map { bytes(try JSON.read($0.utf8)) }).count == texts.count)
  }

  /// Parts that stand beside trees are none of theirs.
  @Test func partsAreToldFromTreesAndFromOneAnother() {
    var (a, b, c) = (TreeBytes(), TreeBytes(), TreeBytes())
    a.add([1, 2])
    a.add([3])
    b.add([1])
    b.add([2, 3])
    c.add(.text("\u{1}\u{2}"))
    c.add(.text("\u{3}"))
    #expect(a.bytes != b.bytes && a.bytes != c.bytes)
  }
}

@Suite struct OpenedSnapshotsTests {
  /// A snapshot is opened once for verifications with the same sources, and its bit still counts.
  @Test func aSnapshotIsAskedForOnce() throws {
    var world = try World()
    let document = World.document(world.provider)
    var bundle = try world.bundle()
    let lists = bundle.statusLists
    bundle.statusLists = []
    nonisolated(unsafe) var asked = 0
    func sources(_ lists: [Value]) -> Sources {
      Sources(
        didDocument: { $0 == document.id ? document : nil },
        statusList: { url, at in
          asked += 1
          return lists.last { list in
            list["id"]?.string == url
              && list["validFrom"]?.string.flatMap { Instant(stamp: $0) }.map { $0 <= at } == true
          }
        })
    }
    var shared = sources(lists)
    shared.opened = OpenedSnapshots()
    #expect(try world.verify(bundle, sources: shared).isValid)
    let once = asked
    #expect(once > 0)
    for _ in 0..<3 { #expect(try world.verify(bundle, sources: shared).isValid) }
    #expect(asked == once)
    // Others who ask hold nothing of it, and a bit that is set is seen each time.
    world.set(77, of: World.awardList, since: "2026-09-15")
    var revoked = sources(try world.bundle().statusLists)
    revoked.opened = OpenedSnapshots()
    for _ in 0..<2 { #expect(try world.verify(bundle, sources: revoked).verdict == .revoked) }
    #expect(try world.verify(bundle, sources: shared).isValid)
  }

  /// What was believed by a key that came with the award is believed for that award only.
  @Test func aSnapshotSignedWithABroughtKeyIsNotKept() throws {
    let world = try World()
    var bundle = try world.bundle()
    let lists = bundle.statusLists
    bundle.statusLists = []
    var sources = Sources(statusList: { url, _ in lists.last { $0["id"]?.string == url } })
    let opened = OpenedSnapshots()
    sources.opened = opened
    let now = try World.at("2026-09-15T12:00:00Z")
    let key = OpenedSnapshots.Key(url: TermName(World.awardList), at: now)
    _ = try world.verify(bundle, sources: sources)
    #expect(opened.find(key) == nil)
    // The provider's document from a source: now its list is kept.
    let document = World.document(world.provider)
    sources.didDocument = { $0 == document.id ? document : nil }
    _ = try world.verify(bundle, sources: sources)
    #expect(opened.find(key) != nil)
  }
}
