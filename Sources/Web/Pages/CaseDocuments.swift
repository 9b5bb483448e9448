import Casework
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Regulations

/// A file of a case, for those who may see the case.
struct CaseDocumentPage: Sendable {
  let site: Site

  /// GET /cases/{id}/documents/{digest}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try await site.document(context, try reading.signedIn().actor)
  }
}

extension Site {
  /// A file of a case by its digest, as a download; one of others, and one that was not submitted
  /// yet, is as absent as an unknown one.
  func document(_ context: SiteContext, _ actor: Actor) async throws -> Response {
    let id: CaseID = try context.id("id")
    guard let digest = Hex.bytes(context.parameters.get("digest") ?? ""),
      let view = try CaseView.find(id, actor, at: now, office),
      let document = view.documents.first(where: { $0.digest == digest })
    else { throw Problem.notFound }
    return Reply.document(
      try await office.bytes(of: document), document.name, type: document.type)
  }
}

/// A file as one reads of it: its name leads to it, with its size and digest.
struct DocumentLine {
  let document: CaseDocument
  let file: CaseID
  let speech: Speech

  var html: HTML {
    let digest = Hex.text(document.digest)
    return """
      \(HTML.link(HTML.own(document.name), "/cases/\(file)/documents/\(digest)")) \
      <small>\(speech.size(document.bytes)) · <bdi dir="ltr" class="code" \
      title="\(speech("cases.file.digest")): \(digest)">\(digest.prefix(12))…</bdi></small>
      """
  }
}

extension Speech {
  /// A size in bytes as people read it: kilobytes below a mebibyte, above it tenths of megabytes.
  func size(_ bytes: Int) -> String {
    guard bytes >= 1 << 20 else {
      return self("cases.file.kilobytes", ["size": .integer(max(1, bytes >> 10))])
    }
    let tenths = (Int64(bytes) * 10) >> 20
    let size =
      tenths.isMultiple(of: 10)
      ? ExactDecimal(mantissa: tenths / 10) : ExactDecimal(mantissa: tenths, scale: 1)
    return self("cases.file.megabytes", ["size": .decimal(size)])
  }
}

extension CaseForm {
  /// A field for files: those attached, each with a box to take it off, and room for one more.
  func files(_ field: ProcedureField) -> HTML {
    let held = documents.filter { $0.isAttached && $0.field == field.key }
    let lines = held.map { document -> HTML in
      """
      <li>\(DocumentLine(document: document, file: file, speech: speech).html)\
      <label class="choice"><input type="checkbox" name="remove.\(field.key)" \
      value="\(Hex.text(document.digest))"> <span>\(speech("cases.file.remove"))</span></label></li>
      """
    }
    let kinds = field.types.map { $0.split(separator: "/").last?.uppercased() ?? $0 }
    let limits = speech(
      "cases.help.file",
      ["kinds": .list(kinds), "size": .text(speech.size(field.maximumBytes))])
    let help = [field.help?[speech.tongue], limits].compactMap(\.self).joined(separator: " · ")
    let input = Field(
      "field.\(field.key)", field.title[speech.tongue],
      .file(accept: field.types.joined(separator: ",")), help: HTML(text: help),
      error: fault(field.key), required: field.isRequired)
    return """
      \(input.html(speech))\(HTML.when(!lines.isEmpty,
        "<ul class=\"plain\">\(HTML.join(lines))</ul>"))
      """
  }
}

extension Procedure {
  var takesFiles: Bool { fields.contains { $0.kind == .file } }

  /// The most bytes a form with its files may have when it is sent: room for a file that is somewhat
  /// too large, so that its sender is told so beside the field.
  var formLimit: Int {
    let files = fields.filter { $0.kind == .file }.reduce(0) { $0 + $1.maximumBytes }
    return min((1 << 20) + 2 * files, 32 << 20)
  }
}
