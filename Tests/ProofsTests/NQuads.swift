import Kernel
import Testing

@testable import Proofs

/// Reads N-Quads of test vectors; canonical form is written by the dataset itself.
struct NQuads {
  private(set) var dataset = Dataset()
  /// The blank nodes' names, by number.
  private(set) var names: [String] = []
  private var rest: Substring.UnicodeScalarView

  enum Fault: Error { case line(String) }

  static func read(_ bytes: [UInt8]) throws -> NQuads {
    var reader = NQuads(rest: Substring("").unicodeScalars)
    for line in String(decoding: bytes, as: UTF8.self).unicodeScalars.split(
      whereSeparator: { $0 == "\n" || $0 == "\r" })
    {
      reader.rest = line
      reader.skipSpace()
      if reader.rest.isEmpty || reader.rest.first == "#" { continue }
      do { try reader.statement() } catch { throw Fault.line(String(line)) }
    }
    return reader
  }

  private mutating func statement() throws {
    let subject = try term()
    let predicate = try term()
    let object = try term()
    let graph = rest.first == "." ? Dataset.Term.defaultGraph : try term()
    guard rest.first == "." else { throw Fault.line("end") }
    dataset.add(
      Dataset.Quad(subject: subject, predicate: predicate, object: object, graph: graph))
  }

  private mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  private mutating func term() throws -> Dataset.Term {
    defer { skipSpace() }
    switch rest.first {
    case "<":
      return dataset.term(Array("<\(try quoted("<", ">"))>".utf8))
    case "_":
      let name = String(rest.prefix { $0 != " " && $0 != "\t" && $0 != "<" })
      let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
      rest = rest.dropFirst(trimmed.unicodeScalars.count)
      while !names.contains(trimmed) {
        names.append(trimmed)
        _ = dataset.freshBlank()
      }
      return Dataset.Term.blank(names.firstIndex(of: trimmed) ?? 0)
    case "\"":
      let text = try quoted("\"", "\"")
      var suffix = ""
      if rest.first == "@" {
        suffix = String(rest.prefix { $0 != " " && $0 != "\t" && $0 != "." })
        rest = rest.dropFirst(suffix.unicodeScalars.count)
      } else if rest.starts(with: "^^".unicodeScalars) {
        rest = rest.dropFirst(2)
        suffix = "^^<\(try quoted("<", ">"))>"
      }
      return dataset.literal(text, suffix: Array(suffix.utf8))
    default: throw Fault.line("term")
    }
  }

  /// What stands between two marks, without its escapes.
  private mutating func quoted(_ open: Unicode.Scalar, _ close: Unicode.Scalar) throws -> String {
    guard rest.popFirst() == open else { throw Fault.line("mark") }
    var text = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      if scalar == close { return String(text) }
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      guard let mark = rest.popFirst() else { break }
      switch mark {
      case "t": text.append("\t")
      case "b": text.append("\u{8}")
      case "n": text.append("\n")
      case "r": text.append("\r")
      case "f": text.append("\u{C}")
      case "u", "U":
        let count = mark == "u" ? 4 : 8
        let code = try #require(UInt32(String(rest.prefix(count)), radix: 16))
        rest = rest.dropFirst(count)
        text.append(try #require(Unicode.Scalar(code)))
      default: text.append(mark)
      }
    }
    throw Fault.line("unclosed")
  }
}
