import Graphics
import Reports

extension PageWriter {
  /// Returns a table that scrolls within itself where it is wider than the page.
  mutating func table(_ table: ReportTable) -> HTML {
    var parts: [HTML] = []
    if table.header.contains(where: { !$0.isEmpty }) {
      let row = cells("th", table.header, alignments: table.alignments)
      parts.append(.element("thead", .element("tr", row)))
    }
    parts.append(.element("tbody", .block(rows(table.rows, alignments: table.alignments))))
    if !table.totals.isEmpty {
      parts.append(.element("tfoot", .block(rows(table.totals, alignments: table.alignments))))
    }
    let label = table.number ?? "Table"
    let scroll = HTML.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": label],
      .element("table", ["aria-label": label], .block(parts)))
    guard table.number != nil || !table.caption.isEmpty else {
      return .element("figure", ["class": "table", "id": table.anchor], .block([scroll]))
    }
    return .element(
      "figure", ["class": "table", "id": table.anchor],
      .block([caption(number: table.number, table.caption), scroll]))
  }

  /// Returns a caption that starts with its number.
  mutating func caption(number: String?, _ content: [ReportInline]) -> HTML {
    var text = HTML.empty
    if let number {
      let ending = content.isEmpty ? "" : "."
      text += .element("span", ["class": "number"], .text(number + ending))
      if !content.isEmpty { text += .text(" ") }
    }
    return .element("figcaption", text + html(content))
  }

  private static let longestUnbrokenCell = 20

  private mutating func rows(
    _ rows: [[[ReportInline]]], alignments: [HorizontalAlignment]
  ) -> [HTML] {
    rows.map { .element("tr", cells("td", $0, alignments: alignments)) }
  }

  private mutating func cells(
    _ element: String, _ contents: [[ReportInline]], alignments: [HorizontalAlignment]
  ) -> HTML {
    var result = HTML.empty
    for (column, content) in contents.enumerated() {
      let alignment = alignments.indices.contains(column) ? alignments[column] : .left
      var names = alignment == .left ? [] : [alignment.rawValue]
      // A shape such as 6 × 28 × 28 stays on its line; only sentences are broken.
      if element == "td", content.plainText.count <= Self.longestUnbrokenCell {
        names.append("short")
      }
      result += .element(
        element,
        [
          "scope": element == "th" ? "col" : nil,
          "class": names.isEmpty ? nil : names.joined(separator: " "),
        ], html(content))
    }
    return result
  }
}
