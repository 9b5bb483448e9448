package import Kernel
package import Storage

/// How long a course and each of its lessons last, in minutes, as the institution says.
package struct CourseLength: Sendable {
  package let minutes: Int
  package let lessonMinutes: Int

  package init(minutes: Int, lessonMinutes: Int) {
    self.minutes = minutes
    self.lessonMinutes = lessonMinutes
  }

  /// That of a course; nil while it is not known.
  package static func of(_ course: CourseID, in tx: Transaction) throws -> CourseLength? {
    try tx.first(
      "SELECT minutes, lesson_minutes FROM course_length WHERE course = $1", .id(course)
    ) { CourseLength(minutes: $0.int(0), lessonMinutes: $0.int(1)) }
  }

  /// Sets a course's, in place of that before.
  package func set(of course: CourseID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO course_length (course, minutes, lesson_minutes) VALUES ($1, $2, $3)
      ON CONFLICT (course) DO UPDATE SET minutes = excluded.minutes,
        lesson_minutes = excluded.lesson_minutes
      """, .id(course), .int(minutes), .int(lessonMinutes))
  }
}
