package import Kernel
package import Regulations

/// What is wrong with an answer: where, and a word that the languages have a sentence for.
package struct FormFault: Sendable, Equatable {
  package enum Problem: String, Sendable, CaseIterable {
    case missing, unknown, notText, invisible, tooShort, tooLong, notNumber, tooSmall, tooLarge
    case noChoice, noDay, noMoney, noMark, noFile, wrongFile, largeFile, tooManyFiles, noRows
    case tooFewRows, tooManyRows
    case notAcknowledged, noReference
  }

  /// The field's key; of a table `KEY.ROW.COLUMN`, rows counted from 1.
  package let place: String
  package let problem: Problem
  /// The bound that was passed, where there is one.
  package let bound: Int?

  package init(_ place: String, _ problem: Problem, _ bound: Int? = nil) {
    self.place = place
    self.problem = problem
    self.bound = bound
  }
}

/// Reads the answers to a form: what is asked is checked, what is not asked is refused.
package struct Form {
  let fields: [ProcedureField]
  /// What the system knows already, by the name a field gives it.
  let known: [String: String]
  /// Digests of the attached files by field, in hexadecimal.
  let files: [String: [String]]

  package init(
    _ procedure: Procedure, known: [String: String] = [:], files: [String: [String]] = [:]
  ) {
    fields = procedure.fields
    self.known = known
    self.files = files
  }

  /// What a step asks of whoever takes it.
  package init(_ step: ProcedureStep) {
    fields = step.fields
    known = [:]
    files = [:]
  }

  /// The answers with what is known put in, in the order of the form, and every fault.
  package func read(_ answers: Value) -> (answers: Value, faults: [FormFault]) {
    var faults: [FormFault] = []
    let given = answers.members ?? Value.Members()
    for (name, _) in given.pairs where !fields.contains(where: { Name.same($0.key, name) }) {
      faults.append(FormFault(Name.isPlain(name) ? name : "?", .unknown))
    }
    var kept = Value.Members()
    for field in fields {
      // A question that is not asked has no answer, whatever a client sends along.
      if let condition = field.shownWhen, !condition.holds({ kept[$0] }) { continue }
      if let name = field.known, let text = known[name] {
        kept.pairs.append((field.key, .text(text)))
        continue
      }
      if field.kind == .file {
        let digests = files[field.key] ?? []
        if digests.isEmpty, field.isRequired { faults.append(FormFault(field.key, .missing)) }
        if !digests.isEmpty { kept.pairs.append((field.key, .list(digests.map(Value.text)))) }
        continue
      }
      let answer = given[field.key] ?? .null
      if answer.isEmptyAnswer {
        if field.isRequired { faults.append(FormFault(field.key, .missing)) }
        continue
      }
      if let read = FormAnswer(field: field, place: field.key).read(answer, &faults) {
        kept.pairs.append((field.key, read))
      }
    }
    return (.object(kept), faults)
  }
}

/// Reads one answer as its field's kind demands.
struct FormAnswer {
  let field: ProcedureField
  let place: String

  /// The answer as it is kept; nil where it is at fault.
  func read(_ answer: Value, _ faults: inout [FormFault]) -> Value? {
    do {
      return try value(answer)
    } catch {
      faults += error.faults
      return nil
    }
  }

  private struct Faults: Error {
    let faults: [FormFault]
  }

  private func fault(_ problem: FormFault.Problem, _ bound: Int? = nil) -> Faults {
    Faults(faults: [FormFault(place, problem, bound)])
  }

  private func value(_ answer: Value) throws(Faults) -> Value {
    switch field.kind {
    case .text: return .text(try text(answer))
    case .number: return .number(ExactDecimal(mantissa: Int64(try number(answer))))
    case .choice:
      let word = try text(answer)
      guard field.choices.contains(where: { Name.same($0.value, word) }) else {
        throw fault(.noChoice)
      }
      return .text(word)
    case .date: return try date(answer)
    case .money:
      guard let money = answer.string.flatMap({ Money(text: $0) }) else { throw fault(.noMoney) }
      return .text(money.description)
    case .mark:
      let decimal = answer.decimal ?? answer.string.flatMap { ExactDecimal(text: $0) }
      guard let mark = decimal.flatMap({ Mark($0) }) else { throw fault(.noMark) }
      return .text(mark.description)
    case .person, .organisation, .course:
      let word = try text(answer)
      guard Name.isPlain(word) else { throw fault(.noReference) }
      return .text(word)
    case .acknowledgement:
      guard answer.truth == true || answer.string == "on" else { throw fault(.notAcknowledged) }
      return .bool(true)
    case .table: return try table(answer)
    case .file: throw fault(.noFile)
    }
  }

  private func text(_ answer: Value) throws(Faults) -> String {
    guard let text = answer.string else { throw fault(.notText) }
    let limit = field.kind == .text ? field.maximum ?? 2_000 : 120
    if Name.fault(in: text, limit: .max) != nil { throw fault(.invisible) }
    let count = text.unicodeScalars.count
    if count > limit { throw fault(.tooLong, limit) }
    if let minimum = field.minimum, field.kind == .text, count < minimum {
      throw fault(.tooShort, minimum)
    }
    return text
  }

  private func number(_ answer: Value) throws(Faults) -> Int {
    let decimal = answer.decimal ?? answer.string.flatMap { ExactDecimal(text: $0) }
    guard let number = decimal?.integer, (-1_000_000_000_000...1_000_000_000_000) ~= number else {
      throw fault(.notNumber)
    }
    if let minimum = field.minimum, number < minimum { throw fault(.tooSmall, minimum) }
    if let maximum = field.maximum, number > maximum { throw fault(.tooLarge, maximum) }
    return Int(number)
  }

  /// A day, alone or with the form in which a document prints it (`{day, printed}`): a Hijri date is
  /// kept as printed and never converted here.
  private func date(_ answer: Value) throws(Faults) -> Value {
    if let day = answer.string.flatMap({ Day(text: $0) }) { return .text(day.description) }
    guard let members = answer.members, let day = members["day"]?.string.flatMap({ Day(text: $0) })
    else { throw fault(.noDay) }
    var kept = Value.Members([("day", .text(day.description))])
    if let printed = members["printed"]?.string, !printed.isEmpty {
      guard printed.utf8.count <= 60, Name.fault(inLine: printed, limit: 60) == nil else {
        throw fault(.invisible)
      }
      kept.pairs.append(("printed", .text(printed)))
    }
    return .object(kept)
  }

  private func table(_ answer: Value) throws(Faults) -> Value {
    guard let rows = answer.elements else { throw fault(.noRows) }
    if rows.count > field.maximum ?? 200 { throw fault(.tooManyRows, field.maximum ?? 200) }
    if let minimum = field.minimum, rows.count < minimum { throw fault(.tooFewRows, minimum) }
    var faults: [FormFault] = []
    var kept: [Value] = []
    for (offset, row) in rows.enumerated() {
      let cells = row.members ?? Value.Members()
      var line = Value.Members()
      for column in field.columns {
        let place = "\(place).\(offset + 1).\(column.key)"
        let cell = cells[column.key] ?? .null
        // A condition of a column looks at the columns before it in the same row.
        if let condition = column.shownWhen,
          !condition.holds({ key in line.pairs.first { $0.0 == key }?.1 })
        {
          continue
        }
        if cell.isEmptyAnswer {
          if column.isRequired { faults.append(FormFault(place, .missing)) }
        } else if let read = FormAnswer(field: column, place: place).read(cell, &faults) {
          line.pairs.append((column.key, read))
        }
      }
      kept.append(.object(line))
    }
    guard faults.isEmpty else { throw Faults(faults: faults) }
    return .list(kept)
  }
}
