import Chapters
import FigureFiles
import Reports

/// Writes the blocks of one chapter as HTML.
///
/// A writer serves one page: it names the page's drawings, so that no two of them share an id, and
/// remembers which notes were marked, so that each note leads back to its first mark.
struct PageWriter {
  /// Returns the address, from this page, of something in this report.
  let address: (ReportInline.LinkTarget) -> String
  /// What the page says by itself.
  let words: ReportWords

  let figures: FigureDrawings
  /// How often each drawing stands on the page so far, by a digest of it.
  var drawings: [String: Int] = [:]
  var symbols = SymbolPool()
  /// The notes whose mark has been written.
  var markedNotes: Set<Int> = []

  init(
    words: ReportWords, figures: FigureDrawings = FigureDrawings(),
    address: @escaping (ReportInline.LinkTarget) -> String
  ) {
    self.words = words
    self.figures = figures
    self.address = address
  }

  /// Returns the chapter's text, its footnotes at the end.
  ///
  /// - Throws: `CairoError` when a figure cannot be drawn.
  mutating func html(for chapter: ReportChapter) async throws -> HTML {
    let text = try await html(chapter.blocks)
    let notes = try await footnotes(chapter.footnotes)
    return .block([symbols.html, text, notes])
  }

  /// Returns `blocks`, one below the other.
  mutating func html(_ blocks: [ReportBlock]) async throws -> HTML {
    var parts: [HTML] = []
    for block in blocks { parts.append(try await html(block)) }
    return parts.joined(separator: "\n")
  }

  private mutating func html(_ block: ReportBlock) async throws -> HTML {
    switch block {
    case .heading(let heading): self.heading(heading)
    case .paragraph(let content): .element("p", html(content))
    case .list(let start, let isTight, let items):
      try await list(start: start, isTight: isTight, items: items)
    case .code(let listing): code(listing)
    case .cell(let content): try await cell(content)
    case .output(let text, let isError): output(text, isError: isError)
    case .figure(let figure): try await self.figure(figure)
    case .table(let table): self.table(table)
    case .equation(let equation): self.equation(equation)
    case .callout(let callout): try await self.callout(callout)
    case .division(.solution, let anchor, let title, let content):
      try await solution(anchor: anchor, title: title, content: content)
    case .division(let kind, let anchor, let title, let content):
      try await division(kind, anchor: anchor, title: title, content: content)
    case .failure(let title, let message): failure(title: title, message: message)
    case .quote(let content): .element("blockquote", .block([try await html(content)]))
    case .rule: .void("hr")
    }
  }

  private mutating func heading(_ heading: ReportHeading) -> HTML {
    // The page has one first-level heading, its title.
    let level = min(max(heading.level, 2), 6)
    var content = HTML.empty
    if let number = heading.number {
      content += .element("span", ["class": "number"], .text(number)) + .text(" ")
    }
    content += html(heading.content)
    let link = HTML.element(
      "a",
      [
        "class": "anchor", "href": "#\(heading.anchor)",
        "aria-label": words.phrase(.linkTo, heading.content.plainText),
      ], .text("#"))
    return .element("h\(level)", ["id": heading.anchor], content + .text(" ") + link)
  }

  private mutating func list(
    start: Int?, isTight: Bool, items: [[ReportBlock]]
  ) async throws -> HTML {
    var entries: [HTML] = []
    for item in items {
      // In a tight list an item's text stands without a paragraph around it.
      if isTight, case .paragraph(let content)? = item.first {
        let rest = Array(item.dropFirst())
        let text = html(content)
        entries.append(
          .element("li", rest.isEmpty ? text : text + .text("\n") + (try await html(rest))))
      } else {
        entries.append(.element("li", try await html(item)))
      }
    }
    let first = start.flatMap { $0 == 1 ? nil : String($0) }
    return .element(
      start == nil ? "ul" : "ol", ["class": isTight ? "tight" : nil, "start": first],
      .block(entries))
  }

  private func equation(_ equation: ReportEquation) -> HTML {
    let math = HTML.markup(equation.math.mathML(display: true))
    var parts = [HTML.element("div", ["class": "formula"], math)]
    if let number = equation.number {
      parts.append(.element("span", ["class": "number"], .text(number)))
    }
    return .element("div", ["class": "equation", "id": equation.anchor], .block(parts))
  }

  private mutating func callout(_ callout: Callout) async throws -> HTML {
    let word = words[callout.kind.fixedWord]
    var heading = HTML.element("span", ["class": "kind"], .text(word))
    // Without a title of its own, a callout is titled with its kind.
    let (title, isFolding) = (callout.title, callout.folding != .none)
    if !title.isEmpty, title.plainText != word {
      heading += .text(": ") + html(isFolding ? title.withoutLinks : title)
    }
    let content = try await html(callout.content)
    var parts = [HTML.element("p", ["class": "callout-title"], heading), content]
    if isFolding {
      let summary = HTML.element("summary", ["class": "callout-title"], heading)
      let isOpen = callout.folding == .open
      parts = [
        .element(
          "details", ["open": isOpen ? "" : nil],
          .block([summary, .element("div", .block([content]))]))
      ]
    }
    return .element(
      "aside",
      ["class": "callout \(callout.kind.rawValue)", "id": callout.anchor, "aria-label": word],
      .block(parts))
  }

  /// Returns a cell's code and outputs as one part of the page; outputs alone stand like any block.
  private mutating func cell(_ content: [ReportBlock]) async throws -> HTML {
    let blocks = try await html(content)
    let showsCode = content.contains { if case .code = $0 { true } else { false } }
    return showsCode ? .element("div", ["class": "cell"], .block([blocks])) : blocks
  }

  private mutating func division(
    _ kind: DivisionKind, anchor: String?, title: [ReportInline], content: [ReportBlock]
  ) async throws -> HTML {
    var parts: [HTML] = []
    if !title.isEmpty { parts.append(.element("p", ["class": "division-title"], html(title))) }
    parts.append(try await html(content))
    let names =
      switch kind {
      case .exercise, .solution: "division \(kind.rawValue)"
      case .references: kind.rawValue
      case .plain: "division"
      }
    return .element("div", ["class": names, "id": anchor], .block(parts))
  }

  /// Returns a solution, folded, so that a reader may think first.
  ///
  /// The anchor is inside: browsers unfold what encloses the place that a link leads to.
  private mutating func solution(
    anchor: String?, title: [ReportInline], content: [ReportBlock]
  ) async throws -> HTML {
    let title = title.isEmpty ? [.text(words[.solution])] : title.withoutLinks
    let summary = HTML.element("summary", ["class": "division-title"], html(title))
    let answer = HTML.element("div", ["id": anchor], .block([try await html(content)]))
    return .element("details", ["class": "division solution"], .block([summary, answer]))
  }

  private mutating func footnotes(_ notes: [[ReportBlock]]) async throws -> HTML {
    guard !notes.isEmpty else { return .empty }
    var items: [HTML] = []
    for (index, note) in notes.enumerated() {
      let number = index + 1
      let back = HTML.element(
        "a",
        [
          "class": "back", "href": "#note-mark-\(number)", "role": "doc-backlink",
          "aria-label": words.phrase(.backToNote, "\(number)"),
        ], .text("↩"))
      var content = note
      let parts: [HTML]
      // The way back stands in the note's last line of text, where there is one.
      if case .paragraph(let last)? = content.popLast() {
        let ending = HTML.element("p", html(last) + .text(" ") + back)
        parts = [try await html(content), ending]
      } else {
        parts = [try await html(note), back]
      }
      items.append(.element("li", ["id": "note-\(number)"], .block(parts)))
    }
    let title = HTML.element("h2", ["id": "notes"], .text(words[.notes]))
    return .element(
      "section", ["class": "footnotes", "role": "doc-endnotes", "aria-labelledby": "notes"],
      .block([title, .element("ol", .block(items))]))
  }
}

extension HTML {
  /// Returns `parts` one below the other, with line ends around them, for an element that is a block.
  static func block(_ parts: [HTML]) -> HTML {
    .text("\n") + parts.filter { $0 != .empty }.joined(separator: "\n") + .text("\n")
  }
}
