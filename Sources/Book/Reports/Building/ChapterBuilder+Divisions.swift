import Chapters

extension ChapterBuilder {
  /// A callout, an exercise or its like, a figure of several parts, or a plain group of blocks.
  mutating func division(_ division: Block.Division) -> [ReportBlock] {
    let attributes = division.attributes
    if let condition = division.condition, !shows(condition, at: division.position, length: 3) {
      leaveOut(division.content)
      return []
    }
    if let kind = attributes.classes.lazy.compactMap(Callout.Kind.init(divisionClass:)).first {
      return [callout(kind, division)]
    }
    if division.folding != .none {
      report(
        .warning, at: division.position, length: 3, "'collapse' has no effect here",
        why: "only callouts open and close", fix: "write '::: {.callout-note collapse=\"true\"}'")
    }
    let kind = attributes.label.flatMap { NumberedKind(label: $0) }
    if kind == .figure { return figures(of: division) }
    if division.layout != PanelLayout() {
      report(
        .warning, at: division.position, length: 3, "the layout of this division is not followed",
        why: "only the parts of a figure are laid out",
        fix: "give it a label that begins with 'fig-'")
    }
    switch kind {
    case .table?: return tables(of: division)
    case .figure?, .section?, .equation?, .listing?, nil:
      return attributes.classes.contains("solution") ? [solution(division)] : plain(division)
    case let kind?: return [titled(kind, division)]
    }
  }

  private mutating func callout(_ kind: Callout.Kind, _ division: Block.Division) -> ReportBlock {
    let (title, body) = title(of: division)
    let content = blocks(body)
    if let label = division.attributes.label {
      targets.add(label, title: title, number: title, chapter: slug, anchor: label)
    }
    let shown =
      title.isEmpty
      ? [.text(words[kind.fixedWord])] : title
    return .callout(
      Callout(
        kind: kind, title: shown, content: content, anchor: division.attributes.label,
        folding: division.folding))
  }

  /// The attribute `title`, or a heading on top of the division, and the blocks below.
  private mutating func title(of division: Block.Division) -> ([ReportInline], [Block]) {
    if let title = division.attributes.values["title"] ?? division.attributes.values["name"] {
      return (inlines(markdown: title, at: division.position), division.content)
    }
    guard case .heading(let heading)? = division.content.first else {
      return ([], division.content)
    }
    return (inlines(heading.content), Array(division.content.dropFirst()))
  }

  /// "Exercise 2.1 (Counting visits)".
  private mutating func titled(_ kind: NumberedKind, _ division: Block.Division) -> ReportBlock {
    let label = division.attributes.label
    let (name, body) = title(of: division)
    var title: [ReportInline]
    if kind == .solution, let label {
      title = solutionTitle(label)
    } else {
      title =
        number(kind, label: label, hasCaption: false).map { [.text(words.caption(kind, $0))] } ?? []
    }
    if !name.isEmpty { title += [.text(" (")] + name + [.text(")")] }
    let content = blocks(body)
    if kind == .exercise { latestExercise = label.flatMap { targets[$0] } }
    return .division(kind: DivisionKind(kind), anchor: label, title: title, content: content)
  }

  /// "Solution of Exercise 2.1": a solution goes by its exercise's number, if it is labelled like it.
  private mutating func solutionTitle(_ label: String) -> [ReportInline] {
    guard let exercise = targets["exr" + label.dropFirst(3)] else {
      return number(.solution, label: label, hasCaption: false)
        .map { [.text(words.caption(.solution, $0))] } ?? []
    }
    targets.add(
      label, title: [.text(words[.theSolutionOf])] + exercise.title, number: exercise.number,
      chapter: slug, anchor: label)
    return solutionTitle(of: exercise)
  }

  private func solutionTitle(of exercise: ReferenceTargets.Target) -> [ReportInline] {
    [.text(words[.solutionOf]), .link(target: exercise.link, content: exercise.title)]
  }

  /// A solution without a label, of the exercise above it.
  private mutating func solution(_ division: Block.Division) -> ReportBlock {
    let label = division.attributes.label
    if let label { targets.add(anchor: label, in: slug) }
    let (name, body) = title(of: division)
    var title = latestExercise.map { solutionTitle(of: $0) } ?? [.text(words[.solution])]
    if !name.isEmpty { title += [.text(" (")] + name + [.text(")")] }
    return .division(kind: .solution, anchor: label, title: title, content: blocks(body))
  }

  /// What a cell shows; one whose label says so is a solution.
  mutating func cellBlocks(solvingBy cell: Cell) -> [ReportBlock] {
    let label = cell.options.label.flatMap { NumberedKind(label: $0) == .solution ? $0 : nil }
    let title = label.map { solutionTitle($0) }
    let blocks = cellBlocks(cell)
    guard let title, !blocks.isEmpty else { return blocks }
    return [.division(kind: .solution, anchor: label, title: title, content: blocks)]
  }

  private mutating func plain(_ division: Block.Division) -> [ReportBlock] {
    guard let label = division.attributes.label else { return blocks(division.content) }
    targets.add(anchor: label, in: slug)
    return [
      .division(kind: .plain, anchor: label, title: [], content: blocks(division.content))
    ]
  }

  /// Several pictures or cells under one label, captioned by the division's last paragraph.
  private mutating func figures(of division: Block.Division) -> [ReportBlock] {
    let (content, caption) = splittingCaption(division.content)
    let number = number(.figure, label: division.attributes.label, hasCaption: true)
    let counted = numbering
    var parts: [ReportFigure.Part] = []
    var others: [ReportBlock] = []
    let blocks = untold(content)
    for block in blocks.flatMap(\.cellContent) {
      if case .figure(let figure) = block {
        // A part's own caption stands under its letter.
        parts += figure.parts.map { part in
          var part = part
          if part.caption.isEmpty { part.caption = figure.caption }
          return part
        }
      } else {
        others.append(block)
      }
    }
    // Parts are counted by letters, not among the chapter's figures.
    numbering = counted
    var figure = ReportFigure(
      parts: parts, anchor: division.attributes.label,
      number: number.map { words.caption(.figure, $0) },
      caption: self.caption(inlines(caption), of: content.cellIndices))
    figure.arrangement.rows = division.layout.slots(for: parts.count)
    figure.arrangement.horizontal = division.layout.horizontal
    figure.arrangement.vertical = division.layout.vertical
    let shown = others + [.figure(figure)]
    return blocks.contains(where: \.isCell) ? [.cell(shown)] : shown
  }

  private mutating func tables(of division: Block.Division) -> [ReportBlock] {
    let (content, caption) = splittingCaption(division.content)
    let number = number(.table, label: division.attributes.label, hasCaption: true)
    let counted = numbering
    let blocks = caption.isEmpty ? blocks(content) : untold(content)
    numbering = counted
    let captionInlines =
      caption.isEmpty ? [] : self.caption(inlines(caption), of: content.cellIndices)
    var isPlaced = false
    func captioning(_ block: ReportBlock) -> ReportBlock {
      if case .cell(let content) = block { return .cell(content.map(captioning)) }
      guard !isPlaced, case .table(var table) = block else { return block }
      table.anchor = division.attributes.label
      table.number = number.map { words.caption(.table, $0) }
      if table.caption.isEmpty { table.caption = captionInlines }
      isPlaced = true
      return .table(table)
    }
    return blocks.map(captioning)
  }

  /// Blocks whose division says for all of them whether they are of a short run.
  private mutating func untold(_ content: [Block]) -> [ReportBlock] {
    let isTold = isShortRunTold
    isShortRunTold = true
    defer { isShortRunTold = isTold }
    return blocks(content)
  }

  private func splittingCaption(_ content: [Block]) -> (content: [Block], caption: [Inline]) {
    guard content.count > 1, case .paragraph(let caption)? = content.last else {
      return (content, [])
    }
    return (Array(content.dropLast()), caption)
  }
}

extension [Block] {
  /// The cells among the blocks and inside of them, by `Cell.index`.
  fileprivate var cellIndices: [Int] {
    var indices: [Int] = []
    for block in self {
      block.forEachBlock { if case .cell(let cell) = $0 { indices.append(cell.index) } }
    }
    return indices
  }
}

extension ReportBlock {
  fileprivate var isCell: Bool {
    if case .cell = self { true } else { false }
  }

  /// What a cell shows; any other block by itself.
  fileprivate var cellContent: [ReportBlock] {
    if case .cell(let content) = self { content } else { [self] }
  }
}

extension DivisionKind {
  fileprivate init(_ kind: NumberedKind) {
    switch kind {
    case .exercise: self = .exercise
    case .solution: self = .solution
    default: self = .plain
    }
  }
}

extension Callout.Kind {
  /// `callout-note` and its like.
  fileprivate init?(divisionClass name: String) {
    guard name.hasPrefix("callout-") else { return nil }
    self.init(rawValue: String(name.dropFirst("callout-".count)))
  }
}
