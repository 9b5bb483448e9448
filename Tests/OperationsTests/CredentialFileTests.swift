import Operations
import Paper
import Testing

/// Which of the files attached to somebody's PDF is verified.
@Suite struct CredentialFileTests {
  private static let bundle = #"{"type":"CredentialBundle","format":1}"#
  private static let award = #"{"type":["VerifiableCredential","OpenBadgeCredential"]}"#

  /// The smallest PDF with these files attached.
  private func pdf(_ files: [String]) -> [UInt8] {
    let numbers = files.indices.map { 2 * $0 + 2 }
    var text = "%PDF-1.7\n1 0 obj << /Type /Catalog /AF [ "
    for number in numbers { text += "\(number) 0 R " }
    text += "] >> endobj\n"
    for (number, file) in zip(numbers, files) {
      text += "\(number) 0 obj << /F (a) /EF << /F \(number + 1) 0 R >> >> endobj\n"
      text += "\(number + 1) 0 obj << /Length \(file.utf8.count) >> stream\n\(file)\nendstream\n"
      text += "endobj\n"
    }
    return Array(text.utf8)
  }

  private func unpacked(_ files: String...) throws -> String {
    String(decoding: try CredentialFile.unpack(pdf(files)), as: UTF8.self)
  }

  @Test func theBundleIsTakenBeforeTheAward() throws {
    #expect(try unpacked("eyJ0", #"{"a":1}"#, Self.award, Self.bundle, "text") == Self.bundle)
    #expect(try unpacked("eyJ0", #"{"a":1}"#, Self.award) == Self.award)
    #expect(try unpacked(#"{"a":1}"#, "eyJ0") == "eyJ0")
    #expect(try unpacked(Self.award, Self.award) == Self.award)
  }

  /// Of two a reader could be shown the one and believe the other.
  @Test func ofTwoNoneIsTaken() throws {
    for (a, b) in [
      (Self.bundle, Self.bundle + " "), (Self.award, Self.award + " "), ("eyJ0", "eyJ1"),
    ] {
      #expect(throws: FileFault.severalCredentials) { try unpacked(a, b) }
    }
    #expect(throws: FileFault.nothingAttached) { try unpacked("text") }
  }
}
