import CellOutputs

extension Table {
  /// The table as HTML, whose rules and fonts are the front end's own.
  package var html: String {
    func row(_ texts: [String], _ tag: String) -> String {
      let cells = zip(texts, columns).map { text, column in
        "<\(tag) style=\"text-align: \(column.alignment.rawValue)\">\(text.escapedHTML)</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    var lines = ["<table>"]
    if let caption { lines.append("<caption>\(caption.escapedHTML)</caption>") }
    lines.append("<thead>\(row(columns.map(\.title), "th"))</thead>")
    lines.append("<tbody>")
    lines += rows.map { row($0, "td") }
    lines.append("</tbody>")
    if !totals.isEmpty {
      lines.append("<tfoot>\(totals.map { row($0, "th") }.joined())</tfoot>")
    }
    return (lines + ["</table>"]).joined(separator: "\n")
  }

  /// The table as text, its columns two spaces apart.
  package var plainText: String {
    let head = columns.map(\.title)
    let widths = columns.indices.map { place in
      ([head] + rows + totals).map { $0.indices.contains(place) ? $0[place].count : 0 }.max() ?? 0
    }
    func line(_ texts: [String]) -> String {
      let cells = zip(zip(texts, columns), widths).map { cell, width in
        let (text, column) = cell
        let room = max(0, width - text.count)
        let before =
          switch column.alignment {
          case .left: 0
          case .center: room / 2
          case .right: room
          }
        return String(repeating: " ", count: before) + text
          + String(repeating: " ", count: room - before)
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let ends = totals.isEmpty ? [] : [rule] + totals.map(line)
    let body = [line(head), rule] + rows.map(line) + ends
    return ((caption.map { [$0, ""] } ?? []) + body).joined(separator: "\n")
  }
}

extension String {
  /// The text as the content of an element of HTML.
  package var escapedHTML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
