import Kernel

/// Reads one procedure of an edition; every fault names file and place.
struct ProcedureReader {
  let root: Reader
  let instrument: String
  let edition: String
  let sets: [StandardSet]

  func procedure() throws(PackFault) -> Procedure {
    try root.only(
      "format", "id", "article", "title", "help", "prefix", "filedBy", "about", "guards", "fields",
      "standards", "start", "states", "steps", "clocks", "letters", "promise", "receipt",
      "rated", "fee", "charge")
    var reader = ProcedureFieldReader()
    let fields = try reader.fields(try root.list("fields"))
    let prefix = try root.word("prefix")
    guard prefix.utf8.count <= 8, prefix.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw root.fault("has the prefix '\(prefix)'; write 1 to 8 capital letters")
    }
    let standards = try root.optional("standards").map { item throws(PackFault) in
      try ProcedureStandardsReader(fields: fields, sets: sets).standards(item)
    }
    var filedBy: [Role] = []
    for role in try root.required("filedBy").list() { filedBy.append(try role.choice()) }
    let procedure = Procedure(
      instrument: instrument, edition: edition, source: root, id: try root.word("id"),
      article: try root.word("article"), title: try root.localized("title"),
      help: try root.localized("help"), prefix: prefix, filedBy: filedBy,
      about: try root.optional("about")?.choice() ?? .body,
      fee: try root.optional("fee")?.word(),
      charge: try root.optional("charge").map { item throws(PackFault) in try charge(item) },
      guards: try words(root, "guards"), fields: fields,
      standardVersion: standards?.version, standards: standards?.standards ?? [],
      states: try states(), steps: try steps(),
      clocks: try clocks(), letters: try letters(), start: try root.word("start"),
      promise: try root.optional("promise")?.word(),
      receipt: try root.optional("receipt")?.word(),
      isRated: try root.optional("rated")?.flag() ?? true)
    try ProcedureCheck(procedure: procedure, root: root).run()
    return procedure
  }

  private func charge(_ item: Reader) throws(PackFault) -> Procedure.Charge {
    try item.only("rule", "times")
    return Procedure.Charge(rule: try item.text("rule"), times: try item.word("times"))
  }

  private func words(_ item: Reader, _ name: String) throws(PackFault) -> [String] {
    var words: [String] = []
    for word in try item.list(name) { words.append(try word.text()) }
    return words
  }

  private func states() throws(PackFault) -> [ProcedureState] {
    var states: [ProcedureState] = []
    for item in try root.required("states").list() {
      try item.only("id", "title", "turn", "outcome")
      let turn: ProcedureState.Turn = try item.required("turn").choice()
      let outcome: ProcedureState.Outcome? = try item.optional("outcome")?.choice()
      guard (turn == .ended) == (outcome != nil) else {
        throw item.fault("an ended state has an outcome, and no other state has one")
      }
      states.append(
        ProcedureState(
          id: try item.word("id"), title: try item.localized("title"), turn: turn,
          outcome: outcome))
    }
    return states
  }

  private func steps() throws(PackFault) -> [ProcedureStep] {
    var steps: [ProcedureStep] = []
    for item in try root.required("steps").list() {
      try item.only(
        "id", "title", "from", "to", "by", "otherThan", "needs", "decides", "guards",
        "fields", "letters", "effects", "fee")
      var needs: Set<ProcedureStep.Need> = []
      for need in try item.list("needs") { needs.insert(try need.choice()) }
      var effects: [ProcedureEffect] = []
      for effect in try item.list("effects") {
        try effect.only("do", "with")
        effects.append(
          ProcedureEffect(
            name: try effect.word("do"),
            with: effect.optional("with")?.value ?? .object(Value.Members())))
      }
      let decides: ProcedureState.Outcome? = try item.optional("decides")?.choice()
      if decides != nil { needs.formUnion([.article, .reasons]) }
      var reader = ProcedureFieldReader()
      let fields = try reader.fields(try item.list("fields"))
      steps.append(
        ProcedureStep(
          id: try item.word("id"), title: try item.localized("title"),
          from: try words(item, "from"), to: try item.word("to"), by: try hand(item),
          otherThan: try words(item, "otherThan"), needs: needs, fields: fields,
          fee: try item.optional("fee")?.word(), decides: decides,
          guards: try words(item, "guards"),
          letters: try words(item, "letters"), effects: effects))
    }
    return steps
  }

  private func hand(_ item: Reader) throws(PackFault) -> ProcedureStep.Hand {
    let by = try item.required("by")
    if by.value.members == nil {
      switch try by.word() {
      case "applicant": return .applicant
      case "clock": return .clock
      case let word:
        if let event = ProcedureStep.Event(rawValue: word) { return .event(event) }
        let events = ProcedureStep.Event.allCases.map(\.rawValue).joined(separator: ", ")
        throw by.fault(
          "must be applicant, clock, \(events), {roles: …} or {committee: …, quorum: …}")
      }
    }
    if let role = by.optional("committee") {
      try by.only("committee", "quorum", "delegates")
      let quorum = try by.required("quorum").integer()
      guard (1...99) ~= quorum else { throw by.fault("has a quorum outside 1...99") }
      return .committee(
        try role.choice(), quorum: quorum,
        delegates: try by.optional("delegates")?.flag() ?? false)
    }
    try by.only("roles", "delegates")
    var roles: [Role] = []
    for role in try by.required("roles").list() { roles.append(try role.choice()) }
    guard !roles.isEmpty else { throw by.fault("names no role") }
    return .roles(roles, delegates: try by.optional("delegates")?.flag() ?? false)
  }

  private func clocks() throws(PackFault) -> [ProcedureClock] {
    var clocks: [ProcedureClock] = []
    for item in try root.list("clocks") {
      try item.only(
        "id", "title", "article", "days", "parameter", "counts", "runsIn", "pausedIn", "then")
      clocks.append(
        ProcedureClock(
          id: try item.word("id"), title: try item.localized("title"),
          article: try item.word("article"), days: try amount(item),
          counts: try item.optional("counts")?.choice() ?? .calendar,
          runsIn: try words(item, "runsIn"), pausedIn: try words(item, "pausedIn"),
          then: try then(try item.required("then"))))
    }
    return clocks
  }

  private func amount(_ item: Reader) throws(PackFault) -> ProcedureClock.Amount {
    if let parameter = item.optional("parameter") {
      guard item.optional("days") == nil else { throw item.fault("has both days and parameter") }
      return .parameter(try parameter.word())
    }
    return .days(try days(try item.required("days")))
  }

  private func days(_ item: Reader) throws(PackFault) -> Int {
    let days = try item.integer()
    guard (1...3_660) ~= days else { throw item.fault("must be 1...3660 days") }
    return days
  }

  private func then(_ item: Reader) throws(PackFault) -> ProcedureClock.Then {
    try item.only("step", "late", "remind", "letter")
    if let step = item.optional("step") { return .step(try step.word()) }
    let letter = try item.word("letter")
    if let late = item.optional("late") { return .late(days: try days(late), letter: letter) }
    guard try item.required("remind").flag() else { throw item.fault("remind can only be true") }
    return .remind(letter: letter)
  }

  private func letters() throws(PackFault) -> [ProcedureLetter] {
    var letters: [ProcedureLetter] = []
    for item in try root.list("letters") {
      try item.only("id", "to", "subject", "body")
      letters.append(
        ProcedureLetter(
          id: try item.word("id"), to: try item.optional("to")?.choice() ?? .applicant,
          subject: try item.localized("subject"), body: try item.localized("body")))
    }
    return letters
  }
}
