/// A table that becomes a list on a phone: there each cell shows its column's name.
package struct Table: Sendable {
  package struct Column: Sendable {
    package let name: String
    package let isNumber: Bool
    /// Columns of links and buttons have no name to show.
    package let isAction: Bool

    package init(_ name: String, number: Bool = false, action: Bool = false) {
      self.name = name
      self.isNumber = number
      self.isAction = action
    }
  }

  package let caption: String
  package let columns: [Column]
  /// The first cell of a row is its name.
  package let rows: [[HTML]]
  package let isCaptionShown: Bool

  package init(_ caption: String, showCaption: Bool = false, _ columns: [Column], _ rows: [[HTML]])
  {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.isCaptionShown = showCaption
  }

  // Roles are written out because the phone's layout takes them from the elements.
  package var html: HTML {
    let head = columns.map { column -> HTML in
      let name: HTML =
        column.isAction ? "<span class=\"unseen\">\(column.name)</span>" : "\(column.name)"
      return """
        <th scope="col" role="columnheader"\(HTML.when(column.isNumber, " class=\"number\""))>\
        \(name)</th>
        """
    }
    var body = HTML(
      reserving: rows.reduce(0) { $1.reduce($0 + 64) { $0 + $1.bytes.count + 128 } })
    for row in rows { write(row, to: &body) }
    return """
      <table class="table" role="table"><caption\
      \(HTML.when(!isCaptionShown, " class=\"unseen\""))>\(caption)</caption>
      <thead role="rowgroup"><tr role="row">\(head)</tr></thead>
      <tbody role="rowgroup">\(body)</tbody></table>
      """
  }

  // Written piece by piece: half of a page is its tables' cells.
  private func write(_ cells: [HTML], to body: inout HTML) {
    body.add("<tr role=\"row\">")
    var isFirst = true
    for (column, cell) in zip(columns, cells) {
      if isFirst {
        body.add("<th scope=\"row\" role=\"rowheader\">")
        body += cell
        body.add("</th>")
        isFirst = false
        continue
      }
      body.add("<td role=\"cell\"")
      if column.isAction {
        body.add(" class=\"action\"")
      } else if column.isNumber {
        body.add(" class=\"number\"")
      }
      body.add(" data-label=\"")
      body.add(text: column.name)
      body.add("\">")
      body += cell
      body.add("</td>")
    }
    body.add("</tr>\n")
  }
}

/// A name with a smaller line under it, for the first cell of a row.
package struct Named: Sendable {
  package let name: HTML
  package let detail: HTML

  package init(_ name: HTML, _ detail: HTML) {
    self.name = name
    self.detail = detail
  }

  package var html: HTML {
    "<span class=\"named\">\(name)<small>\(detail)</small></span>"
  }
}
