import FigureFiles
import Foundation
import Plots
import Reports

extension PageWriter {
  /// Returns a figure: its drawings, its caption, and the numbers behind it.
  mutating func figure(_ figure: ReportFigure) async throws -> HTML {
    var parts: [HTML] = []
    for (index, part) in figure.parts.enumerated() {
      let drawing = try await self.drawing(part)
      guard figure.parts.count > 1 else {
        parts.append(drawing)
        continue
      }
      var caption = HTML.text("(\(PartLetter.text(index)))")
      if !part.caption.isEmpty { caption += .text(" ") + html(part.caption) }
      parts.append(
        .element(
          "div", ["class": "part"],
          .block([drawing, .element("p", ["class": "part-caption"], caption)])))
    }
    if figure.parts.count > 1 {
      parts = [.element("div", ["class": "parts"], .block(parts))]
    }
    if figure.number != nil || !figure.caption.isEmpty {
      parts.append(caption(number: figure.number, figure.caption))
    }
    parts.append(dataTables(of: figure))
    return .element("figure", ["class": "figure", "id": figure.anchor], .block(parts))
  }

  /// Returns a part's picture; a plot is drawn for both themes, and the style sheet shows one.
  private mutating func drawing(_ part: ReportFigure.Part) async throws -> HTML {
    switch part.content {
    case .picture(let bytes, let mediaType):
      let source = "data:\(mediaType);base64,\(Data(bytes).base64EncodedString())"
      return .element(
        "div", ["class": "drawing"],
        .void("img", ["src": source, "alt": part.altText, "style": part.width.map(style)]))
    case .plot(let plot):
      let versions: [HTML]
      if let narrow = plot.narrowed {
        versions =
          try await drawings(of: plot, class: "wide", altText: part.altText)
          + drawings(of: narrow, class: "narrow", altText: part.altText)
      } else {
        versions = try await drawings(of: plot, class: nil, altText: part.altText)
      }
      return .element("div", ["class": "drawing"], .block(versions))
    }
  }

  /// Returns a plot drawn for the light and for the dark theme.
  private mutating func drawings(
    of plot: Figure, class name: String?, altText: String
  ) async throws -> [HTML] {
    var versions: [HTML] = []
    for (themeName, theme) in [("light", Theme.light), ("dark", Theme.dark)] {
      drawings += 1
      let drawing = try await plot.svg(theme: theme, idPrefix: "f\(drawings)-")
      let names = [themeName, name].compactMap(\.self).joined(separator: " ")
      versions.append(inlined(symbols.pooling(drawing), class: names, altText: altText))
    }
    return versions
  }

  /// Returns an SVG document as an element of the page, with a text for those who cannot see it.
  private func inlined(_ document: String, class name: String, altText: String) -> HTML {
    let opening = "<svg "
    guard let start = document.firstRange(of: opening) else { return .markup(document) }
    let attributes = HTML.void(
      "svg", ["class": name, "role": "img", "aria-label": altText]
    ).markup.dropLast()
    return .markup(attributes + " " + document[start.upperBound...])
  }

  /// Returns the numbers that the figure shows, folded.
  private func dataTables(of figure: ReportFigure) -> HTML {
    let tables = figure.parts.flatMap { part -> [HTML] in
      guard case .plot(let plot) = part.content else { return [] }
      let tables = plot.dataTables
      return tables.enumerated().map { index, table in
        let suffix = tables.count > 1 ? "-\(index + 1)" : ""
        return html(table, fileName: "\(part.fileName)\(suffix).csv")
      }
    }
    guard !tables.isEmpty else { return .empty }
    let summary = HTML.element("summary", .text("Data of \(figure.number ?? "this figure")"))
    return .element("details", ["class": "figure-data"], .block([summary] + tables))
  }

  /// Returns a table of numbers, and the whole of it as a file to save.
  private func html(_ table: DataTable, fileName: String) -> HTML {
    let shown = table.rows.prefix(Self.mostDataRows)
    let csv = "data:text/csv;base64,\(Data(table.csv.utf8).base64EncodedString())"
    var heading = HTML.element("strong", .text(table.title)) + .text(" ")
    if shown.count < table.rows.count {
      heading += .text("(the first \(shown.count) of \(table.rows.count) rows) ")
    }
    heading += .element(
      "a",
      ["href": csv, "download": fileName, "aria-label": "\(table.title) as a CSV file"],
      .text("CSV"))

    let head = table.columns.map { HTML.element("th", ["scope": "col"], .text($0)) }.joined()
    let rows = shown.map { row in
      HTML.element("tr", row.map { HTML.element("td", .text(Self.shortened($0))) }.joined())
    }
    let body: [HTML] = [
      .element("thead", .element("tr", head)), .element("tbody", .block(rows)),
    ]
    return .block([
      .element("p", ["class": "data-title"], heading),
      .element(
        "div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": table.title],
        .element("table", ["aria-label": table.title], .block(body))),
    ])
  }

  /// Returns a long number with as many digits as anyone reads; the file has all of them.
  private static func shortened(_ text: String) -> String {
    guard text.count > 9, text.contains("."), let number = Double(text) else { return text }
    return String(format: "%.5g", number)
  }

  /// A page with more rows than a reader would look through is only slower.
  private static let mostDataRows = 200

  private func style(_ width: PictureWidth) -> String {
    switch width {
    case .fraction(let part): "width: \((part * 1000).rounded() / 10)%"
    case .inches(let inches): "width: \(inches)in"
    }
  }
}
