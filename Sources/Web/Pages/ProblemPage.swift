import HTTPTypes
import Hummingbird
import Language
import Operations

/// A problem as a page: what went wrong, where, and the way on.
enum ProblemPage {
  static func response(
    _ problem: Problem, _ request: Request, _ context: SiteContext, _ site: Site
  ) -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let key =
      switch problem.type {
      case "not-found": "notFound"
      case "forbidden": "forbidden"
      case "stale-form": "expired"
      case "state-conflict": "state"
      case "bad-input", "bad-request": "badInput"
      default: "tryAgain"
      }
    // Details of inputs and states are written for people; others name our insides.
    let isForPeople = key == "badInput" || key == "state"
    let detail: HTML =
      isForPeople
      ? "<p>\(HTML.with(problem.place) { "\(HTML.own($0)): " })\(problem.detail)</p>" : HTML()
    let body: HTML = """
      \(Heading(speech("error.\(key).title"), lead: HTML(text: speech("error.\(key).text"))).html)
      \(detail)
      <p class="buttons">\(Button.link(speech("error.back"), "/", .plain))</p>
      """
    do {
      return try reading.page(speech("error.\(key).title"), status: problem.status, body)
    } catch {
      return Reply.bytes(
        Array("The database cannot be read now; try again.".utf8),
        type: "text/plain; charset=utf-8", status: .serviceUnavailable)
    }
  }
}
