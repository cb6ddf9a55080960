import MathTypesetting
import Reports

extension PageWriter {
  /// Returns running text.
  ///
  /// Browsers break lines before and behind any formula. A bracket before it, and the full stop or
  /// the "-th" behind it, are set in one piece with it.
  mutating func html(_ content: [ReportInline]) -> HTML {
    var result = HTML.empty
    for index in content.indices {
      switch content[index] {
      case .text(let text):
        let (head, tail) = wordsJoinedToFormulas(at: index, of: content)
        result += .text(String(text.dropFirst(head.count).dropLast(tail.count)).keepingSigns)
      case .math:
        let before = wordsJoinedToFormulas(at: index - 1, of: content).tail
        let after = wordsJoinedToFormulas(at: index + 1, of: content).head
        let formula = html(content[index])
        guard !before.isEmpty || !after.isEmpty else {
          result += formula
          continue
        }
        result += .element(
          "span", ["class": "joined"],
          .text(String(before)) + formula + .text(String(after)))
      default:
        result += html(content[index])
      }
    }
    return result
  }

  /// Returns the beginning and the end of the text at `index` that touch formulas beside it.
  private func wordsJoinedToFormulas(
    at index: Int, of content: [ReportInline]
  ) -> (head: Substring, tail: Substring) {
    guard content.indices.contains(index), case .text(let text) = content[index] else {
      return ("", "")
    }
    let head = content.isFormula(at: index - 1) ? text.prefix { !$0.isWhitespace } : ""
    let rest = text.dropFirst(head.count)
    let tailLength = rest.reversed().prefix { !$0.isWhitespace }.count
    return (head, content.isFormula(at: index + 1) ? rest.suffix(tailLength) : "")
  }

  private mutating func html(_ inline: ReportInline) -> HTML {
    switch inline {
    case .text(let text): .text(text.keepingSigns)
    case .emphasis(let content): .element("em", html(content))
    case .strong(let content): .element("strong", html(content))
    case .strikethrough(let content): .element("s", html(content))
    case .code(let code): .element("code", html(code: code))
    case .math(let formula): .markup(formula.mathML(display: false))
    case .link(let target, let content):
      .element("a", ["href": address(target)], html(content))
    case .footnote(let number): noteMark(number)
    case .softBreak: .text("\n")
    case .lineBreak: .void("br") + .text("\n")
    }
  }

  /// Code whose options stay with their hyphens: a browser would end a line behind `--`.
  private func html(code: String) -> HTML {
    code.split(separator: " ", omittingEmptySubsequences: false).enumerated().map { index, word in
      let space = index == 0 ? HTML.text("") : .text(" ")
      let isOption = word.hasPrefix("-") && word.contains { $0.isLetter }
      return space
        + (isOption
          ? .element("span", ["class": "option"], .text(String(word))) : .text(String(word)))
    }.joined()
  }

  private mutating func noteMark(_ number: Int) -> HTML {
    let isFirst = markedNotes.insert(number).inserted
    let link = HTML.element(
      "a",
      [
        "href": "#note-\(number)", "role": "doc-noteref", "aria-label": "\(words[.note]) \(number)",
      ], .text("\(number)"))
    return .element(
      "sup", ["class": "note-mark", "id": isFirst ? "note-mark-\(number)" : nil], link)
  }
}

extension [ReportInline] {
  fileprivate func isFormula(at index: Int) -> Bool {
    guard indices.contains(index), case .math = self[index] else { return false }
    return true
  }
}

extension String {
  /// The text in which no line begins with a percent sign, which would be lost without its number.
  fileprivate var keepingSigns: String {
    guard contains(" %") else { return self }
    return replacing(/([0-9]) %/) { "\($0.1)\u{202F}%" }
  }
}
