package import Kernel
package import Language

/// One entry of the navigation.
package struct NavItem: Sendable {
  package let label: String
  package let path: Path

  package init(_ label: String, _ path: Path) {
    self.label = label
    self.path = path
  }
}

/// What the dark bar on top says: for whom, under which licence.
package struct Standing: Sendable {
  package let institution: String
  package let unit: String?
  package let licence: String?

  package init(institution: String, unit: String? = nil, licence: String? = nil) {
    self.institution = institution
    self.unit = unit
    self.licence = licence
  }
}

/// The frame of every page. `path` is where the reader is, with its query: the navigation marks it
/// and the language links keep it.
package struct Page: Sendable {
  package var title: String
  package var standing: Standing
  package var today: Day
  package var path: Path
  package var navigation: [NavItem]
  /// The way to this page; the last entry is the page itself and carries no link.
  package var crumbs: [NavItem]
  /// The signed-in reader's name.
  package var reader: String?
  /// What stands at the end of the header: sign in or a sign-out form.
  package var account: HTML
  /// One message on top, such as what an operation just did.
  package var flash: HTML
  package var body: HTML

  package static let stylesheet: Path = "/assets/site.css"
  package static let icon: Path = "/assets/sanad.svg"

  package init(
    title: String, standing: Standing, today: Day, path: Path, navigation: [NavItem] = [],
    crumbs: [NavItem] = [], reader: String? = nil, account: HTML = HTML(), flash: HTML = HTML(),
    body: HTML
  ) {
    self.title = title
    self.standing = standing
    self.today = today
    self.path = path
    self.navigation = navigation
    self.crumbs = crumbs
    self.reader = reader
    self.account = account
    self.flash = flash
    self.body = body
  }

  package func html(_ speech: Speech) -> HTML {
    let direction = speech.tongue == .arabic ? "rtl" : "ltr"
    return """
      <!doctype html>
      <html lang="\(speech.tongue.rawValue)" dir="\(direction)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title) · \(speech("site.name"))</title>
      <link rel="stylesheet" href="\(Page.stylesheet)">
      <link rel="icon" type="image/svg+xml" href="\(Page.icon)">
      <meta name="theme-color" content="#0b5d3b">
      </head>
      <body>
      <a class="skip" href="#content">\(speech("site.skip"))</a>
      \(bar(speech))
      \(header(speech))
      <main id="content" class="wrap">
      \(crumbs(speech))
      \(flash)
      \(body)
      </main>
      \(footer(speech))
      </body>
      </html>

      """
  }

  private func bar(_ speech: Speech) -> HTML {
    """
    <div class="bar"><div class="wrap"><span><strong>\(standing.institution)</strong>\
    \(HTML.with(standing.unit) { " · \($0)" })</span>\
    \(HTML.with(standing.licence) { "<span>\($0)</span>" })\
    <span><time datetime="\(today.description)">\(speech.bothWithWeekday(today))</time></span>\
    </div></div>
    """
  }

  private func header(_ speech: Speech) -> HTML {
    """
    <header class="head"><div class="wrap">
    <a class="brand" href="/">\(Page.mark)<span>\(speech("site.name"))</span></a>
    \(HTML.when(!navigation.isEmpty, nav(speech)))
    <div class="account">
    \(languages(speech))
    \(HTML.with(reader) { "<span class=\"reader\"><bdi>\($0)</bdi></span>" })
    \(account)
    </div>
    </div></header>
    """
  }

  private func nav(_ speech: Speech) -> HTML {
    // The way to this page says where the reader is, where it begins at an entry: an office comes to
    // a case from its queue, an applicant from their own.
    let current = crumbs.first.flatMap { entry(above: $0.path) } ?? entry(above: path)
    let items = navigation.map { item -> HTML in
      """
      <li><a href="\(item.path)"\(HTML.when(item.path == current, " aria-current=\"page\""))>\
      \(item.label)</a></li>
      """
    }
    return "<nav aria-label=\"\(speech("nav.label"))\"><ul>\(items)</ul></nav>"
  }

  /// The entry with the longest path that another one begins with.
  private func entry(above path: Path) -> Path? {
    let here = path.text.prefix { $0 != "?" && $0 != "#" }
    return navigation.filter { item in
      // One's term is `/term`, and by its id below `/terms/`.
      item.path.text == here
        || item.path.text != "/"
          && (here.hasPrefix(item.path.text + "/") || here.hasPrefix(item.path.text + "s/"))
    }.max { $0.path.text.utf8.count < $1.path.text.utf8.count }?.path
  }

  private func languages(_ speech: Speech) -> HTML {
    let names: [(tongue: Tongue, name: String)] = [
      (.arabic, "العربية"), (.english, "English"), (.vietnamese, "Tiếng Việt"),
    ]
    let links = names.filter { $0.tongue != speech.tongue }.map { tongue, name -> HTML in
      let code = tongue.rawValue
      return """
        <a href="\(path.setting("lang", code))" lang="\(code)" hreflang="\(code)">\(name)</a>
        """
    }
    return """
      <span class="languages" role="group" aria-label="\(speech("site.language"))">\(links)</span>
      """
  }

  private func crumbs(_ speech: Speech) -> HTML {
    guard !crumbs.isEmpty else { return HTML() }
    let last = crumbs.count - 1
    let items = crumbs.enumerated().map { offset, crumb -> HTML in
      offset == last
        ? "<li aria-current=\"page\">\(crumb.label)</li>"
        : "<li>\(HTML.link(crumb.label, crumb.path))</li>"
    }
    return "<nav class=\"crumbs\" aria-label=\"\(speech("site.crumbs"))\"><ol>\(items)</ol></nav>"
  }

  private func footer(_ speech: Speech) -> HTML {
    """
    <footer class="foot"><div class="wrap"><p>\(speech("site.footer"))</p>
    <p>\(HTML.link(speech("nav.regulations"), "/regulations")) \
    \(HTML.link(speech("nav.verify"), "/verify"))</p></div></footer>
    """
  }

  /// The sign of Sanad, two links of a chain.
  package static let mark: HTML = """
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect x="3" y="3" width="12" \
    height="12" rx="5"/><rect x="17" y="17" width="12" height="12" rx="5"/>\
    <path d="M12.5 12.5l7 7"/></svg>
    """
}
