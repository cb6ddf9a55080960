import Chapters

/// What a notebook has and pages have not, so that it runs from top to bottom.
extension ChapterBuilder {
  /// Whether the chapter is built for a notebook alone.
  var isForNotebook: Bool { environment.audience.format == .ipynb }

  /// The code of a cell that the author hides, which the cells below may need.
  func hiddenCode(of cell: Cell) -> ReportBlock {
    var listing = CodeListing(
      lines: isResolving ? environment.highlight(notebookSource(of: cell), "swift") : [],
      language: "swift", folding: .folded)
    listing.tags = notebookTags(of: cell) + [cell.options.include ? "remove-input" : "remove-cell"]
    return .code(listing)
  }

  /// A cell's code below the option lines that the kernel must know.
  func notebookSource(of cell: Cell) -> String {
    (cell.options.notebookLines + [cell.source]).joined(separator: "\n")
  }

  /// A cell's tags, and those by which programs that run notebooks know what to expect of it.
  func notebookTags(of cell: Cell) -> [String] {
    guard isForNotebook else { return cell.options.tags }
    var tags = cell.options.tags
    if !cell.options.eval { tags.append("skip-execution") }
    if cell.options.error != .stop { tags.append("raises-exception") }
    return tags
  }

  /// A cell that gives the others their `params`, with the values of this render; `nil` where there are none.
  func parametersCell() -> ReportBlock? {
    let parameters = chapter.frontMatter.parameters
    guard isForNotebook, !parameters.isEmpty else { return nil }
    let properties = parameters.map { "  var \($0.name) = \($0.value.swiftLiteral)" }
    let source =
      (["struct Parameters: Sendable {"] + properties + ["}", "let params = Parameters()"])
      .joined(separator: "\n")
    var listing = CodeListing(
      lines: isResolving ? environment.highlight(source, "swift") : [], language: "swift")
    listing.tags = ["parameters"]
    return .cell([.code(listing)])
  }
}
