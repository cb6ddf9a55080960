extension [ReportInline] {
  /// The words alone: for alt texts, anchors, outlines and the titles of windows.
  package var plainText: String {
    map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let content), .strong(let content), .strikethrough(let content),
        .link(_, let content):
        content.plainText
      case .math(let formula): formula.plainText
      case .footnote: ""
      case .softBreak, .lineBreak: " "
      }
    }.joined()
  }

  /// The same text without links and notes, to stand inside a link.
  package var withoutLinks: [ReportInline] { flatMap(\.withoutLinks) }
}

extension ReportInline {
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
