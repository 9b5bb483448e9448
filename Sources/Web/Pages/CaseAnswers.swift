import Casework
import Kernel
import Language
import Operations
import Regulations

/// A form's answers to read, beside those before where there was a supplement.
struct CaseAnswersView {
  let procedure: Procedure
  let answers: Value
  let earlier: Value?
  let file: CaseID
  let documents: [CaseDocument]
  let speech: Speech
  /// Where each answer is changed, by its field; nil where none can be.
  let change: Path?

  /// The answers of a view, or others to its form that nothing came before.
  init(_ view: CaseView, answers: Value? = nil, change: Path? = nil, _ speech: Speech) {
    self.change = change
    procedure = view.procedure
    self.answers = answers ?? view.answers
    earlier = answers == nil ? view.earlier : nil
    file = view.file.id
    documents = view.documents
    self.speech = speech
  }

  var html: HTML {
    let rows = procedure.fields.compactMap { field -> (name: String, value: HTML)? in
      guard let line = line(field) ?? unanswered(field) else { return nil }
      return (field.title[speech.tongue], line + changing(field))
    }
    return Definitions(rows).html
  }

  /// Who checks answers sees what was left out, too.
  private func unanswered(_ field: ProcedureField) -> HTML? {
    let isAsked = field.shownWhen?.holds { answers[$0] } ?? true
    return change != nil && isAsked && field.known == nil ? "—" : nil
  }

  private func changing(_ field: ProcedureField) -> HTML {
    guard let change, field.known == nil else { return HTML() }
    return """
      <br><small><a href="\(change)#field.\(field.key)">\(speech("cases.change"))\
      <span class="unseen"> \(field.title[speech.tongue])</span></a></small>
      """
  }

  /// The answer to a field, with what it was before where it has changed; nil where there is neither.
  func line(_ field: ProcedureField) -> HTML? {
    let (now, before) = (answers[field.key], earlier?[field.key])
    let isEmpty = now?.isEmptyAnswer ?? true
    if isEmpty, before?.isEmptyAnswer ?? true { return nil }
    if field.kind == .file { return files(now, before) }
    let shownNow = shown(field, now)
    let shownBefore = shown(field, before)
    guard earlier != nil, shownNow.bytes != shownBefore.bytes else { return shownNow }
    let tag = Tag(.warn, speech("cases.changed")).html
    let old: HTML = shownBefore.isEmpty ? "—" : shownBefore
    guard field.kind == .table else {
      return """
        \(tag) \(isEmpty ? "—" : shownNow)<br>\
        <small>\(speech("cases.earlier")): <del>\(old)</del></small>
        """
    }
    return """
      \(tag) \(isEmpty ? "—" : shownNow)\
      <details><summary>\(speech("cases.earlier"))</summary><del>\(old)</del></details>
      """
  }

  /// Files, those that came and went since the submission before marked as such.
  private func files(_ now: Value?, _ before: Value?) -> HTML {
    let (now, before) = (digests(now), digests(before))
    let kept = now.map { digest -> HTML in
      let isNew = earlier != nil && !before.contains(digest)
      let tag = HTML.when(isNew, " \(Tag(.warn, speech("cases.file.new")).html)")
      return "<li>\(document(digest))\(tag)</li>"
    }
    let gone = before.filter { !now.contains($0) }.map { digest -> HTML in
      "<li><del>\(document(digest))</del> \(Tag(.quiet, speech("cases.file.gone")).html)</li>"
    }
    return "<ul class=\"plain\">\(HTML.join(kept + gone))</ul>"
  }

  private func digests(_ answer: Value?) -> [String] {
    (answer?.elements ?? []).compactMap(\.string)
  }

  private func document(_ digest: String) -> HTML {
    guard let known = documents.first(where: { Hex.text($0.digest) == digest }) else {
      return HTML.code(String(digest.prefix(12)))
    }
    return DocumentLine(document: known, file: file, speech: speech).html
  }

  /// One answer; empty where there is none.
  private func shown(_ field: ProcedureField, _ answer: Value?) -> HTML {
    guard let answer, !answer.isEmptyAnswer else { return HTML() }
    switch field.kind {
    case .choice:
      let word = answer.string ?? ""
      return HTML(text: field.choices.first { $0.value == word }?.title[speech.tongue] ?? word)
    case .acknowledgement: return HTML(text: speech("word.yes"))
    case .date:
      let day = (answer.string ?? answer["day"]?.string).flatMap { Day(text: $0) }
      let printed = HTML.with(answer["printed"]?.string) { " (\(HTML.own($0)))" }
      return "\(day.map { speech.time(both: $0) } ?? "—")\(printed)"
    case .table:
      let rows = (answer.elements ?? []).map { row in
        field.columns.map { shown($0, row[$0.key]) }
      }
      return Table(
        field.title[speech.tongue], field.columns.map { .init($0.title[speech.tongue]) }, rows
      ).html
    case .number: return HTML(text: speech.digits(CaseForm.shown(answer)))
    case .text: return "<span class=\"lines\">\(HTML.own(CaseForm.shown(answer)))</span>"
    default: return HTML.own(CaseForm.shown(answer))
    }
  }
}
