import Reports

extension [ReportInline] {
  /// The words alone, for page titles and for labels that no eye sees.
  var plainText: String { ReportInline.plainText(of: self) }

  /// The same text without links and notes, to stand inside a link.
  var withoutLinks: [ReportInline] { flatMap(\.withoutLinks) }
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
