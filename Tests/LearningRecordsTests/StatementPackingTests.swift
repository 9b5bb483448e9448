import Foundation
import JSON
import Kernel
import LearningRecords
import Testing

/// Bodies as they lie in the store: packed, and as they lay there before bodies were packed.
@Suite struct StatementPackingTests {
  @Test(arguments: [0, 1, 40, 4_000, 300_000])
  func whatIsPackedComesOutByteByByte(_ length: Int) throws {
    let text =
      #"{"actor":{"mbox":"mailto:a@b.example"},"note":"\#(String(repeating: "درس ", count: length))"}"#
    let packed = StatementBody.packed(Array(text.utf8))
    #expect(StatementBody.unpacked(packed) == Array(text.utf8))
    if length > 40 { #expect(packed.count < text.utf8.count / 4) }
  }

  @Test func aUsualStatementTakesAThird() {
    let text =
      #"{"actor":{"objectType":"Agent","name":"Learner 7","account":{"homePage":"https://lms.example","#
      + #""name":"7"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed","display":{"en-US":"#
      + #""completed"}},"object":{"objectType":"Activity","id":"https://lms.example/course/C1/lesson/3"}}"#
    #expect(StatementBody.packed(Array(text.utf8)).count * 3 < text.utf8.count)
  }

  /// What other programs packed with the dictionary, as it may lie in a store for years: Python's zlib in
  /// the first way, the zstd command in the second.
  @Test(arguments: [
    "AUMyBr/CnNxiPWhORZhuDswFOphhRZSnamsB",
    "Aii1L/0gfA0BAFhsbXMuNyJ9fSx9fQcAWEOgdj/wsl7DsENrkRFTAUocgA==",
  ])
  func whatLiesInStoresIsReadForEver(_ stored: String) throws {
    let bytes = try #require(Data(base64Encoded: stored))
    #expect(
      StatementBody.unpacked(Array(bytes))
        == Array(
          (#"{"actor":{"account":{"homePage":"https://lms.example","name":"7"}},"#
            + #""verb":{"id":"http://adlnet.gov/expapi/verbs/completed"}}"#).utf8))
  }

  /// A frame that says it holds more than any statement has is not unpacked at all.
  @Test func aFrameThatPromisesTooMuchIsNothing() {
    let most = StatementBody.limits.bytes * 2
    for (size, isNothing) in [(most, false), (most + 1, true)] {
      let packed = StatementBody.packed([UInt8](repeating: 0x20, count: size))
      #expect((StatementBody.unpacked(packed) == nil) == isNothing)
    }
    // Magic, an eight-byte size of 2^60, no dictionary, and an empty last block.
    let frame: [UInt8] = [2, 0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x10, 1, 0, 0]
    #expect(StatementBody.unpacked(frame) == nil)
  }

  @Test func whatWasNotPackedIsReadAsItIs() {
    let plain = Array(#"{"a":1}"#.utf8)
    #expect(StatementBody.unpacked(plain) == plain)
  }

  @Test(arguments: [[], [1], [2, 3], [1, 255, 255], [0x5B]] as [[UInt8]])
  func anythingElseIsNothing(_ bytes: [UInt8]) { #expect(StatementBody.unpacked(bytes) == nil) }

  @Test func whatIsCutOffIsNothing() {
    let packed = StatementBody.packed(Array(#"{"a":"0123456789 0123456789"}"#.utf8))
    #expect(StatementBody.unpacked(Array(packed.dropLast())) == nil)
  }
}
