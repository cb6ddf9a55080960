import CellOutputs
import Chapters
import Plots

extension ChapterBuilder {
  /// A cell's code and outputs, as its options ask for them.
  mutating func cellBlocks(_ cell: Cell) -> [ReportBlock] {
    let options = cell.options
    let result = cell.index < results.count ? results[cell.index] : nil
    guard options.include else { return [] }
    var blocks: [ReportBlock] = []
    if options.echo != .hidden { blocks.append(.code(listing(cell))) }
    if let result {
      if options.output != .hidden { blocks += outputBlocks(of: result, cell: cell) }
      if let failure = result.failure { blocks.append(Self.failureBlock(failure, of: cell)) }
    }
    reserveNumbers(of: cell, result: result)
    return blocks.isEmpty ? [] : [.cell(blocks)]
  }

  // MARK: Code

  private mutating func listing(_ cell: Cell) -> CodeListing {
    let options = cell.options
    let ownLabel = options.label.flatMap { NumberedKind(label: $0) == .listing ? $0 : nil }
    let label = options.listingLabel ?? ownLabel
    let number = number(.listing, label: label, hasCaption: options.listingCaption != nil)
    let source = options.echo == .fenced ? fencedSource(of: cell) : cell.source
    return CodeListing(
      lines: isResolving ? environment.highlight(source, "swift") : [], language: "swift",
      anchor: label, number: number.map(NumberedKind.listing.title),
      caption: options.listingCaption.map { inlines(markdown: $0, at: cell.position) } ?? [],
      isFolded: options.codeFold == .folded,
      summary: options.codeSummary ?? (options.codeFold == .none ? nil : "Code"))
  }

  /// The cell as it stands in the chapter, with its fences and option lines.
  private func fencedSource(of cell: Cell) -> String {
    var first = cell.position.line - 1
    while first > 1, let line = line(first)?.drop(while: \.isWhitespace),
      line.hasPrefix("//|") || line.hasPrefix("#|") || line.hasPrefix(":")
    {
      first -= 1
    }
    let head = (first..<max(first, cell.position.line)).compactMap { number in
      line(number).map { String($0.dropFirst(cell.position.column - 1)) }
    }
    let fence = head.first?.prefix { $0 == "`" || $0 == "~" } ?? "```"
    return (head + [cell.source, String(fence)]).joined(separator: "\n")
  }

  // MARK: Outputs

  /// What is left to place of a cell's label and captions; each goes to the first thing that fits.
  private struct OpenCaptions {
    var figure = true
    var table = true
  }

  private mutating func outputBlocks(of result: CellResult, cell: Cell) -> [ReportBlock] {
    var blocks: [ReportBlock] = []
    var open = OpenCaptions()
    let figures = result.outputs.compactMap(\.figure)
    let sharesCaption = cell.hasFigureCaption
    for output in Self.mergingPrints(result.outputs) {
      switch output {
      case .printed(let text, .output) where cell.options.output == .asis:
        blocks += self.blocks(fragment(text, at: cell.position).blocks)
      case .printed(_, .error) where !cell.options.warning: continue
      case .printed(_, .output) where cell.options.tags.contains("remove-stdout"): continue
      case .printed(let text, let stream):
        blocks.append(.output(text, isError: stream == .error))
      case .value(let text): blocks.append(.output(text, isError: false))
      case .markdown(let text): blocks += self.blocks(fragment(text, at: cell.position).blocks)
      case .table(let table):
        blocks.append(.table(self.table(table, cell: cell, takesLabel: open.table)))
        open.table = false
      case .figure(let figure):
        guard sharesCaption else {
          blocks.append(.figure(self.figure([figure], cell: cell)))
          continue
        }
        if open.figure { blocks.append(.figure(self.figure(figures, cell: cell))) }
        open.figure = false
      }
    }
    return blocks
  }

  /// Joins what a cell printed bit by bit on one stream.
  private static func mergingPrints(_ outputs: [CellOutput]) -> [CellOutput] {
    outputs.reduce(into: []) { merged, output in
      if case .printed(let next, let stream) = output,
        case .printed(let previous, stream)? = merged.last
      {
        merged[merged.count - 1] = .printed(previous + next, stream: stream)
      } else {
        merged.append(output)
      }
    }
  }

  /// Keeps the numbers behind a cell that did not make the figure or table it promises.
  private mutating func reserveNumbers(of cell: Cell, result: CellResult?) {
    guard let label = cell.options.label, let kind = NumberedKind(label: label) else { return }
    let outputs = cell.options.output == .hidden ? [] : result?.outputs ?? []
    let isPlaced =
      switch kind {
      case .figure: outputs.contains { $0.figure != nil }
      case .table: outputs.contains { $0.isTable }
      case .listing: cell.options.echo != .hidden
      default: true
      }
    guard !isPlaced else { return }
    _ = number(kind, label: label, hasCaption: false)
    guard let result, result.failure == nil, cell.options.eval else { return }
    report(
      .error, at: cell.labelPosition ?? cell.position, length: label.count,
      "cell '\(label)' shows no \(kind.word.lowercased())",
      why: "the label's beginning promises one",
      fix: kind == .listing
        ? "show its code with 'echo: true'" : "end the cell with a plot or table, or rename it")
  }

  private static func failureBlock(_ failure: CellFailure, of cell: Cell) -> ReportBlock {
    let title =
      switch failure.kind {
      case .compile: "This cell does not compile"
      case .throw: "This cell threw an error"
      case .trap: "This cell crashed"
      case .timeout: "This cell took too long"
      case .memory: "This cell ran out of memory"
      case .processes: "This cell started too many processes"
      case .skipped: "This cell was not run"
      }
    // Readers see the cell, not the chapter's file: they count lines from the cell's first.
    let line = failure.line.map { $0 - cell.position.line + 1 } ?? 0
    let place = line > 0 ? " in line \(line)" : ""
    let fix = failure.fix.map { "\n\($0)" } ?? ""
    return .failure(title: title + place, message: failure.message + fix)
  }
}

extension Cell {
  /// Whether all its figures stand together under one caption.
  fileprivate var hasFigureCaption: Bool {
    options.figureCaption != nil || !options.figureSubcaptions.isEmpty
      || options.label.flatMap { NumberedKind(label: $0) } == .figure
  }
}

extension CellOutput {
  fileprivate var figure: Figure? {
    if case .figure(let figure) = self { return figure }
    return nil
  }

  fileprivate var isTable: Bool {
    if case .table = self { return true }
    return false
  }
}
