import Reports

extension ReportChapter {
  /// Every figure of the chapter in the order of the text, those inside other blocks included.
  package var figures: [ReportFigure] {
    blocks.flatMap(\.figures) + footnotes.flatMap { $0.flatMap(\.figures) }
  }
}

extension ReportBlock {
  fileprivate var figures: [ReportFigure] {
    switch self {
    case .figure(let figure): [figure]
    case .list(_, _, let items): items.flatMap { $0.flatMap(\.figures) }
    case .cell(let content), .callout(_, _, let content), .division(_, _, _, let content),
      .quote(let content):
      content.flatMap(\.figures)
    case .heading, .paragraph, .code, .output, .table, .equation, .failure, .rule: []
    }
  }
}
