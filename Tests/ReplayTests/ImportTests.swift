import Foundation
import Replay
import Storage
import Testing

/// What an import of the dataset stores, and when it stores nothing.
struct ImportTests {
  private func stored(_ database: Database) throws -> [Int] {
    try database.read { tx in
      [
        try tx.count("SELECT COUNT(*) FROM oulad_presentation"),
        try tx.count("SELECT COUNT(*) FROM oulad_registration"),
        try tx.count("SELECT COUNT(*) FROM oulad_assessment"),
        try tx.count("SELECT COUNT(*) FROM oulad_score"),
      ]
    }
  }

  @Test func storesEverythingOnceAndReplacesItLater() throws {
    try Dataset.withDatabase { database in
      try Dataset.with(Dataset.files) { directory in
        var told: [String] = []
        let first = try OuladImport().run(directory: directory, into: database) { told.append($0) }
        #expect(first.presentations == 2)
        #expect(first.registrations == 90)
        #expect(first.undatable == 1)
        #expect(first.withdrawnWithoutDay == 1)
        #expect(first.unregistrations == 9)
        #expect(first.assessments == 5)
        #expect(first.scores == 8)
        #expect(first.replaced == 0)
        #expect(told.contains("studentRegistration.csv: 90 rows"))
        #expect(try stored(database) == [2, 90, 5, 8])
        let again = try OuladImport().run(directory: directory, into: database) { _ in }
        #expect(again.replaced == 90)
        #expect(try stored(database) == [2, 90, 5, 8])
      }
    }
  }

  @Test func keepsARowWithoutARegistrationDay() throws {
    try Dataset.withDatabase { database in
      try Dataset.with(Dataset.files) { directory in
        _ = try OuladImport().run(directory: directory, into: database) { _ in }
      }
      let data = try database.read { try OuladRows.load(in: $0) }
      #expect(data.undatable == 1)
      let row = try #require(data.registrations.first { $0.student == 59 })
      #expect(row.registered == nil)
      #expect(row.outcome == .fail)
      #expect(data.assessments.map(\.weight) == [5_000, 5_000, 10_000, 1_250, 8_750])
    }
  }

  /// One way to spoil a file: what to replace by what, and the place the fault must name.
  struct Spoiling: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let row: Int
    let problem: String

    init(_ file: String, _ old: String, _ new: String, row: Int, _ problem: String) {
      self.file = file
      self.old = old
      self.new = new
      self.row = row
      self.problem = problem
    }

    var testDescription: String { "\(file): \(problem)" }
  }

  static let spoilings = [
    Spoiling("courses.csv", "module_presentation_length", "length", row: 1, "the header must be"),
    Spoiling("courses.csv", "\"code_module\",", "\u{FEFF}\"code_module\",", row: 1, "a quote"),
    Spoiling("courses.csv", "\"268\"", "\"268\",\"\"", row: 2, "has 4 columns instead of 3"),
    Spoiling("courses.csv", "\"268\"", "\"0\"", row: 2, "outside 1…2000"),
    Spoiling("courses.csv", "\"2014B\"", "\"2014X\"", row: 3, "not a year with B or J"),
    Spoiling("courses.csv", "\"BBB\"", "\"bbb\"", row: 3, "not a module's capital letters"),
    Spoiling("courses.csv", "\"BBB\",\"2014B\"", "\"AAA\",\"2013J\"", row: 3, "repeats"),
    Spoiling("courses.csv", "\"240\"\r\n", "\"240\"", row: 3, "is not finished"),
    Spoiling("courses.csv", "\"240\"\r\n", "\"24", row: 3, "opens a quote that is never closed"),
    Spoiling("courses.csv", "\"268\"", "\"268\"x", row: 2, "has text after a closing quote"),
    Spoiling("courses.csv", "\"268\"", "26\"8", row: 2, "a quote inside a field"),
    Spoiling("courses.csv", "\"268\"\r\n", "\"268\"\r", row: 2, "carriage return without"),
    Spoiling("courses.csv", "\"268\"\r\n", "\"268\"\r\n\r\n", row: 3, "has 1 columns"),
    Spoiling(
      "studentInfo.csv", "\"130\",\"F\"", "\"130\",\"X\"", row: 91,
      "gender is 'X', not one of M, F"),
    Spoiling(
      "studentInfo.csv", "\"9\",\"F\",\"A \"\"far\"\" Region\",\"HE\",\"\",\"0-35\"",
      "\"9\",\"F\",\"A \"\"far\"\" Region\",\"HE\",\"\",\"0-99\"", row: 10, "age_band is '0-99'"),
    Spoiling("studentInfo.csv", "\"Distinction\"", "\"Excellent\"", row: 14, "final_result is"),
    Spoiling("studentInfo.csv", "\"2013J\",\"57\"", "\"2013J\",\"56\"", row: 58, "repeats student"),
    Spoiling(
      "studentInfo.csv", "\"BBB\",\"2014B\",\"101\"", "\"BBB\",\"2013B\",\"101\"", row: 62,
      "courses.csv has no presentation BBB-2013B"),
    Spoiling(
      "studentRegistration.csv", "\"1\",\"-30\"", "\"1\",\"soon\"", row: 2,
      "date_registration is 'soon', not a whole number"),
    Spoiling("studentRegistration.csv", "\"1\",\"-30\"", "\"1\",\"-3.0\"", row: 2, "not a whole"),
    Spoiling("studentRegistration.csv", "\"1\",\"-30\"", "\"1\",\"-3000\"", row: 2, "outside"),
    Spoiling("studentRegistration.csv", "\"2\",\"-30\"", "\"1\",\"-30\"", row: 3, "repeats the"),
    Spoiling(
      "studentRegistration.csv", "\"130\",\"-10\"", "\"999\",\"-10\"", row: 91, "no row for"),
    Spoiling(
      "studentRegistration.csv", "\"60\",\"3\",\"4\"", "\"60\",\"3\"", row: 61, "has 4 columns"),
    Spoiling("assessments.csv", "\"CMA\"", "\"Quiz\"", row: 3, "not one of TMA, CMA, Exam"),
    Spoiling("assessments.csv", "\"12.5\"", "\"12.555\"", row: 5, "not a percentage"),
    Spoiling("assessments.csv", "\"87.5\"", "\"187.5\"", row: 6, "not a percentage"),
    Spoiling("assessments.csv", "\"2\",\"CMA\"", "\"1\",\"CMA\"", row: 3, "repeats the assessment"),
    Spoiling("studentAssessment.csv", "1,10,18,0,80", "1,10,18,0,101", row: 2, "outside 0…100"),
    Spoiling("studentAssessment.csv", "1,10,18,0,80", "1,10,18,2,80", row: 2, "is_banked is '2'"),
    Spoiling("studentAssessment.csv", "1,10,18,0,80", "9,10,18,0,80", row: 2, "no assessment 9"),
    Spoiling("studentAssessment.csv", "2,10,50,0,70", "1,10,50,0,70", row: 3, "repeats the score"),
    Spoiling("studentAssessment.csv", "4,101,18", "4,1,18", row: 8, "student 1 is not registered"),
    Spoiling("studentAssessment.csv", "5,101,28,0,80\n", "5,101,2", row: 9, "is not finished"),
  ]

  @Test(arguments: spoilings) func storesNothingOfAMalformedFile(_ spoiling: Spoiling) throws {
    var files = Dataset.files
    let text = try #require(files[spoiling.file])
    let place = try #require(text.range(of: spoiling.old))
    files[spoiling.file] = text.replacingCharacters(in: place, with: spoiling.new)
    try Dataset.withDatabase { database in
      try Dataset.with(files) { directory in
        let fault = try #require(throws: OuladFault.self) {
          try OuladImport().run(directory: directory, into: database) { _ in }
        }
        #expect(
          fault.places.contains {
            $0.file == spoiling.file && $0.row == spoiling.row
              && $0.problem.contains(spoiling.problem)
          }, "\(fault)")
      }
      #expect(try stored(database) == [0, 0, 0, 0])
    }
  }

  @Test func keepsAnEarlierImportWhenALaterOneIsMalformed() throws {
    try Dataset.withDatabase { database in
      try Dataset.with(Dataset.files) { directory in
        _ = try OuladImport().run(directory: directory, into: database) { _ in }
      }
      var files = Dataset.files
      files["assessments.csv"] = nil
      try Dataset.with(files) { directory in
        let fault = try #require(throws: OuladFault.self) {
          try OuladImport().run(directory: directory, into: database) { _ in }
        }
        #expect(fault.places.first?.description.contains("assessments.csv: cannot be read") == true)
      }
      #expect(try stored(database) == [2, 90, 5, 8])
    }
  }

  @Test func namesAStudentWithoutRegistration() throws {
    var files = Dataset.files
    files["studentRegistration.csv"] = files["studentRegistration.csv"]?
      .replacing("\"BBB\",\"2014B\",\"130\",\"-10\",\"\"\r\n", with: "")
    try Dataset.withDatabase { database in
      try Dataset.with(files) { directory in
        let fault = try #require(throws: OuladFault.self) {
          try OuladImport().run(directory: directory, into: database) { _ in }
        }
        #expect(fault.count == 1)
        #expect(fault.places.first?.file == "studentInfo.csv")
        #expect(fault.places.first?.row == 91)
      }
    }
  }

  @Test func listsTwentyPlacesAndCountsTheRest() throws {
    var files = Dataset.files
    files["studentInfo.csv"] = files["studentInfo.csv"]?.replacing("\"F\"", with: "\"?\"")
    try Dataset.withDatabase { database in
      try Dataset.with(files) { directory in
        let fault = try #require(throws: OuladFault.self) {
          try OuladImport().run(directory: directory, into: database) { _ in }
        }
        #expect(fault.count == 90)
        #expect(fault.places.map(\.row) == Array(2...21))
        #expect(fault.description.hasSuffix("and 70 more"))
      }
    }
  }

  @Test func refusesBytesThatAreNotText() throws {
    try Dataset.withDatabase { database in
      try Dataset.with(Dataset.files) { directory in
        let path = directory + "/studentInfo.csv"
        var bytes = Array(try #require(FileManager.default.contents(atPath: path)))
        let place = try #require(bytes.firstIndex(of: UInt8(ascii: "\n"))) + 30
        bytes[place] = 0xFF
        try Data(bytes).write(to: URL(filePath: path))
        let fault = try #require(throws: OuladFault.self) {
          try OuladImport().run(directory: directory, into: database) { _ in }
        }
        #expect(fault.places.first?.row == 2)
        #expect(fault.places.first?.problem.contains("UTF-8") == true)
      }
    }
  }
}
