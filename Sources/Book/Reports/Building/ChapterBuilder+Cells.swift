import CellOutputs
import Chapters
import Plots

extension ChapterBuilder {
  /// A cell's code and outputs, as its options ask for them.
  mutating func cellBlocks(_ cell: Cell) -> [ReportBlock] {
    let options = cell.options
    let result = cell.index < results.count ? results[cell.index] : nil
    guard options.include else { return isForNotebook ? [.cell([hiddenCode(of: cell)])] : [] }
    var blocks: [ReportBlock] = []
    if options.echo != .hidden {
      blocks.append(.code(listing(cell)))
    } else if isForNotebook {
      blocks.append(hiddenCode(of: cell))
    }
    if let result {
      if options.output != .hidden { blocks += outputBlocks(of: result, cell: cell) }
      if let note = seedNote(of: cell), !blocks.isEmpty { blocks.append(note) }
      if let failure = result.failure { blocks.append(failureBlock(failure, of: cell)) }
    }
    reserveNumbers(of: cell, result: result)
    return blocks.isEmpty ? [] : [.cell(blocks)]
  }

  // MARK: Code

  private mutating func listing(_ cell: Cell) -> CodeListing {
    let options = cell.options
    let ownLabel = options.label.flatMap { NumberedKind(label: $0) == .listing ? $0 : nil }
    // What a notebook runs has no fences.
    let source =
      isForNotebook
      ? notebookSource(of: cell) : options.echo == .fenced ? fencedSource(of: cell) : cell.source
    var listing = listing(
      of: source, in: "swift", label: options.listingLabel ?? ownLabel, options: options,
      at: cell.position)
    listing.tags = notebookTags(of: cell)
    return listing
  }

  /// Code as its options have it.
  mutating func listing(
    of source: String, in language: String?, label: String?, options: CellOptions,
    at position: SourcePosition
  ) -> CodeListing {
    // Folded code is looked for by its number: paper has it at the chapter's end.
    let number = number(
      .listing, label: label,
      hasCaption: options.listingCaption != nil || options.codeFold == .folded)
    var listing = CodeListing(
      lines: isResolving ? environment.highlight(source, language) : [], language: language,
      anchor: label, number: number.map { words.caption(.listing, $0) },
      caption: options.listingCaption.map { inlines(markdown: $0, at: position) } ?? [],
      folding: options.codeFold,
      summary: options.codeSummary ?? (options.codeFold == .none ? nil : words[.code]))
    listing.overflow = options.codeOverflow ?? .scroll
    listing.numbersLines = options.numbersCodeLines
    listing.captionPlace = options.listingCaptionPlace ?? .top
    listing.classes = options.classes
    listing.tags = options.tags
    return listing
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
    /// How many tables and figures of the cell are placed.
    var tables = 0
    var figures = 0
  }

  private mutating func outputBlocks(of result: CellResult, cell: Cell) -> [ReportBlock] {
    var blocks: [ReportBlock] = []
    var open = OpenCaptions()
    let show = cell.options.figureShow
    let figures = result.outputs.compactMap(\.figure)
    let tableCount = result.outputs.count { $0.isTable }
    // An animation is one figure, whatever its cell says of captions.
    let sharesPlace = cell.hasFigureCaption || (show == .animate && figures.count > 1)
    tellOfLayout(of: cell, figures: figures.count, tables: tableCount, sharesPlace: sharesPlace)
    for output in Self.mergingPrints(Self.arranged(result.outputs, by: show)) {
      switch output {
      case .printed(let text, .output) where cell.options.output == .asis:
        blocks += self.blocks(fragment(text, at: cell.position).blocks)
      case .printed(_, .error) where !cell.options.warning: continue
      case .printed(_, .output) where cell.options.tags.contains("remove-stdout"): continue
      case .printed(let text, let stream):
        blocks.append(.output(text.endingLinesPlainly, isError: stream == .error))
      case .value(let text): blocks.append(.output(text.endingLinesPlainly, isError: false))
      case .markdown(let text): blocks += self.blocks(fragment(text, at: cell.position).blocks)
      case .table(let table):
        blocks.append(.table(self.table(table, part: open.tables, of: tableCount, cell: cell)))
        open.tables += 1
      case .figure(let figure):
        guard sharesPlace else {
          blocks.append(.figure(self.figure([figure], from: open.figures, cell: cell)))
          open.figures += 1
          continue
        }
        if open.figure { blocks.append(.figure(self.figure(figures, cell: cell))) }
        open.figure = false
      }
    }
    return blocks
  }

  /// The outputs in the order in which `fig-show` has them.
  private static func arranged(
    _ outputs: [CellOutput], by show: CellOptions.FigureShow
  ) -> [CellOutput] {
    switch show {
    case .asis, .animate: outputs
    case .hold: outputs.filter { $0.figure == nil } + outputs.filter { $0.figure != nil }
    case .hide: outputs.filter { $0.figure == nil }
    }
  }

  /// Tells of a layout that finds nothing to lay out.
  private mutating func tellOfLayout(
    of cell: Cell, figures: Int, tables: Int, sharesPlace: Bool
  ) {
    guard cell.options.layout.arrangesParts, tables > 0 || figures > 1 else { return }
    if figures == 0 {
      report(
        .warning, at: cell.position, "the layout of cell '\(cell.name)' is not followed",
        why: "only figures are laid out; its tables stand below each other",
        fix: "remove the option, or make one table of them")
    } else if figures > 1, !sharesPlace {
      report(
        .warning, at: cell.position, "the layout of cell '\(cell.name)' is not followed",
        why: "only the parts of one figure are laid out, and its figures have no caption in common",
        fix: "write 'fig-cap', or a label that begins with 'fig-'")
    }
  }

  /// Says which of a cell's runs is shown, when it has several.
  private func seedNote(of cell: Cell) -> ReportBlock? {
    let first = cell.options.seed ?? chapter.frontMatter.seed ?? Seeds.usualFirst
    guard let seeds = cell.options.seeds?.values(from: first), seeds.count > 1 else { return nil }
    let sentence = words.phrase(.seedShown, "\(seeds[0])")
      .replacing("%@", with: "\(seeds.count)")
    return .paragraph([.text(sentence)])
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
      case .figure:
        outputs.contains { $0.figure != nil } && cell.options.figureShow != .hide
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

  private func failureBlock(_ failure: CellFailure, of cell: Cell) -> ReportBlock {
    let title =
      switch failure.kind {
      case .compile: words[.doesNotCompile]
      case .throw: words[.threw]
      case .trap: words[.crashed]
      case .timeout: words[.tookTooLong]
      case .memory: words[.ranOutOfMemory]
      case .processes: words[.tooManyProcesses]
      case .skipped: words[.wasNotRun]
      }
    // Readers see the cell, not the chapter's file: they count lines from the cell's first.
    let above = isForNotebook ? cell.options.notebookLines.count : 0
    let line = failure.line.map { $0 - cell.position.line + 1 + above } ?? 0
    let place = line > 0 ? words.phrase(.inLine, "\(line)") : ""
    let fix = failure.fix.map { "\n\($0)" } ?? ""
    return .failure(title: title + place, message: (failure.message + fix).endingLinesPlainly)
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
