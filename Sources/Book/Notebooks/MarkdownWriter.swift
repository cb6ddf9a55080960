import MathTypesetting
import Reports

/// Writes blocks of a report as the Markdown that Jupyter reads: GitHub's, with `$math$`.
struct MarkdownWriter {
  /// The chapter being written; links to it stay in its notebook.
  let slug: String
  /// What the notebook says by itself.
  var words = ReportWords()

  /// Returns one block, without the empty line that follows it.
  func block(_ block: ReportBlock) -> String {
    switch block {
    case .heading(let heading):
      let marks = String(repeating: "#", count: min(max(heading.level, 2), 6))
      let number = heading.number.map { "\($0) " } ?? ""
      return "\(anchor(heading.anchor))\(marks) \(number)\(text(heading.content))"
    case .paragraph(let content): return paragraph(content)
    case .list(let start, let isTight, let items):
      return list(start: start, isTight: isTight, items: items)
    case .code(let listing):
      let code = listing.lines.map { $0.map(\.text).joined() }.joined(separator: "\n")
      let block = fenced(code, language: listing.language ?? "")
      guard let caption = caption(number: listing.number, listing.caption) else { return block }
      return "\(anchor(listing.anchor))\(caption)\n\n\(block)"
    case .cell(let content): return blocks(content)
    case .output(let text, _): return fenced(text, language: "")
    case .failure(let title, let message):
      return "**\(escaped(title))**\n\n\(fenced(message, language: ""))"
    case .figure(let figure):
      return caption(number: figure.number, figure.caption)
        ?? escaped(figure.parts.map(\.altText).joined(separator: "; "))
    case .table(let table): return self.table(table)
    case .equation(let equation):
      let tag = equation.number.map { " \\tag{\($0.filter { $0 != "(" && $0 != ")" })}" } ?? ""
      return "\(anchor(equation.anchor))$$\(equation.math.tex)\(tag)$$"
    case .callout(let callout):
      let word = words[callout.kind.fixedWord]
      let isPlain = callout.title.isEmpty || callout.title.plainText == word
      let heading = isPlain ? "**\(word)**" : "**\(word): \(text(callout.title))**"
      return "\(anchor(callout.anchor))" + quoted("\(heading)\n\n\(blocks(callout.content))")
    case .division(_, let name, let title, let content):
      let heading = title.isEmpty ? "" : "**\(text(title))**\n\n"
      return "\(anchor(name))\(heading)\(blocks(content))"
    case .quote(let content): return quoted(blocks(content))
    case .rule: return "---"
    }
  }

  /// Returns the blocks of a list item or a note, to stand behind its mark.
  func item(_ content: [ReportBlock]) -> String { indented(blocks(content), by: 3) }

  /// Returns a caption with its number in bold, or `nil` when there is neither.
  func caption(number: String?, _ content: [ReportInline]) -> String? {
    guard number != nil || !content.isEmpty else { return nil }
    let head = number.map { "**\(escaped($0)).**" }
    return [head, content.isEmpty ? nil : text(content)].compactMap(\.self).joined(separator: " ")
  }

  /// Returns running text.
  func text(_ content: [ReportInline]) -> String { content.map(text).joined() }

  /// Returns `text` with all that Markdown would read as a mark escaped.
  func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_[]<>$~|&".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  private func text(_ inline: ReportInline) -> String {
    switch inline {
    case .text(let text): return escaped(text)
    case .emphasis(let content): return "*\(text(content))*"
    case .strong(let content): return "**\(text(content))**"
    case .strikethrough(let content): return "~~\(text(content))~~"
    case .code(let code): return inlineCode(code)
    case .math(let formula): return "$\(formula.tex)$"
    case .link(.web(let address), let content): return "[\(text(content))](<\(address)>)"
    case .link(.inside(let chapter, let anchor), let content):
      let page = chapter == slug ? "" : "\(chapter).ipynb"
      return "[\(text(content))](<\(page)#\(anchor)>)"
    case .footnote(let number): return "<sup>[\(number)](#note-\(number))</sup>"
    case .softBreak: return "\n"
    case .lineBreak: return "\\\n"
    }
  }

  private func blocks(_ blocks: [ReportBlock]) -> String {
    blocks.map(block).joined(separator: "\n\n")
  }

  private func paragraph(_ content: [ReportInline]) -> String {
    let text = text(content)
    // A line that starts like a heading, a list or a rule is one, unless it is escaped.
    guard let first = text.first else { return text }
    if "#+-=".contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    guard !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")" else { return text }
    return "\(digits)\\\(rest)"
  }

  private func list(start: Int?, isTight: Bool, items: [[ReportBlock]]) -> String {
    items.enumerated().map { index, item in
      let mark = start.map { "\($0 + index). " } ?? "- "
      let separator = isTight ? "\n" : "\n\n"
      let content = item.map(block).joined(separator: separator)
      return mark + indented(content, by: mark.count)
    }.joined(separator: isTight ? "\n" : "\n\n")
  }

  private func table(_ table: ReportTable) -> String {
    let rule = table.alignments.map { alignment in
      switch alignment {
      case .left: "---"
      case .center: ":-:"
      case .right: "--:"
      }
    }
    let totals = table.totals.map { row in row.map { "**\(cell($0))**" } }
    let rows = [table.header.map(cell), rule] + table.rows.map { $0.map(cell) } + totals
    let body = rows.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    guard let caption = caption(number: table.number, table.caption) else { return body }
    return "\(anchor(table.anchor))\(caption)\n\n\(body)"
  }

  private func cell(_ content: [ReportInline]) -> String {
    text(content).split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func anchor(_ name: String?) -> String {
    name.map { "<a id=\"\($0)\"></a>\n\n" } ?? ""
  }

  private func quoted(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? ">" : "> \($0)" }.joined(separator: "\n")
  }

  private func indented(_ text: String, by width: Int) -> String {
    let margin = String(repeating: " ", count: width)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { $0 == 0 || $1.isEmpty ? String($1) : margin + $1 }.joined(separator: "\n")
  }

  /// Returns code between fences that are longer than any run of backticks within.
  private func fenced(_ code: String, language: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestBacktickRun(in: code) + 1))
    return "\(fence)\(language)\n\(code)\(code.hasSuffix("\n") ? "" : "\n")\(fence)"
  }

  private func inlineCode(_ code: String) -> String {
    let fence = String(repeating: "`", count: longestBacktickRun(in: code) + 1)
    let space = code.hasPrefix("`") || code.hasSuffix("`") ? " " : ""
    return fence + space + code + space + fence
  }

  private func longestBacktickRun(in text: String) -> Int {
    var longest = 0
    var current = 0
    for character in text {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}
