import Chapters
import Graphics
import Reports

extension PageWriter {
  /// Returns a table that scrolls within itself where it is wider than the page.
  mutating func table(_ table: ReportTable) -> HTML {
    var parts: [HTML] = []
    if let widths = table.columnWidths {
      let columns = widths.map { width in
        HTML.void("col", ["style": "width: \((width * 1000).rounded() / 10)%"])
      }
      parts.append(.element("colgroup", columns.joined()))
    }
    if table.header.contains(where: { !$0.isEmpty }) {
      let row = cells("th", table.header, alignments: table.alignments)
      parts.append(.element("thead", .element("tr", row)))
    }
    parts.append(.element("tbody", .block(rows(table.rows, alignments: table.alignments))))
    if !table.totals.isEmpty {
      parts.append(.element("tfoot", .block(rows(table.totals, alignments: table.alignments))))
    }
    let label = table.number ?? words[.table]
    let scroll = HTML.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": label],
      .element(
        "table", ["aria-label": label, "class": table.columnWidths == nil ? nil : "fixed"],
        .block(parts)))
    var names = [Self.names("table", captionPlace: table.captionPlace)]
    if table.isWide { names.append("beyond") }
    var content = [scroll]
    if !table.subcaption.isEmpty {
      content.insert(.element("p", ["class": "part-caption"], html(table.subcaption)), at: 0)
    }
    if table.number != nil || !table.caption.isEmpty {
      let caption = caption(number: table.number, table.caption)
      if table.captionPlace == .top {
        content.insert(caption, at: 0)
      } else {
        content.append(caption)
      }
    }
    return .element(
      "figure",
      ["class": (names + table.classes).joined(separator: " "), "id": table.anchor],
      .block(content))
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
