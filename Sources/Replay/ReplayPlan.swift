import Kernel
import Registrar

/// What is planned of a presentation's assessment, and the marks of the learners who have all.
struct ReplayPlan: Sendable {
  let components: [AssessmentPlan.Component]
  /// Whether the components are the real coursework; otherwise one component stands for it all.
  let isCoursework: Bool
  /// By student: the marks in the order submitted, only for those who have every weighted one.
  let marks: [Int: [Entry]]

  struct Entry: Sendable {
    let component: String
    let mark: Mark
    /// Day of submission, from the presentation's first day.
    let day: Int
  }

  /// The plan of each presentation.
  static func all(_ data: OuladData) -> [ReplayPlan] {
    var assessments = [[OuladData.Assessment]](repeating: [], count: data.presentations.count)
    for item in data.assessments { assessments[item.presentation].append(item) }
    let scores = Dictionary(grouping: data.scores, by: \.assessment)
    return assessments.map { ReplayPlan($0, scores) }
  }

  private init(_ assessments: [OuladData.Assessment], _ scores: [Int: [OuladData.Score]]) {
    let weighted = assessments.filter { $0.kind != .exam && $0.weight > 0 }
    // An exam with scores would count beside the coursework: then coursework alone is no result.
    let hasExam = assessments.contains {
      $0.kind == .exam && !(scores[$0.id] ?? []).isEmpty
    }
    isCoursework =
      !hasExam && weighted.allSatisfy { $0.weight % 100 == 0 }
      && weighted.reduce(0) { $0 + $1.weight } == 10_000 && weighted.count <= 40
    guard isCoursework else {
      components = [
        AssessmentPlan.Component(
          code: "result", title: "Final result", weight: 100, isRequired: false, minimum: nil,
          outcome: nil)
      ]
      marks = [:]
      return
    }
    components = weighted.map {
      AssessmentPlan.Component(
        code: String($0.id), title: "\($0.kind.rawValue) \($0.id)", weight: $0.weight / 100,
        isRequired: false, minimum: nil, outcome: nil)
    }
    var entries: [Int: [Entry]] = [:]
    for item in weighted {
      for score in scores[item.id] ?? [] {
        guard let value = score.score, let mark = Mark(ExactDecimal(mantissa: Int64(value)))
        else { continue }
        entries[score.student, default: []].append(
          Entry(component: String(item.id), mark: mark, day: score.day))
      }
    }
    marks = entries.filter { $0.value.count == weighted.count }
      .mapValues { $0.sorted { ($0.day, $0.component) < ($1.day, $1.component) } }
  }
}
