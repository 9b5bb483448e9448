import Accounts
import Casework
import Credentials
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

// What a case is about, chosen among what is the reader's own, and the way to ask for something.
extension Reading {
  /// The reader's own things that a procedure can be filed about; only the one the address or the
  /// form names, where it names one.
  func subjects(of procedure: Procedure, named: String?) throws -> [CaseSubject] {
    guard procedure.asksWhatAbout else { return [] }
    let person = try signedIn().person.id
    let (scope, library) = (try scope(), site.office.library)
    return try read { tx in
      guard let named, !named.isEmpty else {
        return try CaseSubject.own(person, procedure, scope, library, in: tx)
      }
      guard let id = ID<CaseSubject>(text: named),
        let found = try CaseSubject.find(id.bytes, procedure, scope, library, in: tx),
        found.belongs(to: person)
      else { throw Problem.notFound }
      return [found]
    }
  }

  /// The reader's draft or open case about the one thing there is to choose; nil where there is none.
  func begun(_ procedure: Procedure, _ subjects: [CaseSubject]) throws -> Path? {
    guard let only = subjects.first, subjects.count == 1 else { return nil }
    let person = try signedIn().person.id
    return try site.office.open(procedure, about: only.id, by: person).map { file in
      file.turn == .draft ? "/cases/\(file.id)/form" : "/cases/\(file.id)"
    }
  }

  /// The thing a case will be about: shown where it is clear, else to be chosen.
  func choice(of subjects: [CaseSubject], _ procedure: Procedure) -> HTML {
    guard procedure.asksWhatAbout, let first = subjects.first else { return HTML() }
    if subjects.count == 1 {
      return """
        <div class="field"><span class="label">\(speech("cases.about"))</span>\
        <p><strong>\(HTML.own(first.title[tongue]))</strong> \(HTML.code(first.code))</p></div>
        """
    }
    let options = subjects.map {
      (value: $0.id.description, label: "\($0.code) · \($0.title[tongue])")
    }
    return Field("about", speech("cases.about"), .select(options)).html(speech)
  }

  /// Where the reader asks for what a decision may bring about; nil where no procedure does.
  func request(for effect: String, about thing: [UInt8]) -> (title: String, path: Path)? {
    guard let actor = visitor?.actor, let id = ID<CaseSubject>(bytes: thing),
      let procedure = site.office.procedures(for: actor, at: now).first(where: {
        $0.brings(effect)
      })
    else { return nil }
    let path: Path = "/cases/new/\(procedure.instrument)/\(procedure.id)"
    return (procedure.title[tongue], path.setting("about", id.description))
  }

  /// Where whoever let a request lapse asks for the same again; nil for any other case, and where it
  /// cannot be asked for now.
  func again(_ view: CaseView) -> Path? {
    guard view.isApplicant, view.file.outcome == .lapsed, let visitor,
      let procedure = site.office.procedures(for: visitor.actor, at: now).first(where: {
        $0.instrument == view.file.instrument && $0.id == view.file.procedure
      })
    else { return nil }
    let path: Path = "/cases/new/\(procedure.instrument)/\(procedure.id)"
    guard let subject = view.subject else { return path }
    let isOpen = (try? site.office.open(procedure, about: subject.id, by: visitor.person.id)) != nil
    let own = try? read { tx in
      try CaseSubject.own(
        visitor.person.id, procedure, visitor.actor.scope, site.office.library, in: tx)
    }
    guard !isOpen, own?.contains(where: { $0.id == subject.id }) == true else { return nil }
    return path.setting("about", subject.id.description)
  }

  /// The reader's case about what a ruling left open; nothing where there is none.
  func caseAbout(_ ruling: RulingID) -> HTML? {
    guard let person = visitor?.person.id else { return nil }
    let found = try? read { tx in
      try CaseFile.about(ruling.bytes, in: tx).first { $0.person == person && $0.turn != .draft }
    }
    return found.flatMap { file in
      file.number.map { number in
        "\(speech("cases.opened")) \(HTML.link(HTML.code(number), "/cases/\(file.id)"))"
      }
    }
  }

  /// What a case is about, in a few words; nothing where it is about who filed it.
  func subject(of file: CaseFile, _ procedure: Procedure?) -> CaseSubject? {
    guard let procedure else { return nil }
    return try? read { tx in
      try CaseSubject.find(
        file.about, procedure, Scope(file.applicant), site.office.library, in: tx)
    }
  }

  /// What a case is about, with a way to where its facts stand.
  func link(to subject: CaseSubject, of view: CaseView) -> HTML {
    let name: HTML = "\(HTML.own(subject.title[tongue])) \(HTML.code(subject.code))"
    if view.procedure.about == .ruling { return HTML.link(name, "/rulings/\(subject.id)") }
    if view.procedure.about == .credential { return certificate(subject, name, of: view) }
    guard !view.isApplicant, view.procedure.about == .registration else { return name }
    if view.procedure.brings(LiftBar.name) { return HTML.link(name, "/bars/\(subject.id)") }
    // Only this authority reads results by registration.
    if view.procedure.brings(CorrectResult.name), holds(.resultsAuthority) {
      return HTML.link(name, "/results/corrections/\(subject.id)")
    }
    return name
  }

  /// A certificate that a case is about: its page, and for whoever issues it the one to print.
  private func certificate(_ subject: CaseSubject, _ name: HTML, of view: CaseView) -> HTML {
    guard view.isApplicant || holds(.eLearningCentre) else { return name }
    let link = HTML.link(name, "/credentials/\(subject.id)")
    guard !view.isApplicant, let id = CredentialID(bytes: subject.id.bytes),
      let scope = try? scope(),
      (try? read { try Credential.find(id, scope, in: $0)?.isSigned }) == true
    else { return link }
    let print = HTML.link(
      speech("cases.certificate.print"), "/credentials/\(subject.id)/certificate")
    return "\(link)<br>\(print)"
  }

  /// The invoice that filing made due; who owes it can open it.
  func bill(_ made: CaseBill, of view: CaseView) -> (name: String, value: HTML) {
    let bill = made.invoice
    let name = speech("invoice.one", ["number": .text(speech.digits(String(bill.number)))])
    let state = speech.tag(status: bill.state.rawValue, in: "invoice.status.", bill.tone)
    let due = HTML.when(
      bill.state == .open,
      "<br><small>\(speech("invoice.due")): \(speech.time(deadline: bill.dueAt))</small>")
    let amount = HTML(text: speech.money(made.amount))
    let sum =
      view.file.person == visitor?.person.id ? HTML.link(amount, "/invoices/\(bill.id)") : amount
    return (name, "\(state) <strong>\(sum)</strong>\(due)")
  }

  /// The way to pay what a case waits for, for whoever owes it.
  func payment(of view: CaseView) -> HTML? {
    guard let bill = view.bill?.invoice, bill.state == .open,
      view.file.person == visitor?.person.id
    else { return nil }
    return "<p class=\"buttons\">\(Button.link(speech("invoice.pay"), "/invoices/\(bill.id)"))</p>"
  }

  /// For whom a case is: the body, or at the own institution the person.
  func applicant(of file: CaseFile) throws -> String {
    if let outsider = try site.office.outsider(of: file, at: now) { return outsider }
    if file.applicant == file.institution {
      return try read { try name(of: file.person, in: $0) }
    }
    return site.office.institutions.first { $0.id == file.applicant }?.name[tongue] ?? ""
  }
}
