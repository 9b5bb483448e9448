import Kernel
import Testing

/// Members of an object by their names.
@Suite struct MembersTests {
  private static let composed = "\u{E9}"
  private static let decomposed = "e\u{301}"

  @Test func mergedMembersKeepTheirPlacesAndNamesAreComparedByteByByte() {
    var members = Value.Members([
      ("a", .text("old")), (Self.composed, .text("old")), ("b", .text("old")),
    ])
    members.merge(
      Value.Members([
        ("b", .text("new")), (Self.decomposed, .text("new")), ("c", .text("first")),
        ("c", .text("last")),
      ]))
    #expect(
      members.pairs.map { Array($0.name.utf8) }
        == ["a", Self.composed, "b", Self.decomposed, "c"].map { Array($0.utf8) })
    #expect(members.pairs.map(\.value.string) == ["old", "old", "new", "new", "last"])
  }

  @Test func exactNamesTellComposedFromDecomposed() {
    let names: Set<Name.Exact> = [Name.Exact(Self.composed), Name.Exact("a")]
    #expect(names.contains(Name.Exact(Self.composed)))
    #expect(!names.contains(Name.Exact(Self.decomposed)))
    #expect(!names.contains(Name.Exact("")))
  }
}
