import Casework
import Kernel
import Language
import Operations
import People
import Regulations

// The standards of a case: the evidence beside the criterion, the assessor's finding and who
// confirmed it.
extension CasePage {
  func assessment(
    _ view: CaseView, _ typed: Typed?, _ wrong: String?, _ reading: Reading
  ) -> HTML {
    guard !view.standards.isEmpty,
      view.mayAssess || view.mayConfirm || !view.findings.isEmpty
    else { return HTML() }
    let blocks = view.standards.map { standard in
      block(standard, view, wrong == standard.code ? typed : nil, reading)
    }
    return Card(reading.speech("cases.standards"), HTML.join(blocks)).html
  }

  private func block(
    _ standard: ProcedureStandard, _ view: CaseView, _ typed: Typed?, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let tongue = reading.tongue
    let found = view.findings.first { $0.standard == standard.code }
    let answers = CaseAnswersView(view, speech)
    let evidence = view.procedure.fields.filter { $0.standard == standard.code }.map { field in
      (name: field.title[tongue], value: answers.line(field) ?? "—")
    }
    return """
      <section class="standard" id="s\(standard.code)"><h3>\(HTML.code(standard.code)) \
      \(standard.title[tongue]) \(tag(found, standard, speech))</h3>\
      \(StandardParts.asked(standard, reading))\(Definitions(evidence).html)\
      \(HTML.with(found) { "<p>\(HTML.own($0.note))</p>" })\
      \(confirmation(found, view, reading))\
      \(HTML.when(view.mayAssess, form(standard, found, view, typed, reading)))</section>
      """
  }

  private func tag(_ found: CaseFinding?, _ standard: ProcedureStandard, _ speech: Speech) -> HTML {
    guard let found else {
      return Tag(.quiet, speech(standard.isRequired ? "cases.required" : "form.optional")).html
    }
    let met = Tag(found.isMet ? .good : .bad, speech(found.isMet ? "cases.met" : "cases.unmet"))
    let confirmed = HTML.when(
      found.confirmer != nil, Tag(.authority, speech("cases.confirmed")).html)
    return "\(met.html) \(confirmed)"
  }

  private func confirmation(_ found: CaseFinding?, _ view: CaseView, _ reading: Reading) -> HTML {
    guard let found, found.confirmer == nil, view.mayConfirm,
      found.assessor != reading.visitor?.person.id
    else { return HTML() }
    return Form(
      "/cases/\(view.file.id)/confirmations",
      hidden: reading.csrf + [("standard", found.standard)], inline: true,
      Button(reading.speech("operation.ConfirmFinding"), .plain).html
    ).html
  }

  private func form(
    _ standard: ProcedureStandard, _ found: CaseFinding?, _ view: CaseView, _ typed: Typed?,
    _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let own = (typed ?? Typed(nil, speech)).within("s\(standard.code)")
    let form = Form(
      "/cases/\(view.file.id)/findings",
      hidden: reading.csrf + [("standard", standard.code)],
      """
      \(own.field("met", speech("cases.isMet"), .select([
        ("yes", speech("cases.met")), ("no", speech("cases.unmet"))])))
      \(own.field("note", speech("cases.note"), .area(rows: 2)))
      <p class="buttons">\(Button(speech("operation.RecordFinding"), .plain).html)</p>
      """)
    return """
      <details\(HTML.when(typed != nil, " open"))>\
      <summary>\(speech(found == nil ? "operation.RecordFinding" : "cases.again"))</summary>\
      \(form.html)</details>
      """
  }
}
