import Accounts
import Casework
import JSON
import Kernel
import Language
import Operations
import Regulations

// Procedures and cases as JSON.
extension JSONWriter {
  /// The members of a case that lists have too.
  mutating func head(of file: CaseFile) {
    field("id", file.id.description)
    if let number = file.number { field("number", number) }
    field("instrument", file.instrument)
    field("edition", file.edition)
    field("procedure", file.procedure)
    field("turn", file.turn.rawValue)
    if file.turn != .draft { field("state", file.state) }
    if let outcome = file.outcome { field("outcome", outcome.rawValue) }
    field("revision", file.revision)
    if let at = file.filedAt { field("filedAt", at.utcText) }
    if let at = file.promisedAt { field("promisedAt", at.utcText) }
    if let at = file.dueAt { field("dueAt", at.utcText) }
    field("late", file.late)
    if let at = file.endedAt { field("endedAt", at.utcText) }
  }

  /// The steps taken, and those the reader may take now.
  mutating func steps(of view: CaseView) {
    key("steps")
    beginArray()
    for step in view.steps {
      beginObject()
      field("number", step.number)
      field("step", step.step)
      field("from", step.from)
      field("to", step.to)
      field("at", step.at.utcText)
      field("ruling", step.ruling.description)
      if let article = step.article { field("article", article) }
      if let reasons = step.reasons { field("reasons", reasons) }
      answers(step, view.procedure)
      endObject()
    }
    endArray()
    key("next")
    beginArray()
    for step in view.next {
      beginObject()
      field("step", step.id)
      key("needs")
      beginArray()
      for need in ProcedureStep.Need.allCases where step.needs.contains(need) {
        string(need.rawValue)
      }
      endArray()
      endObject()
    }
    endArray()
  }

  /// What a step was filled with, as its page shows it.
  private mutating func answers(_ step: CaseStep, _ procedure: Procedure) {
    guard let answers = step.answers.flatMap({ try? JSON.read($0) }) else { return }
    let told = (procedure.step(step.step)?.fields ?? []).compactMap { field in
      answers[field.key].map { (name: field.key, value: $0) }
    }
    guard !told.isEmpty else { return }
    key("answers")
    value(.object(Value.Members(told)))
  }

  /// What the steps that can be taken now cost.
  mutating func fees(of view: CaseView) {
    key("fees")
    beginArray()
    for (step, standing) in view.fees.sorted(by: { $0.key < $1.key }) {
      let (state, amount, invoice): (String, Money?, Int?) =
        switch standing {
        case .free: ("free", nil, nil)
        case .unset: ("unset", nil, nil)
        case .asked(let amount): ("asked", amount, nil)
        case .owed(let invoice): ("owed", invoice.owed, invoice.number)
        case .paid(let invoice): ("paid", invoice.gross, invoice.number)
        }
      guard state != "free" else { continue }
      beginObject()
      field("step", step)
      field("standing", state)
      if let amount { field("amount", amount.description) }
      if let invoice { field("invoice", invoice) }
      endObject()
    }
    endArray()
  }

  /// The invoice that filing made due.
  mutating func bill(of view: CaseView) {
    guard let made = view.bill else { return }
    let bill = made.invoice
    key("invoice")
    beginObject()
    field("id", bill.id.description)
    field("number", bill.number)
    field("amount", made.amount.description)
    field("state", bill.state.rawValue)
    field("dueAt", bill.dueAt.utcText)
    endObject()
  }

  /// The letters the reader may read, in the reader's language.
  mutating func letters(of view: CaseView, _ reading: Reading) {
    key("letters")
    beginArray()
    for letter in view.letters {
      guard let words = view.words(of: letter, reading.site.office) else { continue }
      beginObject()
      field("number", letter.number)
      field("letter", letter.letter)
      field("at", letter.at.utcText)
      field("subject", words.subject(reading.speech))
      field("body", words.body(reading.speech))
      endObject()
    }
    endArray()
  }

  mutating func findings(of view: CaseView) {
    key("findings")
    beginArray()
    for finding in view.findings {
      beginObject()
      field("standard", finding.standard)
      field("met", finding.isMet)
      field("note", finding.note)
      field("at", finding.at.utcText)
      field("confirmed", finding.confirmer != nil)
      endObject()
    }
    endArray()
  }

  mutating func document(_ document: CaseDocument) {
    field("field", document.field)
    field("sha256", Hex.text(document.digest))
    field("name", document.name)
    field("type", document.type)
    field("bytes", document.bytes)
    field("at", document.at.utcText)
    field("attached", document.isAttached)
  }

  /// A procedure with the questions of its form.
  mutating func procedure(_ procedure: Procedure, _ tongue: Tongue) {
    beginObject()
    field("instrument", procedure.instrument)
    field("edition", procedure.edition)
    field("id", procedure.id)
    field("article", procedure.citation.description)
    field("title", procedure.title[tongue])
    field("help", procedure.help[tongue])
    key("fields")
    beginArray()
    for each in procedure.fields { question(each, tongue) }
    endArray()
    endObject()
  }

  private mutating func question(_ question: ProcedureField, _ tongue: Tongue) {
    beginObject()
    field("key", question.key)
    field("kind", question.kind.rawValue)
    field("title", question.title[tongue])
    field("required", question.isRequired)
    if let known = question.known { field("known", known) }
    if let standard = question.standard { field("standard", standard) }
    if let minimum = question.minimum { field("minimum", minimum) }
    if let maximum = question.maximum { field("maximum", maximum) }
    if !question.choices.isEmpty {
      key("choices")
      beginArray()
      for choice in question.choices { string(choice.value) }
      endArray()
    }
    if question.kind == .file {
      key("types")
      beginArray()
      for type in question.types { string(type) }
      endArray()
      field("maximumBytes", question.maximumBytes)
    }
    if !question.columns.isEmpty {
      key("columns")
      beginArray()
      for column in question.columns { self.question(column, tongue) }
      endArray()
    }
    endObject()
  }
}
