import CPostgres

/// The values of one statement in libpq's binary form; its memory is used again and again.
struct PostgresParameters {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = []
  private var types: [Oid] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  private static let absent = -1
  private static let (bytea, int8, text): (Oid, Oid, Oid) = (17, 20, 25)

  /// Takes the values of a statement. PostgreSQL stores no text with U+0000 in it: a query finds
  /// nothing by such a text, as by null, and a change with it is refused.
  mutating func fill(_ values: [Bind], isQuery: Bool) throws {
    bytes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    types.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    for value in values {
      let start = bytes.count
      var offset = start
      switch value {
      case .null:
        // The server infers the type from where the value goes.
        types.append(0)
        offset = PostgresParameters.absent
      case .integer(let value):
        types.append(PostgresParameters.int8)
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
      case .text(var text):
        types.append(PostgresParameters.text)
        let hasNull = text.withUTF8 { buffer in
          bytes.append(contentsOf: buffer)
          return buffer.contains(0)
        }
        if hasNull && !isQuery {
          throw StorageFault.constraint("a text holds the character U+0000")
        }
        if hasNull { offset = PostgresParameters.absent }
      case .blob(let blob):
        types.append(PostgresParameters.bytea)
        bytes.append(contentsOf: blob)
      case .identity(let high, let low):
        types.append(PostgresParameters.bytea)
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
      }
      offsets.append(offset)
      lengths.append(Int32(clamping: bytes.count - start))
      formats.append(1)
    }
    // So that an empty value has an address too: none would mean null.
    bytes.append(0)
  }

  /// Hands types, addresses, lengths and formats over.
  func with<Held>(
    _ body: (
      UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?
    ) throws -> Held
  ) rethrows -> Held {
    try bytes.withUnsafeBytes { buffer in
      let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      let addresses = offsets.map { offset in
        offset == PostgresParameters.absent ? nil : base.map { $0 + offset }
      }
      return try addresses.withUnsafeBufferPointer { addresses in
        try types.withUnsafeBufferPointer { types in
          try lengths.withUnsafeBufferPointer { lengths in
            try formats.withUnsafeBufferPointer { formats in
              try body(
                types.baseAddress, addresses.baseAddress, lengths.baseAddress,
                formats.baseAddress)
            }
          }
        }
      }
    }
  }
}
