package import Kernel

/// JSON (RFC 8259) from and to outside parties.
package enum JSON {
  /// How much one document may ask of us.
  package struct Limits: Sendable {
    /// The most bytes a document may have.
    package var bytes: Int
    /// The most lists and objects inside one another; never more than 512, whatever is set.
    package var depth: Int
    /// The most values of all kinds: a value costs more memory than the two bytes of `0,`.
    package var values: Int
    /// Whether a number with more digits than can be kept exactly is rounded towards zero instead of
    /// refused: for parties that write 1/3 as they have it. One that is too large is refused anyway.
    package var rounds: Bool

    package init(
      bytes: Int = 4 << 20, depth: Int = 64, values: Int = 250_000, rounds: Bool = false
    ) {
      self.bytes = bytes
      self.depth = min(depth, 512)
      self.values = values
      self.rounds = rounds
    }

    /// Four mebibytes, 64 levels, a quarter of a million values.
    package static let standard = Limits()
  }

  /// Reads one strict document from untrusted bytes: no duplicate member, no byte that is not
  /// UTF-8, no number that `ExactDecimal` cannot hold exactly, nothing after the value.
  package static func read(_ bytes: some Collection<UInt8>, limits: Limits = .standard)
    throws(JSONFault) -> Value
  {
    guard bytes.count <= limits.bytes else {
      throw JSONFault(.tooLarge(limit: limits.bytes), line: 1, column: 1)
    }
    var reader = Reader(bytes: Array(bytes), limits: limits)
    return try reader.document()
  }

  /// The compact form of a tree; a plain YAML scalar is written as a string.
  package static func write(_ value: Value) -> [UInt8] {
    var writer = JSONWriter(reserving: 1 << 10)
    writer.value(value)
    return writer.bytes
  }

  /// The compact form of an object that was written before, with more members at its end.
  package static func write(_ object: [UInt8], adding members: Value.Members) -> [UInt8] {
    var writer = JSONWriter(reserving: object.count + 1 << 10)
    if object.count > 2 { writer.raw(object.dropLast()) } else { writer.beginObject() }
    for (name, value) in members.pairs {
      writer.key(text: name)
      writer.value(value)
    }
    writer.endObject()
    return writer.bytes
  }
}
