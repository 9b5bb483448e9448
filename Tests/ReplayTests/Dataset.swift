import Foundation
import Storage
import TestEngine

/// A small dataset in the form of the real one: two presentations, ninety learners.
enum Dataset {
  static let names = [
    "courses.csv", "studentInfo.csv", "studentRegistration.csv", "assessments.csv",
    "studentAssessment.csv",
  ]

  /// A learner's row: days from the presentation's start, nil where the original is empty.
  struct Learner {
    let presentation: String
    let student: Int
    var registered: Int?
    var unregistered: Int?
    var result = "Pass"
  }

  static var learners: [Learner] {
    var rows = (1...57).map { student in
      Learner(
        presentation: "\"AAA\",\"2013J\"", student: student,
        registered: student <= 50 ? -30 : student <= 56 ? -20 : -2)
    }
    func set(_ student: Int, _ unregistered: Int?, _ result: String) {
      rows[student - 1].unregistered = unregistered
      rows[student - 1].result = result
    }
    for student in 1...3 { set(student, -5, "Withdrawn") }
    set(4, 20, "Withdrawn")
    set(5, 5, "Withdrawn")  // the first day of the withdrawal window
    set(6, 178, "Withdrawn")  // the last: two thirds of 268
    set(7, 179, "Withdrawn")
    set(8, nil, "Withdrawn")
    set(9, nil, "Fail")
    set(13, nil, "Distinction")
    set(51, 30, "Withdrawn")
    let aaa = "\"AAA\",\"2013J\""
    rows.append(Learner(presentation: aaa, student: 58, registered: 10))
    rows.append(Learner(presentation: aaa, student: 59, result: "Fail"))
    rows.append(
      Learner(
        presentation: aaa, student: 60, registered: 3, unregistered: 4, result: "Withdrawn"))
    rows += (101...130).map { student in
      Learner(
        presentation: "\"BBB\",\"2014B\"", student: student, registered: -10,
        result: student <= 125 ? "Pass" : "Fail")
    }
    return rows
  }

  /// The files, sound.
  static var files: [String: String] {
    var info =
      "\"code_module\",\"code_presentation\",\"id_student\",\"gender\",\"region\","
      + "\"highest_education\",\"imd_band\",\"age_band\",\"num_of_prev_attempts\","
      + "\"studied_credits\",\"disability\",\"final_result\"\r\n"
    var registration =
      "\"code_module\",\"code_presentation\",\"id_student\",\"date_registration\","
      + "\"date_unregistration\"\r\n"
    func day(_ value: Int?) -> String { value.map(String.init) ?? "" }
    for item in learners {
      info +=
        "\(item.presentation),\"\(item.student)\",\"F\",\"A \"\"far\"\" Region\",\"HE\",\"\","
        + "\"0-35\",\"0\",\"60\",\"N\",\"\(item.result)\"\r\n"
      registration +=
        "\(item.presentation),\"\(item.student)\",\"\(day(item.registered))\","
        + "\"\(day(item.unregistered))\"\r\n"
    }
    return [
      "courses.csv":
        "\"code_module\",\"code_presentation\",\"module_presentation_length\"\r\n"
        + "\"AAA\",\"2013J\",\"268\"\r\n\"BBB\",\"2014B\",\"240\"\r\n",
      "studentInfo.csv": info, "studentRegistration.csv": registration,
      "assessments.csv":
        "\"code_module\",\"code_presentation\",\"id_assessment\",\"assessment_type\",\"date\","
        + "\"weight\"\r\n"
        + "\"AAA\",\"2013J\",\"1\",\"TMA\",\"19\",\"50\"\r\n"
        + "\"AAA\",\"2013J\",\"2\",\"CMA\",\"54\",\"50\"\r\n"
        + "\"AAA\",\"2013J\",\"3\",\"Exam\",\"\",\"100\"\r\n"
        + "\"BBB\",\"2014B\",\"4\",\"TMA\",\"19\",\"12.5\"\r\n"
        + "\"BBB\",\"2014B\",\"5\",\"TMA\",\"29\",\"87.5\"\r\n",
      "studentAssessment.csv":
        "id_assessment,id_student,date_submitted,is_banked,score\n"
        + "1,10,18,0,80\n2,10,50,0,70\n1,11,-1,1,50\n2,11,53,0,50\n1,12,18,0,90\n2,12,50,0,\n"
        + "4,101,18,0,80\n5,101,28,0,80\n",
    ]
  }

  /// Writes files to a directory of their own, hands it over and removes it.
  static func with<Held>(_ files: [String: String], _ body: (String) throws -> Held) throws -> Held
  {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "oulad-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, text) in files {
      try Data(text.utf8).write(to: directory.appending(path: name))
    }
    return try body(directory.path)
  }

  /// A database in a file of its own that is removed afterwards.
  static func withDatabase<Held>(_ body: (Database) throws -> Held) throws -> Held {
    let place = try TestPlace()
    defer { place.remove() }
    let database = try Database(at: place.address, create: true)
    defer { database.close() }
    return try body(database)
  }

  /// The same for what waits.
  static func withDatabase<Held>(_ body: (Database) async throws -> Held) async throws -> Held {
    let place = try TestPlace()
    defer { place.remove() }
    let database = try Database(at: place.address, create: true)
    defer { database.close() }
    return try await body(database)
  }
}
