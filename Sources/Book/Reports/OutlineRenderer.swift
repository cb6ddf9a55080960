import Caching
import Chapters
import MathTypesetting

/// A renderer for tests: the whole report as indented plain text, one line a block.
package struct OutlineRenderer: ReportRenderer {
  /// The path of the one file that it makes.
  package var path: String

  package init(path: String = "outline.txt") {
    self.path = path
  }

  package func contents(for report: Report, identity: ReportIdentity) -> [RenderedContent] {
    [
      RenderedContent(
        path: path,
        content: KeptBytes { [self] in
          var whole = report
          whole.chapters = try report.chapters.map { try $0.whole() }
          return Array(outline(of: whole).utf8)
        })
    ]
  }

  package func outline(of report: Report) -> String {
    let lines = ["# \(report.title)"] + report.chapters.flatMap(lines)
    return (lines.joined(separator: "\n") + "\n").replacing("\u{A0}", with: " ")
  }

  private func lines(_ chapter: ReportChapter) -> [String] {
    let title = label(chapter.number?.description, text(chapter.title))
    let notes = chapter.footnotes.enumerated().map { index, blocks in
      "note \(index + 1): " + lines(blocks).joined(separator: " / ")
    }
    return ["chapter \(chapter.slug)#\(chapter.anchor): \(title)"]
      + indented(lines(chapter.blocks) + notes)
  }

  private func lines(_ blocks: [ReportBlock]) -> [String] { blocks.flatMap(lines) }

  private func lines(_ block: ReportBlock) -> [String] {
    switch block {
    case .heading(let heading):
      ["h\(heading.level) #\(heading.anchor): \(label(heading.number, text(heading.content)))"]
    case .paragraph(let content): ["p: \(text(content))"]
    case .list(let start, _, let items):
      [start.map { "list from \($0)" } ?? "list"] + indented(items.flatMap(lines))
    case .code(let listing): lines(listing, called: "code")
    case .cell(let content): content.flatMap(cellLines)
    case .output(let text, let isError):
      [isError ? "error output: \(text)" : "output: \(text)"]
    case .figure(let figure):
      [numbered("figure", figure.anchor, figure.number, figure.caption)]
        + indented(
          figure.parts.map { numbered("\($0.fileName) (\($0.altText))", nil, nil, $0.caption) })
    case .table(let table):
      [numbered("table", table.anchor, table.number, table.caption)]
        + indented(([table.header] + table.rows + table.totals).map(row))
    case .equation(let equation):
      ["equation\(anchor(equation.anchor)): \(label(equation.number, equation.math.tex))"]
    case .callout(let callout):
      ["\(callout.kind.rawValue)\(anchor(callout.anchor)): \(text(callout.title))"]
        + indented(lines(callout.content))
    case .division(let kind, let anchor, let title, let content):
      [(kind == .plain ? "division" : kind.rawValue) + "\(self.anchor(anchor)): \(text(title))"]
        + indented(lines(content))
    case .failure(let title, let message): ["failure: \(title): \(message)"]
    case .quote(let content): ["quote"] + indented(lines(content))
    case .rule: ["rule"]
    }
  }

  private func cellLines(_ block: ReportBlock) -> [String] {
    if case .code(let listing) = block { lines(listing, called: "cell") } else { lines(block) }
  }

  private func lines(_ listing: CodeListing, called word: String) -> [String] {
    [numbered(word, listing.anchor, listing.number, listing.caption)]
      + indented(listing.lines.map { $0.map(\.text).joined() })
  }

  private func numbered(
    _ word: String, _ anchor: String?, _ number: String?, _ caption: [ReportInline]
  ) -> String {
    [word + self.anchor(anchor), label(number, text(caption))].filter { !$0.isEmpty }
      .joined(separator: ": ")
  }

  private func anchor(_ anchor: String?) -> String { anchor.map { " #\($0)" } ?? "" }

  private func label(_ number: String?, _ text: String) -> String {
    number.map { text.isEmpty ? $0 : "\($0) \(text)" } ?? text
  }

  private func row(_ cells: [[ReportInline]]) -> String {
    cells.map(text).joined(separator: " | ")
  }

  private func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }

  private func text(_ inlines: [ReportInline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): text
      case .emphasis(let content): "*\(text(content))*"
      case .strong(let content): "**\(text(content))**"
      case .strikethrough(let content): "~~\(text(content))~~"
      case .code(let text): "`\(text)`"
      case .math(let formula): "$\(formula.tex)$"
      case .link(.web(let address), let content): "[\(text(content))](\(address))"
      case .link(.inside(let chapter, let anchor), let content):
        "[\(text(content))](\(chapter)#\(anchor))"
      case .footnote(let number): "[^\(number)]"
      case .softBreak, .lineBreak: " "
      }
    }.joined()
  }
}
