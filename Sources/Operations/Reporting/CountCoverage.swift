import Kernel
import LearningRecords
import Licensing
import Registrar
import Regulations
import Rules
import Storage

/// Counts what came in by licence, course and programme, each statement once: bookkeeping of the clock,
/// from which pages say how far learning activity is reported.
struct CountCoverage {
  let office: Office
  let scope: Scope
  let law: Law

  /// What is found of a course is asked once a batch.
  private struct Place: Hashable {
    let licence: LicenceID
    let course: IndexKey
  }

  /// Counts the next statements of an institution; false when there are no more.
  func run() throws -> Bool {
    guard let last = try office.database.read({ try Statement.last(in: $0) }) else { return false }
    let keys = try office.recordKeys(scope)
    let from = try office.database.read { try RecordCoverage.end(scope, in: $0) }
    guard from < last else { return false }
    let (found, next) = try office.database.read { tx in
      var query = StatementQuery(keys)
      query.isAscending = true
      query.after = from.microseconds
      query.before = last.microseconds + 1
      let page = try query.page(scope, in: tx)
      return (try count(page.statements, keys, in: tx), page.next?.after)
    }
    try office.database.writeAndWait { [scope] tx in
      // Another server may have counted the same meanwhile.
      guard try RecordCoverage.end(scope, in: tx) == from else { return }
      for part in found { try part.add(scope, in: tx) }
      // A page may be empty while there is more: what it looked at is done all the same.
      try RecordCoverage.setEnd(
        next.map { Instant(microseconds: $0) } ?? last, scope, in: tx)
    }
    return next != nil
  }

  private func count(_ statements: [Statement], _ keys: IndexKeys, in tx: Transaction) throws
    -> [RecordCoverage]
  {
    var licences: [RecordClientID: Licence] = [:]
    var programmes: [Place: LicenceID] = [:]
    var parts: [Place: RecordCoverage] = [:]
    for statement in statements {
      if licences[statement.client] == nil {
        licences[statement.client] = try RecordClient.find(statement.client, in: tx).flatMap {
          try Licence.find($0.licence, in: tx)
        }
      }
      guard let licence = licences[statement.client] else { continue }
      let told = try office.open(statement, in: tx).map { StatementGate.course(of: $0, under: law) }
      let course = keys.key(.activity, Array((told?.id ?? "").utf8))
      let place = Place(licence: licence.id, course: course)
      var part =
        parts[place]
        ?? RecordCoverage(licence: licence.id, course: course, last: statement.stored)
      part.statements += 1
      part.last = statement.stored
      if told?.isRegistration == true { part.learners.insert(statement.subject) }
      if licence.kind == .programme {
        part.programme = licence.id
      } else if let address = told?.programme {
        if programmes[place] == nil {
          programmes[place] = try programme(under: licence, address, in: tx)
        }
        part.programme = programmes[place] ?? part.programme
      }
      parts[place] = part
    }
    return parts.values.sorted { $0.last < $1.last }
  }

  /// The programme licence that covers what lies at an address: one of its achievements is there, or a
  /// course of its programme here. Of several the latest begun.
  private func programme(under licence: Licence, _ address: String, in tx: Transaction) throws
    -> LicenceID?
  {
    let bare = address.prefix { $0 != "?" }
    let course = try CourseID(text: String(bare.split(separator: "/").last ?? "")).flatMap {
      try Course.find($0, scope, in: tx)
    }
    let own = course.map { "\(office.publicURL)/courses/\($0.id)" }
    return try licence.dependants(in: tx).filter { $0.kind == .programme }.filter { candidate in
      if let course, let own, own.utf8.elementsEqual(bare.utf8) {
        return candidate.programme == course.programme
      }
      return try LicenceCredential.of(candidate.id, in: tx).contains {
        $0.subject.prefix { $0 != "?" }.utf8.elementsEqual(bare.utf8)
      }
    }.max { $0.from < $1.from }?.id
  }
}
