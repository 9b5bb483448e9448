package import Language
import Regulations

/// The lessons of a section as a strip of small cells in their order, with the count in words.
package struct AttendanceStrip: Sendable {
  package enum Cell: String, Sendable, CaseIterable {
    case present, absent, excused, planned
  }

  package let cells: [Cell]
  /// What the strip says in words: `2 absences · you can still miss 5`.
  package let words: HTML

  package init(_ cells: [Cell], words: HTML) {
    self.cells = cells
    self.words = words
  }

  package func html(_ speech: Speech) -> HTML {
    func count(_ cell: Cell) -> Int { cells.lazy.filter { $0 == cell }.count }
    let label = speech(
      "attendance.strip",
      [
        "present": .integer(count(.present)), "absent": .integer(count(.absent)),
        "excused": .integer(count(.excused)), "planned": .integer(count(.planned)),
      ])
    let drawn = cells.map { cell -> HTML in "<i class=\"\(cell.rawValue)\"></i>" }
    return """
      <div class="attendance"><span class="strip" role="img" aria-label="\(label)">\(drawn)</span>\
      <small>\(words)</small></div>
      """
  }
}

/// The seats of a section: how many are taken, from how many it opens, how many there are.
package struct SeatsBar: Sendable {
  package let taken: Int
  package let minimum: Int
  package let maximum: Int

  package init(taken: Int, minimum: Int, maximum: Int) {
    self.taken = taken
    self.minimum = minimum
    self.maximum = maximum
  }

  package func html(_ speech: Speech) -> HTML {
    let tone: Tone = taken >= maximum ? .quiet : taken >= minimum ? .good : .warn
    let seats = speech(
      "seats.taken", ["taken": .integer(taken), "maximum": .integer(maximum)])
    let note =
      taken >= maximum
      ? speech("seats.full")
      : taken >= minimum
        ? speech.plural("seats.left", maximum - taken)
        : speech.plural("seats.missing", minimum - taken)
    return """
      <div class="seats"><span class="seats-words">\(seats)</span>\
      \(Meter(part: taken, whole: maximum, ticks: [minimum], tone: tone).html)\
      <small>\(note)</small></div>
      """
  }
}
