extension PDFAttachments {
  /// The files attached to anybody's PDF, in its own order: those its catalogue lists by name, then
  /// those it lists as associated. Files packed by a method that is not read are passed over if
  /// others can be read.
  package static func read(from pdf: [UInt8]) throws(FileFault) -> [Found] {
    let file = try PDFFile(pdf)
    guard let catalogue = file.resolve(file.trailer["Root"])?.dictionary else {
      throw .damagedPDF
    }
    var listed: [(name: String?, specification: PDFValue)] = []
    var nodes = 1_000
    let names = file.resolve(catalogue["Names"])?.dictionary
    try collect(names?["EmbeddedFiles"], in: file, depth: 0, &nodes, &listed)
    for value in file.resolve(catalogue["AF"])?.array ?? [] {
      guard listed.count < Limits.attachments * 4 else { throw .tooManyAttachments }
      listed.append((nil, value))
    }
    return try contents(of: listed, in: file)
  }

  /// Walks a name tree of at most so many nodes: it may well be a circle.
  private static func collect(
    _ node: PDFValue?, in file: PDFFile, depth: Int, _ nodes: inout Int,
    _ listed: inout [(name: String?, specification: PDFValue)]
  ) throws(FileFault) {
    nodes -= 1
    guard nodes >= 0 else { throw .tooManyAttachments }
    guard depth <= 16, let members = file.resolve(node)?.dictionary else { return }
    let names = file.resolve(members["Names"])?.array ?? []
    for index in stride(from: 0, to: names.count - 1, by: 2) {
      guard listed.count < Limits.attachments else { throw .tooManyAttachments }
      listed.append((file.resolve(names[index])?.text, names[index + 1]))
    }
    for kid in file.resolve(members["Kids"])?.array ?? [] {
      try collect(kid, in: file, depth: depth + 1, &nodes, &listed)
    }
  }

  private static func contents(
    of listed: [(name: String?, specification: PDFValue)], in file: PDFFile
  ) throws(FileFault) -> [Found] {
    var found: [Found] = []
    var taken: Set<Int> = []
    var left = Limits.unpacked
    var fault: FileFault?
    for (key, specification) in listed {
      guard let members = file.resolve(specification)?.dictionary,
        let embedded = file.resolve(members["EF"])?.dictionary,
        let stream = embedded["UF"] ?? embedded["F"], let object = file.object(of: stream)
      else { continue }
      // The same file is often listed by name and as associated.
      if case .reference(let number, _) = stream, !taken.insert(number).inserted { continue }
      guard found.count < Limits.attachments else { throw .tooManyAttachments }
      let name =
        file.resolve(members["UF"])?.text ?? file.resolve(members["F"])?.text ?? key ?? ""
      do throws(FileFault) {
        found.append(Found(name: name, bytes: try file.contents(of: object, budget: &left)))
      } catch {
        guard error != .inflatesTooFar else { throw error }
        fault = error
      }
    }
    if found.isEmpty, let fault { throw fault }
    return found
  }
}
