import Casework
import Hummingbird
import Kernel
import Language
import Operations
import Regulations

// Which programme or licence a case will be about: chosen among the body's own, or named by the
// office, before the form begins.
extension CasesPage {
  /// The field that asks for it; nothing where a procedure is about something else.
  func thingField(_ procedure: Procedure, _ typed: String, error: String?, _ reading: Reading)
    throws -> HTML
  {
    guard procedure.asksForThing else { return HTML() }
    let speech = reading.speech
    let label = speech("cases.thing.\(procedure.about.rawValue)")
    let actor = try reading.signedIn().actor
    if procedure.about == .licence, site.office.handles(procedure, actor) {
      return Field("about", label, value: typed, error: error, code: true).html(speech)
    }
    let things = try reading.read {
      try site.office.things(for: procedure, of: actor, at: reading.now, in: $0)
    }
    guard !things.isEmpty else {
      return Notice(.warn, speech("cases.thing.none.\(procedure.about.rawValue)")).html
    }
    let options = things.map { thing in
      (
        value: thing.code,
        label: [thing.code, thing.title?[reading.tongue]].compactMap(\.self)
          .joined(separator: " · ")
      )
    }
    return Field("about", label, .select(options), value: typed, error: error).html(speech)
  }

  /// The thing that was named; nil where there is none for the reader.
  func thing(_ procedure: Procedure, named code: String, _ reading: Reading) throws -> CaseThing? {
    let actor = try reading.signedIn().actor
    return try reading.read {
      try site.office.thing(code, for: procedure, of: actor, at: reading.now, in: $0)
    }
  }
}

extension Reading {
  /// What a case is about, as a row of its page.
  func thing(of view: CaseView) -> (name: String, value: HTML)? {
    guard view.procedure.asksForThing,
      let found = try? read({ try site.office.thing(of: view.file, view.procedure, in: $0) })
    else { return nil }
    let title = HTML.with(found.title) { " \(HTML.own($0[tongue]))" }
    return (
      speech("cases.thing.\(view.procedure.about.rawValue)"),
      "\(HTML.code(found.code))\(title)"
    )
  }
}
