import MathTypesetting
import Reports

extension [ReportInline] {
  /// The words alone, for page titles and for labels that no eye sees.
  var plainText: String { map(\.plainText).joined() }

  /// The same text without links and notes, to stand inside a link.
  var withoutLinks: [ReportInline] { flatMap(\.withoutLinks) }
}

extension ReportInline {
  fileprivate var plainText: String {
    switch self {
    case .text(let text), .code(let text): text
    case .emphasis(let content), .strong(let content), .strikethrough(let content),
      .link(_, let content):
      content.plainText
    case .math(let formula): formula.plainText
    case .footnote: ""
    case .softBreak, .lineBreak: " "
    }
  }

  fileprivate var withoutLinks: [ReportInline] {
    switch self {
    case .emphasis(let content): [.emphasis(content.withoutLinks)]
    case .strong(let content): [.strong(content.withoutLinks)]
    case .strikethrough(let content): [.strikethrough(content.withoutLinks)]
    case .link(_, let content): content.withoutLinks
    case .footnote: []
    case .text, .code, .math, .softBreak, .lineBreak: [self]
    }
  }
}
