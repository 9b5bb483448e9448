/// Why bytes are not acceptable JSON, where, and what their author can do.
package struct JSONFault: Error, Equatable, Sendable {
  package enum What: Equatable, Sendable {
    case tooLarge(limit: Int)
    case tooDeep(limit: Int)
    case tooManyValues(limit: Int)
    case byteOrderMark
    case ended
    case unexpected(UInt8)
    case trailing
    case duplicate(String)
    case controlCharacter(UInt8)
    case badEscape
    case loneSurrogate
    case notUTF8
    case badNumber
    case inexactNumber
  }

  package let what: What
  /// The line, counted from 1.
  package let line: Int
  /// The character of the line, counted from 1 in Unicode scalars.
  package let column: Int

  package init(_ what: What, line: Int, column: Int) {
    self.what = what
    self.line = line
    self.column = column
  }

  /// What is wrong, in one English sentence.
  package var message: String {
    switch what {
    case .tooLarge(let limit): "The document is longer than \(limit) bytes."
    case .tooDeep(let limit): "Lists and objects are nested more than \(limit) levels deep."
    case .tooManyValues(let limit): "The document holds more than \(limit) values."
    case .byteOrderMark: "The document begins with a byte order mark."
    case .ended: "The document ends in the middle of a value."
    case .unexpected(let byte): "Unexpected \(Self.name(byte))."
    case .trailing: "Something follows the end of the value."
    case .duplicate(let name): "The member \"\(name)\" appears twice in one object."
    case .controlCharacter(let byte): "A string holds the raw control byte \(byte)."
    case .badEscape: "A backslash is followed by something that is no escape."
    case .loneSurrogate: "Half of a surrogate pair stands alone."
    case .notUTF8: "The bytes are not valid UTF-8."
    case .badNumber: "This is not a number as JSON writes numbers."
    case .inexactNumber: "The number has more digits than can be kept exactly."
    }
  }

  /// What the document's author can do about it, in one English sentence.
  package var remedy: String {
    switch what {
    case .tooLarge, .tooManyValues: "Send the data in smaller documents."
    case .tooDeep: "Flatten the document."
    case .byteOrderMark: "Save the document as UTF-8 without a byte order mark."
    case .ended: "Check that the whole document was sent and every bracket is closed."
    case .unexpected: "Check commas, colons, quotes and brackets just before this place."
    case .trailing: "Send one JSON value and nothing after it."
    case .duplicate: "Keep one member of that name."
    case .controlCharacter: "Write it as an escape, for example \\n."
    case .badEscape: "Use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with four hexadecimal digits."
    case .loneSurrogate: "Write characters beyond U+FFFF as two \\u escapes, or as UTF-8."
    case .notUTF8: "Encode the document as UTF-8."
    case .badNumber: "Write digits, at most one point with digits after it, and no leading zero."
    case .inexactNumber: "Use at most nine decimals and eighteen digits, or send it as a string."
    }
  }

  private static func name(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "“\(Unicode.Scalar(byte))”" : "byte \(byte)"
  }
}

extension JSONFault: CustomStringConvertible {
  package var description: String { "line \(line), column \(column): \(message) \(remedy)" }
}
