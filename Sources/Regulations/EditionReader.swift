import Kernel

/// Reads one edition's folder: articles, parameters, tables, errata. An edition `basedOn` an earlier
/// one holds only what differs, so that a draft with another number is a file of a few lines.
struct EditionReader {
  let files: PackFiles
  let instrument: String
  let zone: Zone
  let item: Reader
  let earlier: [Edition]
  let standardSets: [StandardSet]

  func edition() throws(PackFault) -> Edition {
    try item.only("id", "title", "effective", "basedOn", "draft")
    let id = try item.word("id")
    let effective = try item.required("effective")
    try effective.only("from", "textStatus", "reason")
    let from = try effective.required("from").day()
    var base: Edition?
    if let name = try item.optional("basedOn")?.word() {
      guard let found = earlier.first(where: { $0.id == name }) else {
        throw item.fault("is based on '\(name)', which does not stand above it")
      }
      base = found
    }
    var articles = base?.articles ?? []
    for article in try readArticles(id) {
      if let index = articles.firstIndex(where: { $0.id == article.id }) {
        articles[index] = article
      } else {
        articles.append(article)
      }
    }
    var parameters = base?.parameters ?? [:]
    let known = Set(articles.map(\.id))
    for parameter in try readParameters(id, known: known) {
      parameters[parameter.key] = parameter
    }
    return Edition(
      instrument: instrument, id: id, title: try item.localized("title"), zone: zone,
      effectiveFrom: from, textStatus: try effective.required("textStatus").choice(),
      reason: try effective.localized("reason"),
      isDraft: try item.optional("draft")?.flag() ?? false, articles: articles,
      parameters: parameters, grades: try readGrades(id) ?? base?.grades,
      errata: try readErrata(id, known: known) + (base?.errata ?? []),
      procedures: try readProcedures(id, base, known: known, parameters),
      workCalendar: try readWorkCalendar(id) ?? base?.workCalendar ?? WorkCalendar(),
      violations: try readViolations(id, known: known) ?? base?.violations ?? [],
      statements: try readStatementProfile(id, known: known) ?? base?.statements)
  }

  func root(_ path: String) throws(PackFault) -> Reader? {
    guard let text = files.texts[path] else { return nil }
    let file = "\(files.name)/\(path)"
    let reader = try Reader(yaml: text, file: file)
    try reader.format1()
    return reader
  }

  private func readArticles(_ id: String) throws(PackFault) -> [Article] {
    guard let root = try root("\(id)/articles.yaml") else { return [] }
    try root.only("format", "articles")
    var articles: [Article] = []
    for item in try root.required("articles").list() {
      try item.only("id", "title", "says", "textStatus", "treatment", "rules", "why")
      var rules: [String] = []
      for rule in try item.list("rules") { rules.append(try rule.text()) }
      let treatment: Treatment = try item.required("treatment").choice()
      let why = try item.optional("why")?.localized()
      if treatment == .rule, rules.isEmpty { throw item.fault("is a rule but names no rules") }
      if treatment == .notYet, why == nil { throw item.fault("is not-yet but says no why") }
      let article = Article(
        id: try item.word("id"), title: try item.localized("title"),
        says: try item.localized("says"),
        textStatus: try item.optional("textStatus")?.choice() ?? .full, treatment: treatment,
        rules: rules, why: why)
      if articles.contains(where: { $0.id == article.id }) {
        throw item.fault("repeats an article")
      }
      articles.append(article)
    }
    return articles
  }

  private func readParameters(_ id: String, known: Set<String>) throws(PackFault)
    -> [Parameter]
  {
    var parameters: [Parameter] = []
    let folder = "\(id)/parameters/"
    for path in files.texts.keys.sorted() where path.hasPrefix(folder) {
      guard let root = try root(path) else { continue }
      try root.only("format", "parameters")
      for item in try root.required("parameters").list() {
        let parameter = try ParameterReader(item: item).parameter()
        guard known.contains(parameter.article) else {
          throw item.fault("cites the article '\(parameter.article)', which is not in the edition")
        }
        guard !parameters.contains(where: { $0.key == parameter.key }) else {
          throw item.fault("repeats a parameter")
        }
        parameters.append(parameter)
      }
    }
    return parameters
  }

  private func readProcedures(
    _ id: String, _ base: Edition?, known: Set<String>, _ parameters: [String: Parameter]
  ) throws(PackFault) -> [Procedure] {
    var procedures = base?.procedures ?? []
    let folder = "\(id)/procedures/"
    for path in files.texts.keys.sorted() where path.hasPrefix(folder) {
      guard let root = try root(path) else { continue }
      let procedure = try ProcedureReader(
        root: root, instrument: instrument, edition: id, sets: standardSets
      ).procedure()
      try check(procedure, known: known, parameters)
      procedures.removeAll { $0.id == procedure.id && $0.edition != id }
      guard !procedures.contains(where: { $0.id == procedure.id }) else {
        throw root.fault("repeats the procedure '\(procedure.id)'")
      }
      procedures.append(procedure)
    }
    return procedures
  }

  /// What a procedure cites is in its edition, and of the kind it is used as.
  private func check(_ procedure: Procedure, known: Set<String>, _ parameters: [String: Parameter])
    throws(PackFault)
  {
    let root = procedure.source
    func cited(_ article: String, _ place: Reader) throws(PackFault) {
      guard known.contains(article) else {
        throw place.fault("cites the article '\(article)', which is not in the edition")
      }
    }
    func costs(_ key: String?, _ place: Reader) throws(PackFault) {
      guard let key, parameters[key]?.kind != .money else { return }
      throw place.fault("has the fee '\(key)', which is no amount of money in the edition")
    }
    try cited(procedure.article, root.optional("article") ?? root)
    try costs(procedure.fee, root.optional("fee") ?? root)
    for step in procedure.steps { try costs(step.fee, root.element(step.id, of: "steps")) }
    for clock in procedure.clocks {
      let place = root.element(clock.id, of: "clocks")
      try cited(clock.article, place)
      guard case .parameter(let key) = clock.days else { continue }
      guard let parameter = parameters[key] else {
        throw place.fault("names the parameter '\(key)', which is not in the edition")
      }
      guard parameter.kind == .days || parameter.kind == .integer else {
        throw place.fault("names the parameter '\(key)', which is no number of days")
      }
    }
  }

  private func readWorkCalendar(_ id: String) throws(PackFault) -> WorkCalendar? {
    guard let root = try root("\(id)/tables/work-calendar.yaml") else { return nil }
    try root.only("format", "weekend", "holidays")
    var weekend: Set<Int> = []
    for day in try root.list("weekend") {
      let name: Weekday = try day.choice()
      weekend.insert(name.number)
    }
    guard weekend.count < 7 else { throw root.fault("leaves no day to work on") }
    var holidays: [WorkCalendar.Holiday] = []
    for item in try root.list("holidays") {
      try item.only("from", "through", "title", "source")
      let from = try item.required("from").day()
      let through = try item.optional("through")?.day() ?? from
      guard from <= through, through.number - from.number < 60 else {
        throw item.fault("must end on or after its first day, within 60 days")
      }
      holidays.append(
        WorkCalendar.Holiday(
          from: from, through: through, title: try item.localized("title"),
          source: try item.text("source")))
    }
    return WorkCalendar(weekend: weekend, holidays: holidays)
  }

  private func readErrata(_ id: String, known: Set<String>) throws(PackFault) -> [Erratum] {
    guard let root = try root("\(id)/errata.yaml") else { return [] }
    try root.only("format", "errata")
    var errata: [Erratum] = []
    for item in try root.required("errata").list() {
      try item.only("article", "asPrinted", "canonical", "reason")
      let article = try item.word("article")
      guard known.contains(article) else { throw item.fault("cites an unknown article") }
      errata.append(
        Erratum(
          article: article, asPrinted: try item.text("asPrinted"),
          canonical: try item.optional("canonical")?.text(),
          reason: try item.localized("reason")))
    }
    return errata
  }

  private func readGrades(_ id: String) throws(PackFault) -> GradeTable? {
    guard let root = try root("\(id)/tables/grades.yaml") else { return nil }
    try root.only("format", "article", "bands", "codes")
    var bands: [GradeTable.Grade] = []
    for item in try root.required("bands").list() {
      let grade = try readGrade(item)
      guard let from = grade.from else { throw item.fault("lacks 'from'") }
      if let last = bands.last?.from, last <= from {
        throw item.fault("must start below the band above it")
      }
      bands.append(grade)
    }
    guard bands.last?.from == .zero else { throw root.fault("lacks a band that starts at 0") }
    var codes: [GradeTable.Grade] = []
    for item in try root.required("codes").list() { codes.append(try readGrade(item)) }
    return GradeTable(article: try root.word("article"), bands: bands, codes: codes)
  }

  private func readGrade(_ item: Reader) throws(PackFault) -> GradeTable.Grade {
    try item.only("symbol", "arabicSymbol", "name", "from", "weight5", "weight4", "passed")
    var from: Mark?
    if let reader = item.optional("from") {
      guard let mark = Mark(try reader.decimal()) else { throw reader.fault("must be 0...100") }
      from = mark
    }
    func weight(_ name: String) throws(PackFault) -> Int? {
      guard let reader = item.optional(name) else { return nil }
      guard let hundredths = try reader.decimal().mantissa(atScale: 2), (0...500) ~= hundredths
      else { throw reader.fault("must be 0...5 with at most two decimals") }
      return Int(hundredths)
    }
    return GradeTable.Grade(
      symbol: try item.text("symbol"), arabicSymbol: try item.text("arabicSymbol"),
      name: try item.localized("name"), from: from, weight5: try weight("weight5"),
      weight4: try weight("weight4"), passed: try item.optional("passed")?.flag())
  }
}

/// Reads one parameter.
struct ParameterReader {
  let item: Reader

  func parameter() throws(PackFault) -> Parameter {
    try item.only(
      "key", "article", "kind", "title", "value", "values", "choices", "reading", "rejected")
    let kind: Parameter.Kind = try item.required("kind").choice()
    var choices: [String] = []
    for choice in try item.list("choices") { choices.append(try choice.word()) }
    var rejected: [(reading: Localized, why: Localized)] = []
    for reading in try item.list("rejected") {
      try reading.only("reading", "why")
      rejected.append((try reading.localized("reading"), try reading.localized("why")))
    }
    return Parameter(
      key: try item.word("key"), article: try item.word("article"), kind: kind,
      title: try item.localized("title"), values: try values(kind, choices),
      choices: choices, reading: try item.optional("reading")?.localized(), rejected: rejected)
  }

  private func values(_ kind: Parameter.Kind, _ choices: [String]) throws(PackFault)
    -> Timeline<ParameterValue>?
  {
    if let single = item.optional("value") {
      guard item.optional("values") == nil else { throw item.fault("has both value and values") }
      if case .plain("unset") = single.value { return nil }
      // One value without a date holds as long as its edition does.
      return Timeline([(Day(number: .min), try Self.value(single, kind, choices))])
    }
    var entries: [(from: Day, value: ParameterValue)] = []
    for entry in try item.required("values").list() {
      try entry.only("from", "value")
      entries.append(
        (
          try entry.required("from").day(),
          try Self.value(try entry.required("value"), kind, choices)
        ))
    }
    guard !entries.isEmpty else { throw item.fault("has no values; write 'value: unset'") }
    return Timeline(entries)
  }

  /// Types one scalar as a parameter's kind demands.
  static func value(_ reader: Reader, _ kind: Parameter.Kind, _ choices: [String])
    throws(PackFault) -> ParameterValue
  {
    switch kind {
    case .integer, .days:
      let value = try reader.integer()
      guard (0...100_000) ~= value else { throw reader.fault("must be 0...100000") }
      return .integer(value)
    case .percent:
      let value = try reader.decimal()
      guard value >= ExactDecimal(mantissa: 0), value <= ExactDecimal(mantissa: 100),
        value.scale <= 4
      else { throw reader.fault("must be 0...100 with at most four decimals") }
      return .percent(value)
    case .money: return .money(try reader.money())
    case .mark:
      guard let mark = Mark(try reader.decimal()) else { throw reader.fault("must be 0...100") }
      return .mark(mark)
    case .flag: return .flag(try reader.flag())
    case .choice:
      let word = try reader.word()
      guard choices.contains(word) else {
        throw reader.fault("'\(word)' is none of \(choices.joined(separator: ", "))")
      }
      return .choice(word)
    case .text:
      let text = try reader.text()
      if let fault = Name.fault(inLine: text, limit: 200) {
        throw reader.fault(fault.description)
      }
      return .text(text)
    }
  }
}

extension Parameter {
  /// A value for this parameter from outside (an overlay), typed as the parameter demands.
  package func typed(_ reader: Reader) throws(PackFault) -> ParameterValue {
    try ParameterReader.value(reader, kind, choices)
  }
}
