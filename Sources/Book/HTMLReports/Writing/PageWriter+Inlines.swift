import MathTypesetting
import Reports

extension PageWriter {
  /// Returns running text.
  mutating func html(_ content: [ReportInline]) -> HTML {
    var result = HTML.empty
    var rest = content[...]
    while let inline = rest.popFirst() {
      // A line may break behind a formula, but not before the full stop that ends its sentence.
      if case .math = inline, case .text(let text)? = rest.first, let mark = text.closingMarks {
        rest.removeFirst()
        result += .element("span", ["class": "joined"], html(inline) + .text(mark))
        result += .text(String(text.dropFirst(mark.count)))
      } else {
        result += html(inline)
      }
    }
    return result
  }

  private mutating func html(_ inline: ReportInline) -> HTML {
    switch inline {
    case .text(let text): .text(text)
    case .emphasis(let content): .element("em", html(content))
    case .strong(let content): .element("strong", html(content))
    case .strikethrough(let content): .element("s", html(content))
    case .code(let code): .element("code", .text(code))
    case .math(let formula): .markup(formula.mathML(display: false))
    case .link(let target, let content):
      .element("a", ["href": address(target)], html(content))
    case .footnote(let number): noteMark(number)
    case .softBreak: .text("\n")
    case .lineBreak: .void("br") + .text("\n")
    }
  }

  private mutating func noteMark(_ number: Int) -> HTML {
    let isFirst = markedNotes.insert(number).inserted
    let link = HTML.element(
      "a",
      [
        "href": "#note-\(number)", "role": "doc-noteref", "aria-label": "Note \(number)",
      ], .text("\(number)"))
    return .element(
      "sup", ["class": "note-mark", "id": isFirst ? "note-mark-\(number)" : nil], link)
  }
}

extension String {
  /// The punctuation at the start that belongs to what stands before it; `nil` for none.
  fileprivate var closingMarks: String? {
    let marks = prefix { ".,;:!?)]’”".contains($0) }
    return marks.isEmpty ? nil : String(marks)
  }
}
