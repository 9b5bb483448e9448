package import Kernel
package import Language
import Regulations

extension Speech {
  /// A text with markup at its arguments: `{course}` may be a bold name or a link.
  package func html(
    _ key: String, count: Int? = nil, _ arguments: [String: HTML] = [:]
  ) -> HTML {
    guard let segments = segments(key, count: count) else {
      return HTML(text: Speech.missing(key))
    }
    return HTML.join(
      segments.map { segment in
        switch segment {
        case .literal(let text): return HTML(text: text)
        case .argument(let name, let style):
          if let markup = arguments[name] { return markup }
          if name == "count", let count {
            return HTML(text: say(.integer(count), style: style))
          }
          return HTML(text: Speech.missing(name))
        }
      })
  }

  /// A day in both calendars as a `time` element.
  package func time(both day: Day) -> HTML {
    "<time datetime=\"\(day.description)\">\(both(day))</time>"
  }

  /// An exclusive end in words, with the Hijri day of its last day.
  package func time(deadline end: Instant) -> HTML {
    let machine = zone.text(end)
    let hijri = hijri(lastDay(before: end))
    return """
      <time datetime="\(machine)">\(deadline(end))\
      \(HTML.with(hijri) { "\(beside)<span class=\"nowrap\">\($0)</span>" })</time>
      """
  }

  /// An instant with the zone's name.
  package func time(at instant: Instant) -> HTML {
    "<time datetime=\"\(zone.text(instant))\">\(self.instant(instant))</time>"
  }
}

extension HTML {
  /// A name or text written by people in any script: its direction stays its own.
  package static func own(_ text: String) -> HTML { "<bdi>\(text)</bdi>" }

  /// A code or number as printed: always left to right.
  package static func code(_ text: String) -> HTML {
    "<bdi dir=\"ltr\" class=\"code\">\(text)</bdi>"
  }

  /// A strong piece of a sentence.
  package static func strong(_ text: String) -> HTML { "<strong><bdi>\(text)</bdi></strong>" }

  /// A link.
  package static func link(_ label: HTML, _ path: Path) -> HTML {
    "<a href=\"\(path)\">\(label)</a>"
  }

  /// A link in plain words.
  package static func link(_ label: String, _ path: Path) -> HTML {
    "<a href=\"\(path)\">\(label)</a>"
  }
}
