import Caching
import Chapters
import FigureFiles
import Foundation
import Plots
import Reports

extension PageWriter {
  /// Returns a figure: its drawings, its caption, and the numbers behind it.
  mutating func figure(_ figure: ReportFigure) async throws -> HTML {
    var drawn: [HTML] = []
    for (index, part) in figure.parts.enumerated() {
      let drawing = try await self.drawing(part)
      guard figure.parts.count > 1 else {
        drawn.append(drawing)
        continue
      }
      var blocks = [drawing]
      // Pictures that take turns in one place are told apart by their order.
      if figure.arrangement.secondsPerPicture == nil || !part.caption.isEmpty {
        var caption = HTML.text("(\(PartLetter.text(index)))")
        if !part.caption.isEmpty { caption += .text(" ") + html(part.caption) }
        blocks.append(.element("p", ["class": "part-caption"], caption))
      }
      drawn.append(.element("div", ["class": "part"], .block(blocks)))
    }
    let arrangement = figure.arrangement
    var parts = figure.parts.count > 1 ? [arranged(drawn, by: arrangement)] : drawn
    if figure.number != nil || !figure.caption.isEmpty {
      let caption = caption(number: figure.number, figure.caption)
      if arrangement.captionPlace == .top {
        parts.insert(caption, at: 0)
      } else {
        parts.append(caption)
      }
    }
    parts.append(dataTables(of: figure))
    var names = [Self.names("figure", captionPlace: arrangement.captionPlace)]
    if let horizontal = arrangement.horizontal { names.append("align-\(horizontal.rawValue)") }
    if arrangement.isWide { names.append("beyond") }
    return .element(
      "figure",
      ["class": (names + arrangement.classes).joined(separator: " "), "id": figure.anchor],
      .block(parts))
  }

  /// Returns a class, and a second one where a caption does not stand where it usually does.
  static func names(_ kind: String, captionPlace: CellOptions.CaptionPlace) -> String {
    let usual: CellOptions.CaptionPlace = kind == "figure" ? .bottom : .top
    return captionPlace == usual ? kind : "\(kind) caption-\(captionPlace.rawValue)"
  }

  /// Returns a part's picture; a plot is drawn for both themes, and the style sheet shows one.
  private mutating func drawing(_ part: ReportFigure.Part) async throws -> HTML {
    let content: [HTML]
    switch part.content {
    case .picture(let bytes, let mediaType):
      let source = "data:\(mediaType);base64,\(Data(bytes).base64EncodedString())"
      content = [
        .void("img", ["src": source, "alt": part.altText, "style": Self.style(of: part)])
      ]
    case .drawn(let plot):
      // A size that its author chose is kept on every screen.
      if let narrow = plot.figure.narrowed, part.width == nil, part.height == nil {
        content =
          try await drawings(of: plot, class: "wide", part)
          + drawings(of: DigestedFigure(narrow), class: "narrow", part)
      } else {
        content = try await drawings(of: plot, class: nil, part)
      }
    }
    guard let link = part.link else {
      return .element("div", ["class": "drawing"], .block(content))
    }
    return .element(
      "div", ["class": "drawing"], .block([.element("a", ["href": link], .block(content))]))
  }

  /// Returns a plot drawn for each theme that its author wants.
  private mutating func drawings(
    of drawn: DigestedFigure, class name: String?, _ part: ReportFigure.Part
  ) async throws -> [HTML] {
    var versions: [HTML] = []
    for rendering in part.renderings {
      let look = rendering == .light ? FigureDrawings.Look.light : .dark
      // The only drawing is shown in either theme.
      let themeName = part.renderings.count > 1 ? rendering.rawValue : nil
      let classes = [themeName, name].compactMap(\.self)
      let names = classes.isEmpty ? nil : classes.joined(separator: " ")
      if part.format != .svg {
        versions.append(try await raster(of: drawn, look: look, class: names, part))
        continue
      }
      let drawing = try await figures.svg(
        of: drawn, look: look, idPrefix: try prefix(for: drawn, look))
      versions.append(
        inlined(
          symbols.pooling(drawing), class: names, altText: part.altText, style: Self.style(of: part)
        )
      )
    }
    return versions
  }

  /// Returns what stands before the ids of a drawing.
  ///
  /// It says what is drawn, not where on the page: so a drawing stays the same when others come before it.
  private mutating func prefix(
    for plot: DigestedFigure, _ look: FigureDrawings.Look
  ) throws -> String {
    let name = "\(try plot.digest.prefix(8))\(look == .dark ? "d" : "")"
    let count = drawings[name, default: 0]
    drawings[name] = count + 1
    return count == 0 ? "f\(name)-" : "f\(name)-\(count + 1)-"
  }

  /// Returns a plot as a PNG picture, for figures with more shapes than a browser likes to draw.
  private func raster(
    of plot: DigestedFigure, look: FigureDrawings.Look, class names: String?,
    _ part: ReportFigure.Part
  ) async throws -> HTML {
    let usual = part.format == .retina ? 2.0 : 1
    let bytes = try await figures.png(
      of: plot, look: look, background: nil, scale: part.dpi.map { $0 / 96 } ?? usual)
    let size = plot.figure.size(defaultWidth: Figure.defaultWidth)
    return .void(
      "img",
      [
        "class": names, "src": "data:image/png;base64,\(Data(bytes).base64EncodedString())",
        "alt": part.altText, "width": String(Int((size.width * 96 / 72).rounded())),
        "height": String(Int((size.height * 96 / 72).rounded())), "style": Self.style(of: part),
      ])
  }

  /// Returns an SVG document as an element of the page, with a text for those who cannot see it.
  private func inlined(
    _ document: String, class name: String?, altText: String, style: String?
  ) -> HTML {
    let opening = "<svg "
    guard let start = document.firstRange(of: opening) else { return .markup(document) }
    let attributes = HTML.void(
      "svg", ["class": name, "role": "img", "aria-label": altText, "style": style]
    ).markup.dropLast()
    return .markup(attributes + " " + document[start.upperBound...])
  }

  /// Returns the numbers that the figure shows, folded.
  private func dataTables(of figure: ReportFigure) -> HTML {
    let tables = figure.parts.flatMap { part -> [HTML] in
      guard let plot = part.content.figure else { return [] }
      let tables = plot.dataTables
      return tables.enumerated().map { index, table in
        let suffix = tables.count > 1 ? "-\(index + 1)" : ""
        return html(table, fileName: "\(part.fileName)\(suffix).csv")
      }
    }
    guard !tables.isEmpty else { return .empty }
    let title = words.phrase(.dataOf, figure.number ?? words[.thisFigure])
    let summary = HTML.element("summary", .text(title))
    return .element("details", ["class": "figure-data"], .block([summary] + tables))
  }

  /// Returns a table of numbers, and the whole of it as a file to save.
  private func html(_ table: DataTable, fileName: String) -> HTML {
    let shown = table.rows.prefix(Self.mostDataRows)
    let csv = "data:text/csv;base64,\(Data(table.csv.utf8).base64EncodedString())"
    var heading = HTML.element("strong", .text(table.title)) + .text(" ")
    if shown.count < table.rows.count {
      let counts = words.phrase(.firstRows, "\(shown.count)")
        .replacing("%@", with: "\(table.rows.count)")
      heading += .text(counts + " ")
    }
    heading += .element(
      "a",
      ["href": csv, "download": fileName, "aria-label": words.phrase(.asCSV, table.title)],
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

  /// The size that the author asked for, as a style; `nil` for the picture's own.
  private static func style(of part: ReportFigure.Part) -> String? {
    func length(_ width: PictureWidth) -> String {
      switch width {
      case .fraction(let part): "\((part * 1000).rounded() / 10)%"
      case .inches(let inches): "\((inches * 1000).rounded() / 1000)in"
      }
    }
    var styles: [String] = []
    if let width = part.width { styles.append("width: \(length(width))") }
    if let height = part.height {
      styles.append("height: \(length(height))")
      if part.width == nil { styles.append("width: auto") }
    }
    return styles.isEmpty ? nil : styles.joined(separator: "; ")
  }
}
