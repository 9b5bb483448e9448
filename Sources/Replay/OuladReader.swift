import Foundation
import Kernel

/// Reads the dataset's files: headers exact, every row checked, rows of different files joined by
/// their keys. Whatever is malformed is collected with its row; then nothing is returned at all.
struct OuladReader {
  private let directory: String
  private var faults = OuladFault()
  private var data = OuladData()
  private var presentations: [String: Int] = [:]

  /// No file of the dataset comes near it; a larger one is not the dataset.
  static let sizeLimit = 256 << 20

  private init(_ directory: String) { self.directory = directory }

  /// Reads a directory; materials (`vle.csv`) play no part in a registrar's work and are left out.
  static func read(_ directory: String, progress: (String) -> Void) throws -> OuladData {
    var reader = OuladReader(directory)
    reader.readPresentations(progress)
    // Every other file names presentations: with these unsound the rest would only echo it.
    guard reader.faults.count == 0 else { throw reader.faults }
    reader.readRegistrations(progress)
    reader.readAssessments(progress)
    reader.readScores(progress)
    guard reader.faults.count == 0 else { throw reader.faults }
    return reader.data
  }

  // MARK: - One file

  /// Hands each sound row to the closure, whose faults are noted with the row's number.
  private mutating func rows(
    _ file: String, header: [String], _ progress: (String) -> Void,
    _ each: (inout OuladReader, OuladRow) throws(OuladRow.Fault) -> Void
  ) {
    guard let bytes = bytes(of: file) else { return }
    var reader = CSVReader(bytes)
    var count = 0
    while true {
      do {
        guard let row = try reader.next() else { break }
        count += 1
        if count == 1 {
          guard row.fields.elementsEqual(header, by: { $0.elementsEqual($1.utf8) }) else {
            faults.add(file, 1, "the header must be \(header.joined(separator: ","))")
            return
          }
          continue
        }
        guard row.fields.count == header.count else {
          faults.add(
            file, row.line, "has \(row.fields.count) columns instead of \(header.count)")
          continue
        }
        do {
          try each(&self, OuladRow(row, header))
        } catch {
          faults.add(file, row.line, error.problem)
        }
      } catch {
        count += 1
        faults.add(file, error.line, error.problem)
      }
    }
    if count == 0 { faults.add(file, 0, "is empty") }
    progress("\(file): \(max(0, count - 1)) rows")
  }

  private mutating func bytes(of file: String) -> [UInt8]? {
    let path = "\(directory)/\(file)"
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let size = (attributes?[.size] as? NSNumber)?.intValue, size > Self.sizeLimit {
      faults.add(file, 0, "is larger than any file of this dataset")
      return nil
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      faults.add(file, 0, "cannot be read in \(directory)")
      return nil
    }
    return Array(data)
  }

  private func presentation(_ row: OuladRow) throws(OuladRow.Fault) -> Int {
    let name = try row.module(0) + "-" + row.presentation(1)
    guard let found = presentations[name] else {
      throw OuladRow.Fault("courses.csv has no presentation \(name)")
    }
    return found
  }

  // MARK: - The files

  private mutating func readPresentations(_ progress: (String) -> Void) {
    rows(
      "courses.csv",
      header: ["code_module", "code_presentation", "module_presentation_length"], progress
    ) { reader, row throws(OuladRow.Fault) in
      let made = OuladData.Presentation(
        module: try row.module(0), code: try row.presentation(1),
        length: try row.int(2, 1...2_000))
      let index = reader.data.presentations.count
      guard reader.presentations.updateValue(index, forKey: made.name) == nil else {
        throw OuladRow.Fault("repeats the presentation \(made.name)")
      }
      reader.data.presentations.append(made)
    }
  }

  private struct Key: Hashable {
    let presentation: Int
    let student: Int
  }

  /// A learner's final result with the row it stands on.
  private typealias Known = (outcome: OuladData.Outcome, line: Int)

  private mutating func readRegistrations(_ progress: (String) -> Void) {
    var known = readOutcomes(progress)
    // Files are joined only while they are sound, so that one fault is not told twice.
    let joins = faults.count == 0
    let file = "studentRegistration.csv"
    var seen: Set<Key> = []
    rows(
      file,
      header: [
        "code_module", "code_presentation", "id_student", "date_registration",
        "date_unregistration",
      ], progress
    ) { reader, row throws(OuladRow.Fault) in
      let key = Key(
        presentation: try reader.presentation(row), student: try row.int(2, OuladRow.students))
      let registered = try row.optionalInt(3, OuladRow.days)
      let unregistered = try row.optionalInt(4, OuladRow.days)
      guard seen.insert(key).inserted else {
        throw OuladRow.Fault("repeats the registration of student \(key.student)")
      }
      guard let outcome = known.removeValue(forKey: key)?.outcome else {
        if !joins { return }
        throw OuladRow.Fault("studentInfo.csv has no row for student \(key.student)")
      }
      reader.data.registrations.append(
        OuladData.Registration(
          presentation: key.presentation, student: key.student, registered: registered,
          unregistered: unregistered, outcome: outcome))
    }
    guard faults.count == 0 else { return }
    for (key, value) in known.sorted(by: { $0.value.line < $1.value.line }) {
      faults.add(
        "studentInfo.csv", value.line, "\(file) has no row for student \(key.student)")
    }
  }

  private mutating func readOutcomes(_ progress: (String) -> Void) -> [Key: Known] {
    var known: [Key: Known] = [:]
    rows(
      "studentInfo.csv",
      header: [
        "code_module", "code_presentation", "id_student", "gender", "region",
        "highest_education", "imd_band", "age_band", "num_of_prev_attempts", "studied_credits",
        "disability", "final_result",
      ], progress
    ) { reader, row throws(OuladRow.Fault) in
      let key = Key(
        presentation: try reader.presentation(row), student: try row.int(2, OuladRow.students))
      // Who the learners are is checked for the file's soundness and not kept: nothing needs it.
      _ = try row.word(3, among: ["M", "F"])
      _ = try row.word(7, among: ["0-35", "35-55", "55<="])
      _ = try row.int(8, 0...1_000)
      _ = try row.int(9, 0...100_000)
      _ = try row.word(10, among: ["Y", "N"])
      let result = try row.word(11, among: OuladData.Outcome.allCases.map(\.rawValue))
      guard let outcome = OuladData.Outcome(rawValue: result) else { return }
      guard known.updateValue((outcome, row.line), forKey: key) == nil else {
        throw OuladRow.Fault("repeats student \(key.student) in this presentation")
      }
    }
    return known
  }

  private mutating func readAssessments(_ progress: (String) -> Void) {
    var seen: Set<Int> = []
    rows(
      "assessments.csv",
      header: [
        "code_module", "code_presentation", "id_assessment", "assessment_type", "date", "weight",
      ], progress
    ) { reader, row throws(OuladRow.Fault) in
      let kind = try row.word(3, among: OuladData.Assessment.Kind.allCases.map(\.rawValue))
      let made = OuladData.Assessment(
        id: try row.int(2, OuladRow.students), presentation: try reader.presentation(row),
        kind: OuladData.Assessment.Kind(rawValue: kind) ?? .exam,
        day: try row.optionalInt(4, OuladRow.days), weight: try row.hundredths(5))
      guard seen.insert(made.id).inserted else {
        throw OuladRow.Fault("repeats the assessment \(made.id)")
      }
      reader.data.assessments.append(made)
    }
  }

  private mutating func readScores(_ progress: (String) -> Void) {
    let placed = Dictionary(
      data.assessments.map { ($0.id, $0.presentation) }, uniquingKeysWith: { first, _ in first })
    let registered = Set(
      data.registrations.map { Key(presentation: $0.presentation, student: $0.student) })
    let joins = faults.count == 0
    var seen: Set<Key> = []
    rows(
      "studentAssessment.csv",
      header: ["id_assessment", "id_student", "date_submitted", "is_banked", "score"], progress
    ) { reader, row throws(OuladRow.Fault) in
      let made = OuladData.Score(
        assessment: try row.int(0, OuladRow.students), student: try row.int(1, OuladRow.students),
        day: try row.int(2, OuladRow.days), isBanked: try row.word(3, among: ["0", "1"]) == "1",
        score: try row.optionalInt(4, 0...100))
      guard joins else { return }
      guard let presentation = placed[made.assessment] else {
        throw OuladRow.Fault("assessments.csv has no assessment \(made.assessment)")
      }
      guard registered.contains(Key(presentation: presentation, student: made.student)) else {
        throw OuladRow.Fault("student \(made.student) is not registered in this presentation")
      }
      guard seen.insert(Key(presentation: made.assessment, student: made.student)).inserted else {
        throw OuladRow.Fault(
          "repeats the score of student \(made.student) in assessment \(made.assessment)")
      }
      reader.data.scores.append(made)
    }
  }
}
