/// Files attached to a PDF: credentials travel with the page that shows them.
package enum PDFAttachments {
  /// A file to attach.
  package struct File: Sendable {
    /// The file's name: printable ASCII without slashes, such as `credential.json`.
    package var name: String
    /// The media type, such as `application/vc`.
    package var mimeType: String
    /// What it is, for people.
    package var description: String
    package var bytes: [UInt8]

    package init(name: String, mimeType: String, description: String, bytes: [UInt8]) {
      self.name = name
      self.mimeType = mimeType
      self.description = description
      self.bytes = bytes
    }
  }

  /// A file that was found attached.
  package struct Found: Sendable, Equatable {
    /// The name the PDF gives it: to be shown, never a path to write to.
    package let name: String
    package let bytes: [UInt8]
  }

  /// Attaches files to a PDF of ours by an incremental update (ISO 32000-2, 7.5.6, 7.11.4, 14.13):
  /// every byte of the PDF stays, the files follow with a new catalogue that lists them as data of
  /// the document. Throws `cannotAttach` where files are attached already, names repeat, or the PDF
  /// keeps its contents in a cross-reference stream.
  package static func attach(_ files: [File], to pdf: [UInt8]) throws(FileFault) -> [UInt8] {
    let file = try PDFFile(pdf)
    guard let start = file.start, pdf.indices.contains(start),
      pdf[start...].starts(with: "xref".utf8),
      let size = file.trailer["Size"]?.integer, size > 0, size < 1_000_000,
      case .reference(let root, 0)? = file.trailer["Root"],
      var catalogue = file.resolve(file.trailer["Root"])?.dictionary
    else { throw .cannotAttach }
    var names = file.resolve(catalogue["Names"])?.dictionary ?? [:]
    guard names["EmbeddedFiles"] == nil, catalogue["AF"] == nil,
      Set(files.map { Array($0.name.utf8) }).count == files.count,
      files.count <= Limits.attachments,
      files.allSatisfy({ isPlain($0.name) && isPlain($0.mimeType.filter { $0 != "/" }) })
    else { throw .cannotAttach }

    var update = Update(base: pdf)
    var specifications: [(name: [UInt8], reference: PDFValue)] = []
    for (index, file) in files.enumerated() {
      let stream = size + index * 2
      try update.add(stream, file)
      update.add(stream + 1, specification(of: file, stream: stream))
      specifications.append((Array(file.name.utf8), .reference(stream + 1, generation: 0)))
    }
    let sorted = specifications.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    names["EmbeddedFiles"] = .dictionary([
      "Names": .array(sorted.flatMap { [.string($0.name), $0.reference] })
    ])
    catalogue["Names"] = .dictionary(names)
    catalogue["AF"] = .array(specifications.map(\.reference))
    update.add(root, .dictionary(catalogue))
    var trailer = file.trailer
    trailer["Size"] = .integer(size + files.count * 2)
    trailer["Prev"] = .integer(start)
    return update.finished(trailer: trailer)
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 120
      && name.utf8.allSatisfy {
        (0x20...0x7E) ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\")
      }
  }

  private static func specification(of file: File, stream: Int) -> PDFValue {
    .dictionary([
      "Type": .name("Filespec"), "F": .string(Array(file.name.utf8)), "UF": .text(file.name),
      "Desc": .text(file.description), "AFRelationship": .name("Data"),
      "EF": .dictionary([
        "F": .reference(stream, generation: 0), "UF": .reference(stream, generation: 0),
      ]),
    ])
  }

  /// Bytes that follow a PDF, and where in them objects begin.
  private struct Update {
    var out: [UInt8]
    var offsets: [Int: Int] = [:]

    init(base: [UInt8]) {
      out = base
      if out.last != 0x0A { out.append(0x0A) }
    }

    mutating func add(_ number: Int, _ value: PDFValue) {
      offsets[number] = out.count
      out += Array("\(number) 0 obj\n".utf8) + value.written + Array("\nendobj\n".utf8)
    }

    mutating func add(_ number: Int, _ file: File) throws(FileFault) {
      let packed = try Zlib.deflate(file.bytes)
      offsets[number] = out.count
      let head = PDFValue.dictionary([
        "Type": .name("EmbeddedFile"), "Subtype": .name(file.mimeType),
        "Params": .dictionary(["Size": .integer(file.bytes.count)]),
        "Filter": .name("FlateDecode"), "Length": .integer(packed.count),
      ])
      out += Array("\(number) 0 obj\n".utf8) + head.written + Array("\nstream\n".utf8) + packed
      out += Array("\nendstream\nendobj\n".utf8)
    }

    /// All bytes, with a table of the new objects: each run of numbers is a section of its own.
    func finished(trailer: [String: PDFValue]) -> [UInt8] {
      var text = "xref\n"
      var runs: [[Int]] = []
      for number in offsets.keys.sorted() {
        if let last = runs.last?.last, last + 1 == number {
          runs[runs.count - 1].append(number)
        } else {
          runs.append([number])
        }
      }
      for run in runs {
        text += "\(run[0]) \(run.count)\n"
        for number in run {
          let digits = String(offsets[number] ?? 0)
          text += String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
          text += " 00000 n \n"
        }
      }
      text += "trailer\n"
      return out + Array(text.utf8) + PDFValue.dictionary(trailer).written
        + Array("\nstartxref\n\(out.count)\n%%EOF\n".utf8)
    }
  }
}
