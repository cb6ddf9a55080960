import CellOutputs
import Chapters
import MathTypesetting

/// Builds one chapter of a report.
struct ChapterBuilder {
  /// What all chapters of a report share.
  struct Environment {
    var kind: Report.Kind
    var highlight: ReportBuilder.Highlighter
    var readResource: ReportBuilder.ResourceReader
    /// The language of chapters that name none.
    var language = "en"
    /// The chapters that a link such as `02-padding.md` may mean.
    var slugs: Set<String>
    /// Those of them that are counted by letters.
    var appendices: Set<String> = []
    var audience: Audience
    /// What the files of bibliographies hold, by their paths.
    var bibliographies: [String: Bibliography] = [:]
    /// Whether a mark stands before each block of a chapter.
    var marksLines = false

    /// All of it that can be compared: colours follow from the code, and files are looked at by themselves.
    struct Identity: Equatable {
      var kind: Report.Kind
      var language: String
      var slugs: Set<String>
      var appendices: Set<String>
      var audience: Audience
      var bibliographies: [String: Bibliography]
      var marksLines: Bool
    }

    var identity: Identity {
      Identity(
        kind: kind, language: language, slugs: slugs, appendices: appendices, audience: audience,
        bibliographies: bibliographies, marksLines: marksLines)
    }
  }

  enum Pass {
    /// Learns what can be referred to; adds to the targets of the chapters before.
    case collecting(ReferenceTargets)
    /// Knows all targets of the report.
    case resolving(ReferenceTargets)

    var isResolving: Bool {
      if case .resolving = self { true } else { false }
    }

    /// What is known so far.
    var targets: ReferenceTargets {
      switch self {
      case .collecting(let targets), .resolving(let targets): targets
      }
    }
  }

  let environment: Environment
  let chapter: Chapter
  let results: [CellResult]
  let valuesOnTop: [String: String]
  let parametersRead: [Set<String>]
  let isResolving: Bool
  /// What the chapter says by itself, in its language.
  let words: ReportWords
  var targets: ReferenceTargets
  var diagnostics: [Diagnostic] = []

  var numbering = Numbering(chapter: nil)
  var footnotes: [[ReportBlock]] = []
  /// The number of each note already met, by its name.
  var footnoteNumbers: [String: Int] = [:]
  /// The keys of the sources cited so far; a source's number is its place here.
  var cited: [String] = []
  /// The last exercise above the place being built.
  var latestExercise: ReferenceTargets.Target?
  /// The last cell above the place being built, whose state inline values are read in.
  var currentCell: Int?
  /// Whether a division says for all its cells that their runs are short ones.
  var isShortRunTold = false
  private var usedAnchors: Set<String> = []
  /// The outermost heading level that the chapter uses for its sections.
  private var sectionLevel = 2
  private var numbersSections = true

  init(_ executed: ReportBuilder.ExecutedChapter, environment: Environment, pass: Pass) {
    self.environment = environment
    chapter = executed.chapter
    results = executed.results
    valuesOnTop = executed.valuesOnTop
    parametersRead = executed.parametersRead
    let frontMatter = chapter.frontMatter
    words = ReportWords(
      language: frontMatter.language ?? environment.language,
      overrides: frontMatter.referenceWords)
    isResolving = pass.isResolving
    targets = pass.targets
  }

  var slug: String { chapter.slug }

  /// Builds the chapter; `count` is that of the chapters before it.
  mutating func build(after count: ChapterCount) -> ReportChapter {
    let frontMatter = chapter.frontMatter
    let (heading, body) = splittingTitle()
    let isNumbered =
      environment.kind == .book && heading?.attributes.classes.contains("unnumbered") != true
    let chapterNumber =
      isNumbered ? count.next(isAppendix: environment.appendices.contains(slug)) : nil
    numbering = Numbering(chapter: chapterNumber)
    numbersSections =
      frontMatter.numbersSections && (isNumbered || environment.kind == .document)
    sectionLevel = body.compactMap(\.headingLevel).min() ?? 2
    let title = titleInlines(heading)
    let anchor = heading?.attributes.label ?? slug
    // A link to the chapter's file means its title as well.
    for name in [anchor, slug] {
      targets.add(
        name, title: chapterNumber.map { [.text("\(words[$0.word])\u{A0}\($0)")] } ?? title,
        number: chapterNumber.map { [.text("\($0)")] } ?? title, chapter: slug, anchor: anchor)
    }
    let blocks = addingReferences(
      to: (parametersCell().map { [$0] } ?? [])
        + body.flatMap { marks(before: $0) + self.blocks($0) })
    return ReportChapter(
      number: frontMatter.numbersSections ? chapterNumber : nil, title: title,
      subtitle: frontMatter.subtitle, authors: frontMatter.authors,
      abstract: frontMatter.abstract, slug: slug, blocks: blocks, footnotes: footnotes,
      tableOfContentsDepth: frontMatter.tableOfContents ? frontMatter.tableOfContentsDepth : 0,
      anchor: anchor, words: words, keywords: frontMatter.keywords,
      summary: frontMatter.description, date: frontMatter.date,
      contentsTitle: frontMatter.tableOfContentsTitle)
  }

  /// Takes a first heading of level 1 off the body, when it is the chapter's title.
  private func splittingTitle() -> (Block.Heading?, [Block]) {
    guard case .heading(let heading)? = chapter.blocks.first, heading.level == 1 else {
      return (nil, chapter.blocks)
    }
    // Below a title in the settings, the headings are sections unless this one says the same.
    guard let title = chapter.frontMatter.title,
      title != Inline.plainText(of: heading.content)
    else { return (heading, Array(chapter.blocks.dropFirst())) }
    return (nil, chapter.blocks)
  }

  private mutating func titleInlines(_ heading: Block.Heading?) -> [ReportInline] {
    if let heading { return inlines(heading.content) }
    guard let title = chapter.frontMatter.title else { return [.text(slug)] }
    return inlines(markdown: title, at: SourcePosition(line: 1, column: 1))
  }

  // MARK: Blocks

  private func marks(before block: Block) -> [ReportBlock] {
    environment.marksLines ? [LineMark.block(at: LineMark.line(of: block))] : []
  }

  mutating func blocks(_ blocks: [Block]) -> [ReportBlock] {
    blocks.flatMap { self.blocks($0) }
  }

  mutating func blocks(_ block: Block) -> [ReportBlock] {
    guard block.isForInstructor else { return shown(block) }
    guard environment.audience.edition == .instructor else {
      leaveOutForStudents(block)
      return []
    }
    let outside = numbering.isForInstructor
    numbering.isForInstructor = true
    defer { numbering.isForInstructor = outside }
    return shown(block)
  }

  private mutating func shown(_ block: Block) -> [ReportBlock] {
    reportUndivided(block)
    switch block {
    case .heading(let heading): return [.heading(self.heading(heading))]
    case .paragraph(let content): return [.paragraph(inlines(content))]
    case .list(let list):
      let items = list.items.map { blocks($0) }
      return [.list(start: list.start, isTight: list.isTight, items: items)]
    case .code(let code):
      return [
        .code(
          listing(
            of: code.text, in: code.language, label: code.attributes.label, options: code.options,
            at: code.position))
      ]
    case .cell(let cell):
      currentCell = cell.index
      return cellBlocks(solvingBy: cell)
    case .math(let tex, let label, let position):
      return equation(tex: tex, label: label, at: position)
    case .table(let table): return [.table(self.table(table))]
    case .quote(let content): return [.quote(blocks(content))]
    case .division(let division): return self.division(division)
    case .image(let image): return figure(image).map { [.figure($0)] } ?? []
    case .rule: return [.rule]
    }
  }

  private mutating func heading(_ heading: Block.Heading) -> ReportHeading {
    let depth = heading.level - sectionLevel + 1
    // Depth 1 is level 2 of a chapter, whose title is level 1.
    let isNumbered =
      numbersSections && !numbering.isForInstructor && depth >= 1
      && depth < chapter.frontMatter.sectionNumberDepth
      && !heading.attributes.classes.contains("unnumbered")
    let number = isNumbered ? numbering.nextSection(depth: depth) : nil
    let content = inlines(heading.content)
    let anchor =
      heading.attributes.label ?? uniqueAnchor(for: Inline.plainText(of: heading.content))
    targets.add(anchor: anchor, in: slug)
    if let label = heading.attributes.label {
      targets.add(
        label, title: number.map { [.text(words.reference(.section, $0))] } ?? content,
        number: number.map { [.text($0)] } ?? content, chapter: slug, anchor: label)
    }
    return ReportHeading(
      level: max(2, depth + 1), number: number, content: content, anchor: anchor)
  }

  /// The heading's words in lower case, joined by hyphens, as Pandoc makes them.
  mutating func uniqueAnchor(for text: String) -> String {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }
    let base = words.isEmpty ? "section" : words.joined(separator: "-")
    var anchor = base
    var count = 0
    while !usedAnchors.insert(anchor).inserted {
      count += 1
      anchor = "\(base)-\(count)"
    }
    return anchor
  }

  private mutating func equation(
    tex: String, label: String?, at position: SourcePosition
  ) -> [ReportBlock] {
    let number = number(.equation, label: label, hasCaption: false)
    guard let formula = formula(tex, at: position) else { return [] }
    return [
      .equation(
        ReportEquation(
          math: formula, anchor: label, number: number.map(NumberedKind.equation.shown)))
    ]
  }

  // MARK: Numbers

  /// Counts one of `kind` when it has a label or a caption, and makes its label known.
  mutating func number(_ kind: NumberedKind, label: String?, hasCaption: Bool) -> String? {
    guard label != nil || hasCaption else { return nil }
    let number = numbering.next(kind)
    if let label {
      targets.add(label, kind: kind, number: number, chapter: slug, words: words)
    }
    return number
  }

  // MARK: Diagnostics

  mutating func report(
    _ severity: Diagnostic.Severity, at position: SourcePosition?, length: Int = 1,
    _ message: String, why: String? = nil, fix: String? = nil
  ) {
    guard isResolving else { return }
    diagnostics.append(
      Diagnostic(
        severity, file: chapter.path, at: position, length: length, message,
        sourceLine: position.flatMap { line($0.line) }, why: why, fix: fix))
  }

  /// Tells that a report in the chapter's own language speaks English where it speaks by itself.
  var missingWords: [Diagnostic] {
    guard let position = chapter.frontMatter.languagePosition else { return [] }
    return words.missing(
      in: chapter.path, at: position, length: 4, sourceLine: line(position.line))
  }

  func line(_ number: Int) -> String? {
    chapter.lines.indices.contains(number - 1) ? chapter.lines[number - 1] : nil
  }
}

extension Block {
  fileprivate var headingLevel: Int? {
    if case .heading(let heading) = self { return heading.level }
    return nil
  }
}
