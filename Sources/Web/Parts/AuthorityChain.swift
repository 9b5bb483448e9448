/// The chain of authority as a picture: boxes joined by arrows, one under the other on a phone.
package struct AuthorityChain: Sendable {
  package struct Link: Sendable {
    package enum Kind: String, Sendable { case regulator, licence, credential }

    package let kind: Kind
    /// What this link is: `Regulator`, `Provider licence`.
    package let role: String
    package let name: String
    package let lines: [HTML]
    package let tone: Tone
    /// What was found of it: `in force at issue`.
    package let status: String

    package init(
      _ kind: Kind, role: String, name: String, lines: [HTML], _ tone: Tone, _ status: String
    ) {
      self.kind = kind
      self.role = role
      self.name = name
      self.lines = lines
      self.tone = tone
      self.status = status
    }
  }

  package let links: [Link]

  package init(_ links: [Link]) { self.links = links }

  package var html: HTML {
    let items = links.enumerated().map { offset, link -> HTML in
      let joined: HTML = offset == 0 ? HTML() : AuthorityChain.arrow(link.tone)
      let lines = link.lines.map { line -> HTML in "<span class=\"line\">\(line)</span>" }
      return """
        <li>\(joined)<div class="link \(link.kind.rawValue)\(AuthorityChain.state(link.tone))">\
        <span class="role">\(link.role)</span><strong>\(HTML.own(link.name))</strong>\(lines)\
        <span class="found \(link.tone.rawValue)">\(Check.sign(link.tone))\(link.status)</span>\
        </div></li>
        """
    }
    return "<ol class=\"chain\">\(items)</ol>"
  }

  /// A broken link, and one that was not looked at, are drawn as such.
  private static func state(_ tone: Tone) -> HTML {
    switch tone {
    case .bad: " broken"
    case .quiet: " unseen-link"
    default: ""
    }
  }

  private static func arrow(_ tone: Tone) -> HTML {
    let drawing: HTML =
      tone == .bad
      ? """
      <path class="shaft" d="M0 10H9M31 10H40"/><path class="cross" d="M13 3 27 17M27 3 13 17"/>
      """
      : "<path class=\"shaft\" d=\"M0 10H26\"/><path class=\"tip\" d=\"M24 2 40 10 24 18z\"/>"
    return """
      <svg class="arrow\(state(tone))" viewBox="0 0 40 20" aria-hidden="true">\(drawing)</svg>
      """
  }
}

/// Moments on a line of time in their order, at even distances: issued before, revoked after.
package struct HistoryLine: Sendable {
  package struct Moment: Sendable {
    package let label: String
    package let when: HTML
    package let note: String
    package let tone: Tone
    /// The moment the page is about.
    package let isMain: Bool

    package init(
      _ label: String, when: HTML, note: String = "", _ tone: Tone, main: Bool = false
    ) {
      self.label = label
      self.when = when
      self.note = note
      self.tone = tone
      self.isMain = main
    }
  }

  package let moments: [Moment]

  package init(_ moments: [Moment]) { self.moments = moments }

  package var html: HTML {
    let items = moments.map { moment -> HTML in
      """
      <li class="\(moment.tone.rawValue)\(HTML.when(moment.isMain, " main"))">\
      <strong>\(moment.label)</strong><span class="when">\(moment.when)</span>\
      \(HTML.when(!moment.note.isEmpty, "<small>\(moment.note)</small>"))</li>
      """
    }
    return "<ol class=\"history\">\(items)</ol>"
  }
}

/// One thing that was checked, and what was found.
package struct Check: Sendable {
  package let name: String
  package let found: HTML
  /// What one can do about it.
  package let remedy: HTML
  package let tone: Tone
  package let word: String

  package init(
    _ name: String, found: HTML, remedy: HTML = HTML(), _ tone: Tone, _ word: String
  ) {
    self.name = name
    self.found = found
    self.remedy = remedy
    self.tone = tone
    self.word = word
  }

  /// A tick, a cross or a mark of exclamation in a disc.
  static func sign(_ tone: Tone) -> HTML {
    let drawing: HTML =
      switch tone {
      case .good, .authority: "<path d=\"M4.3 8.3l2.6 2.6 4.9-5.4\"/>"
      case .bad: "<path d=\"M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6\"/>"
      default: "<path d=\"M8 4.2v4.6M8 11.4v.4\"/>"
      }
    return """
      <svg class="sign \(tone.rawValue)" viewBox="0 0 16 16" aria-hidden="true">\
      <circle cx="8" cy="8" r="8"/>\(drawing)</svg>
      """
  }
}

/// All checks, in the order they were made.
package struct CheckList: Sendable {
  package let checks: [Check]

  package init(_ checks: [Check]) { self.checks = checks }

  package var html: HTML {
    let items = checks.map { check -> HTML in
      """
      <li><div><strong>\(check.name)</strong><small>\(check.found)</small>\
      \(HTML.when(!check.remedy.isEmpty, "<small class=\"remedy\">\(check.remedy)</small>"))</div>\
      \(Tag(check.tone, check.word).html)</li>
      """
    }
    return "<ul class=\"checks\">\(items)</ul>"
  }
}
