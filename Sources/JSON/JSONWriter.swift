package import Kernel

/// Appends compact JSON to bytes, for hot paths: no tree, no intermediate text. It puts the commas;
/// that keys and values alternate and that brackets match is the caller's word.
package struct JSONWriter: Sendable {
  /// What has been written.
  package private(set) var bytes: [UInt8]
  private var needsComma = false

  package init(reserving capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A member's name known when this was written.
  package mutating func key(_ name: StaticString) {
    comma()
    quote(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    endKey()
  }

  /// A member's name from data.
  package mutating func key(text name: String) {
    comma()
    quote(name)
    endKey()
  }

  package mutating func string(_ text: String) {
    comma()
    quote(text)
  }

  package mutating func int(_ number: Int64) {
    comma()
    digits(number)
  }

  package mutating func int(_ number: Int) { int(Int64(number)) }

  package mutating func decimal(_ number: ExactDecimal) {
    comma()
    if number.scale == 0 {
      digits(number.mantissa)
    } else {
      bytes.append(contentsOf: number.description.utf8)
    }
  }

  package mutating func bool(_ truth: Bool) {
    comma()
    bytes.append(contentsOf: truth ? "true".utf8 : "false".utf8)
  }

  package mutating func null() {
    comma()
    bytes.append(contentsOf: "null".utf8)
  }

  /// A value that is JSON already and is taken as it is, for example a stored journal entry.
  package mutating func raw(_ json: some Sequence<UInt8>) {
    comma()
    bytes.append(contentsOf: json)
  }

  /// A whole tree; a plain YAML scalar is written as a string.
  package mutating func value(_ value: Value) {
    switch value {
    case .null: null()
    case .bool(let truth): bool(truth)
    case .number(let number): decimal(number)
    case .text(let text), .plain(let text): string(text)
    case .list(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for (name, member) in members.pairs {
        key(text: name)
        self.value(member)
      }
      endObject()
    }
  }

  private mutating func open(_ bracket: UInt8) {
    comma()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func endKey() {
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func digits(_ number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    // The digits stand the wrong way round; a reversed slice would copy the whole array.
    var (low, high) = (start, bytes.count - 1)
    while low < high {
      bytes.swapAt(low, high)
      low += 1
      high -= 1
    }
  }
}

// MARK: - Members in one call

extension JSONWriter {
  package mutating func field(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }

  package mutating func field(_ name: StaticString, _ number: Int64) {
    key(name)
    int(number)
  }

  package mutating func field(_ name: StaticString, _ number: Int) {
    key(name)
    int(number)
  }

  package mutating func field(_ name: StaticString, _ number: ExactDecimal) {
    key(name)
    decimal(number)
  }

  package mutating func field(_ name: StaticString, _ truth: Bool) {
    key(name)
    bool(truth)
  }
}

// MARK: - Strings

extension JSONWriter {
  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { quote($0) }
  }

  private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    PlainRun.append(utf8, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }
}
