import Kernel

/// Holds the parts of a procedure against each other, so that a case can never stand where nobody
/// can go on.
struct ProcedureCheck {
  let procedure: Procedure
  let root: Reader

  func run() throws(PackFault) {
    try uniqueness()
    try places()
    try clocks()
    try hands()
    try events()
    try letters()
    try reach()
  }

  // A fault stands at the part it is about, so that its line is the part's.
  private func at(_ step: ProcedureStep) -> Reader { root.element(step.id, of: "steps") }
  private func at(_ clock: ProcedureClock) -> Reader { root.element(clock.id, of: "clocks") }
  private func at(_ letter: ProcedureLetter) -> Reader { root.element(letter.id, of: "letters") }
  private func at(_ state: ProcedureState) -> Reader { root.element(state.id, of: "states") }
  private func at(_ field: ProcedureField) -> Reader {
    root.element(field.key, of: "fields", key: "key")
  }

  private func unique(_ what: String, _ ids: [String]) throws(PackFault) {
    var seen: Set<String> = []
    for id in ids where !seen.insert(id).inserted {
      throw root.fault("repeats the \(what) '\(id)'")
    }
  }

  private func uniqueness() throws(PackFault) {
    try unique("state", procedure.states.map(\.id))
    try unique("step", procedure.steps.map(\.id))
    try unique("clock", procedure.clocks.map(\.id))
    try unique("letter", procedure.letters.map(\.id))
    // Of a set's standards, two sectors may share a code.
    try unique("standard", procedure.standards.filter { $0.appliesWhen == nil }.map(\.code))
    guard !procedure.filedBy.isEmpty else { throw root.fault("says of nobody that they may file") }
  }

  private func state(_ id: String, _ what: String, _ place: Reader) throws(PackFault)
    -> ProcedureState
  {
    guard let state = procedure.state(id) else {
      let known = procedure.states.map(\.id).joined(separator: ", ")
      throw place.fault("\(what) names the unknown state '\(id)'; known are \(known)")
    }
    return state
  }

  private func places() throws(PackFault) {
    guard try state(procedure.start, "start", root.optional("start") ?? root).turn != .ended else {
      throw root.fault("starts in a state that has ended")
    }
    for step in procedure.steps {
      guard !step.from.isEmpty else { throw at(step).fault("step \(step.id) starts from no state") }
      for from in step.from
      where try state(from, "step \(step.id)", at(step)).turn == .ended
        && step.by != .event(.payment)
      {
        throw at(step).fault("step \(step.id) starts from '\(from)', which has ended")
      }
      let to = try state(step.to, "step \(step.id)", at(step))
      if let decides = step.decides, let outcome = to.outcome, decides != outcome {
        throw at(step).fault(
          "step \(step.id) decides \(decides.rawValue) and leads to \(outcome.rawValue)")
      }
    }
    for field in procedure.fields {
      guard let code = field.standard else { continue }
      guard procedure.standards.contains(where: { $0.code == code }) else {
        throw at(field).fault("field \(field.key) is evidence for the unknown standard '\(code)'")
      }
    }
  }

  private func hands() throws(PackFault) {
    for step in procedure.steps {
      for other in step.otherThan where procedure.step(other) == nil {
        throw at(step).fault("step \(step.id) names the unknown step '\(other)'")
      }
      if step.by == .clock {
        guard procedure.clocks.contains(where: { $0.then == .step(step.id) }) else {
          throw at(step).fault("step \(step.id) is the clock's, but no clock takes it")
        }
        guard step.needs.isEmpty, step.fields.isEmpty else {
          throw at(step).fault(
            "step \(step.id) is the clock's and needs what only a person can give")
        }
      }
      if step.needs.contains(.form), !step.fields.isEmpty {
        throw at(step).fault("step \(step.id) asks for the form and for fields of its own")
      }
      for field in step.fields where [.file, .table].contains(field.kind) {
        throw at(step).fault(
          "step \(step.id) asks for a \(field.kind.rawValue), which only a form does")
      }
      for field in step.fields where procedure.field(field.key) != nil {
        throw at(step).fault("step \(step.id) repeats the field '\(field.key)' of the form")
      }
      if step.fee != nil, step.by != .applicant || step.needs.contains(.form) {
        throw at(step).fault("step \(step.id) has a fee; only the applicant's, without form, may")
      }
      if !step.needs.isDisjoint(with: [.findings, .confirmation]), procedure.standards.isEmpty {
        throw at(step).fault("step \(step.id) needs findings, but there are no standards")
      }
    }
  }

  private func events() throws(PackFault) {
    for step in procedure.steps {
      guard case .event(let event) = step.by else { continue }
      guard step.needs.isEmpty, step.fields.isEmpty, step.decides == nil, step.guards.isEmpty else {
        throw at(step).fault(
          "step \(step.id) happens by itself and can need, ask and decide nothing")
      }
      switch event {
      case .payment, .nonpayment:
        guard procedure.charge != nil else {
          throw at(step).fault("step \(step.id) is of a payment, but filing charges nothing")
        }
      case .ending:
        guard procedure.about == .credential else {
          throw at(step).fault("step \(step.id) is of an ending, which only a credential has")
        }
      }
    }
    if procedure.about == .outsider {
      guard let first = procedure.fields.first, first.kind == .text, first.isRequired else {
        throw root.fault("is about an outsider, whom a required text first in the form must name")
      }
      guard !procedure.steps.contains(where: { $0.by == .applicant }) else {
        throw root.fault("is about an outsider, who can take no step here")
      }
    }
    guard let charge = procedure.charge else { return }
    guard procedure.about == .registration || procedure.about == .credential else {
      throw root.fault("charges for filing, which takes a registration or credential to be about")
    }
    guard let times = procedure.field(charge.times), times.kind == .number, times.isRequired,
      times.shownWhen == nil, let least = times.minimum, least >= 1, let most = times.maximum,
      most <= 1_000
    else {
      throw root.fault("charge.times names no required number of 1 to 1000 in the form")
    }
    for event in [ProcedureStep.Event.payment, .nonpayment] {
      let steps = procedure.steps(from: procedure.start)
      guard steps.contains(where: { $0.by == .event(event) }) else {
        throw root.fault("charges for filing, but no step by \(event.rawValue) leads on from it")
      }
    }
  }

  private func clocks() throws(PackFault) {
    for clock in procedure.clocks {
      guard !clock.runsIn.isEmpty else {
        throw at(clock).fault("clock \(clock.id) runs in no state")
      }
      for id in clock.runsIn + clock.pausedIn {
        guard try state(id, "clock \(clock.id)", at(clock)).turn != .ended else {
          throw at(clock).fault("clock \(clock.id) runs in '\(id)', which has ended")
        }
      }
      for id in clock.pausedIn where clock.runsIn.contains(id) {
        throw at(clock).fault("clock \(clock.id) both runs and stands still in '\(id)'")
      }
      guard case .step(let id) = clock.then else { continue }
      guard let step = procedure.step(id), step.by == .clock else {
        throw at(clock).fault("clock \(clock.id) takes the step '\(id)', which is not the clock's")
      }
      for state in clock.runsIn where !step.from.contains(state) {
        throw at(clock).fault(
          "clock \(clock.id) runs in '\(state)', where step \(id) does not start")
      }
    }
    if let promise = procedure.promise, procedure.clock(promise) == nil {
      throw (root.optional("promise") ?? root).fault(
        "promises the end of the unknown clock '\(promise)'")
    }
  }

  private func letters() throws(PackFault) {
    var named = procedure.steps.flatMap { step in
      step.letters.map { ("step \(step.id)", $0, at(step)) }
    }
    for clock in procedure.clocks {
      switch clock.then {
      case .late(_, let letter), .remind(let letter):
        named.append(("clock \(clock.id)", letter, at(clock)))
      case .step: break
      }
    }
    if let receipt = procedure.receipt {
      named.append(("receipt", receipt, root.optional("receipt") ?? root))
    }
    for (what, id, place) in named where procedure.letter(id) == nil {
      let known = procedure.letters.map(\.id).joined(separator: ", ")
      throw place.fault("\(what) names the unknown letter '\(id)'; known are \(known)")
    }
    for letter in procedure.letters {
      let texts = Tongue.allCases.flatMap { [letter.subject[$0], letter.body[$0]] }
      for text in texts where !LetterText.isClosed(text) {
        throw at(letter).fault("letter \(letter.id) opens a { or [ that it does not close")
      }
      for place in texts.flatMap(LetterText.places(in:)) {
        let isField =
          place.hasPrefix("field.") && procedure.question(String(place.dropFirst(6))) != nil
        guard isField || ProcedureLetter.places.contains(place) else {
          throw at(letter).fault("letter \(letter.id) has the unknown place '{\(place)}'")
        }
      }
    }
  }

  /// From the start every state can be reached, and from every state an end.
  private func reach() throws(PackFault) {
    var reached: Set<String> = [procedure.start]
    var open = [procedure.start]
    while let state = open.popLast() {
      for step in procedure.steps(from: state) where reached.insert(step.to).inserted {
        open.append(step.to)
      }
    }
    for state in procedure.states where !reached.contains(state.id) {
      throw at(state).fault("state '\(state.id)' cannot be reached")
    }
    var ending = Set(procedure.states.filter { $0.turn == .ended }.map(\.id))
    var grew = true
    while grew {
      grew = false
      for step in procedure.steps where ending.contains(step.to) {
        for from in step.from where ending.insert(from).inserted { grew = true }
      }
    }
    for state in procedure.states where !ending.contains(state.id) {
      throw at(state).fault("from state '\(state.id)' no step leads to an end")
    }
  }
}

/// The places between braces in a letter's text.
package enum LetterText {
  /// Whether every brace and bracket that is opened is closed before the next of its kind.
  static func isClosed(_ text: String) -> Bool {
    var (brace, bracket) = (false, false)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "{"): if brace { return false } else { brace = true }
      case UInt8(ascii: "}"): brace = false
      case UInt8(ascii: "["): if bracket || brace { return false } else { bracket = true }
      case UInt8(ascii: "]"): if brace { return false } else { bracket = false }
      default: break
      }
    }
    return !brace && !bracket
  }

  /// The names between braces, in order.
  package static func places(in text: String) -> [String] {
    var places: [String] = []
    for piece in text.utf8.split(separator: UInt8(ascii: "{"), omittingEmptySubsequences: false)
      .dropFirst()
    {
      places.append(String(decoding: piece.prefix { $0 != UInt8(ascii: "}") }, as: UTF8.self))
    }
    return places
  }

  /// The text with what stands in each place. A part between square brackets is left out when one
  /// of its places is not known; anywhere else what is not known becomes a dash.
  package static func filled(_ text: String, _ value: (String) -> String?) -> String {
    var filled: [UInt8] = []
    var rest = text.utf8[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "[")),
      let end = rest[start...].firstIndex(of: UInt8(ascii: "]"))
    {
      filled += part(rest[..<start], value).bytes
      let optional = part(rest[rest.index(after: start)..<end], value)
      if optional.isWhole { filled += optional.bytes }
      rest = rest[rest.index(after: end)...]
    }
    filled += part(rest, value).bytes
    return String(decoding: filled, as: UTF8.self)
  }

  private static func part(_ text: Substring.UTF8View, _ value: (String) -> String?)
    -> (bytes: [UInt8], isWhole: Bool)
  {
    var (bytes, isWhole): ([UInt8], Bool) = ([], true)
    let pieces = text.split(separator: UInt8(ascii: "{"), omittingEmptySubsequences: false)
    bytes += pieces.first ?? text
    for piece in pieces.dropFirst() {
      guard let end = piece.firstIndex(of: UInt8(ascii: "}")) else {
        bytes.append(UInt8(ascii: "{"))
        bytes += piece
        continue
      }
      let known = value(String(decoding: piece[..<end], as: UTF8.self))
      if known == nil { isWhole = false }
      bytes += (known ?? "–").utf8
      bytes += piece[piece.index(after: end)...]
    }
    return (bytes, isWhole)
  }
}
