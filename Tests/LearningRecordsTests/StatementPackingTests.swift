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
