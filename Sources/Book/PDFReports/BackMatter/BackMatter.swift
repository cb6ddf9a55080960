import Chapters
import Reports

/// What paper has at a chapter's end, and a page of the web where it belongs: solutions, and folded code.
///
/// A page folds what its reader may want to look away from; paper cannot. So an exercise is printed without
/// the answer below it, and a figure without the code that drew it. Both follow under headings of their own,
/// in the order of the text, and their numbers lead to and fro.
struct BackMatter {
  private let chapter: ReportChapter
  /// The solutions in the chapter, by their anchors.
  private let solved: Set<String>
  private var solutions: [ReportBlock] = []
  private var listings: [CodeListing] = []
  /// How many listings were gathered, to name those without a label.
  private var count = 0

  private init(of chapter: ReportChapter) {
    self.chapter = chapter
    solved = Set(
      chapter.allBlocks.compactMap { block in
        if case .division(.solution, let anchor, _, _) = block { anchor } else { nil }
      })
  }

  /// Returns a chapter as it is printed.
  static func gathered(in chapter: ReportChapter) -> ReportChapter {
    var matter = BackMatter(of: chapter)
    var printed = chapter
    printed.footnotes = chapter.footnotes.map { matter.taken(from: $0) }
    // Notes may hold code as well, but what stands in the text comes first.
    let ofNotes = matter.listings
    matter.listings = []
    printed.blocks = matter.taken(from: chapter.blocks)
    matter.listings += ofNotes
    printed.blocks.insert(contentsOf: matter.blocks, at: printed.placeOfBackMatter)
    return printed
  }

  /// The parts that were gathered, each under its heading.
  private var blocks: [ReportBlock] {
    var blocks: [ReportBlock] = []
    if !solutions.isEmpty {
      var heading = heading(.solutions)
      // Who prints the exercises does not print their answers.
      heading.startsPage = true
      blocks += [.heading(heading)] + solutions
    }
    if !listings.isEmpty {
      blocks += [.heading(heading(.listings))] + listings.map(ReportBlock.code)
    }
    return blocks
  }

  private func heading(_ word: FixedWord) -> ReportHeading {
    ReportHeading(
      level: 2, number: nil, content: [.text(chapter.words[word])],
      anchor: Self.anchor(word.rawValue))
  }

  /// An anchor that no heading and no author's label has: both are without colons.
  private static func anchor(_ name: String) -> String { "back-matter:\(name)" }

  // MARK: Taking

  /// Takes what belongs to the end out of `blocks`, and returns what is left.
  private mutating func taken(from blocks: [ReportBlock]) -> [ReportBlock] {
    blocks.flatMap { taken(from: $0) }
  }

  private mutating func taken(from block: ReportBlock) -> [ReportBlock] {
    switch block {
    case .division(.solution, let anchor, let title, let content):
      let title = title.isEmpty ? [.text(chapter.words[.solution])] : title
      let content = taken(from: content)
      solutions.append(.division(kind: .solution, anchor: anchor, title: title, content: content))
      return []
    case .division(.exercise, let anchor, let title, let content):
      return [
        .division(
          kind: .exercise, anchor: anchor, title: title + linkToSolution(of: anchor),
          content: taken(from: content))
      ]
    case .division(let kind, let anchor, let title, let content):
      return [.division(kind: kind, anchor: anchor, title: title, content: taken(from: content))]
    case .code(let listing) where listing.folding == .folded:
      return [.paragraph(note(of: [listing], showing: nil))]
    case .cell(let content): return cell(content)
    case .list(let start, let isTight, let items):
      return [.list(start: start, isTight: isTight, items: items.map { taken(from: $0) })]
    case .quote(let content): return [.quote(taken(from: content))]
    case .callout(var callout):
      callout.content = taken(from: callout.content)
      return [.callout(callout)]
    case .heading, .paragraph, .code, .output, .figure, .table, .equation, .failure, .rule:
      return [block]
    }
  }

  /// Takes the folded code of a cell; the caption of what it shows tells where that is.
  private mutating func cell(_ content: [ReportBlock]) -> [ReportBlock] {
    let folded = content.compactMap(\.foldedCode)
    guard !folded.isEmpty else { return [.cell(taken(from: content))] }
    let subject = content.first(where: \.isFigure) ?? content.first(where: \.isTable)
    let note = note(of: folded, showing: subject)
    var rest = taken(from: content.filter { $0.foldedCode == nil })
    if let place = rest.firstIndex(where: \.isFigure) ?? rest.firstIndex(where: \.isTable) {
      rest[place].append(toCaption: note)
    } else {
      rest.insert(.paragraph(note), at: 0)
    }
    return [.cell(rest)]
  }

  /// Keeps listings for the chapter's end.
  ///
  /// - Parameters:
  ///   - folded: The listings.
  ///   - subject: The figure or table that they make.
  /// - Returns: "Code: Listing 1.3."
  private mutating func note(
    of folded: [CodeListing], showing subject: ReportBlock?
  ) -> [ReportInline] {
    let references = folded.map { listing -> [ReportInline] in
      var listing = listing
      count += 1
      let anchor = listing.anchor ?? Self.anchor("\(count)")
      listing.anchor = anchor
      if listing.caption.isEmpty, let subject { listing.caption = caption(of: subject) }
      listings.append(listing)
      return [
        .link(
          target: .inside(chapter: chapter.slug, anchor: anchor),
          content: [.text(listing.number ?? chapter.words[.listing])])
      ]
    }
    return chapter.words.phrase(.codeIn, Array(references.joined(separator: [.text(", ")])))
  }

  /// "How Figure 1.4 was drawn."; nothing of what has no number.
  private func caption(of subject: ReportBlock) -> [ReportInline] {
    guard let number = subject.number else { return [] }
    let content = [ReportInline.text(number)]
    let reference = subject.anchor.map { anchor in
      [
        ReportInline.link(
          target: .inside(chapter: chapter.slug, anchor: anchor), content: content)
      ]
    }
    return chapter.words.phrase(
      subject.isFigure ? .howDrawn : .howComputed, reference ?? content)
  }

  /// What leads from an exercise to its solution; nothing where it has none.
  private func linkToSolution(of exercise: String?) -> [ReportInline] {
    guard let exercise else { return [] }
    let anchor = "sol" + exercise.dropFirst(3)
    guard solved.contains(anchor) else { return [] }
    return [
      .text("\u{2003}"),
      .link(
        target: .inside(chapter: chapter.slug, anchor: anchor),
        content: [.text("→\u{A0}\(chapter.words[.solution])")]),
    ]
  }
}

extension ReportChapter {
  /// Where what was gathered is put: before the list of sources, if that ends the chapter.
  fileprivate var placeOfBackMatter: Int {
    guard let sources = blocks.lastIndex(where: { $0.anchor == Self.anchorOfSources }) else {
      return blocks.count
    }
    if case .heading = blocks[sources] { return sources }
    guard sources == blocks.count - 1 else { return blocks.count }
    // The list stands in a division of its author's, whose heading goes with it.
    let text = blocks[..<sources].lastIndex { !$0.isLineMark }
    guard let text, case .heading = blocks[text] else { return sources }
    return text
  }
}

extension ReportBlock {
  fileprivate var foldedCode: CodeListing? {
    if case .code(let listing) = self, listing.folding == .folded { listing } else { nil }
  }

  fileprivate var isFigure: Bool {
    if case .figure = self { true } else { false }
  }

  fileprivate var isTable: Bool {
    if case .table = self { true } else { false }
  }

  fileprivate var isLineMark: Bool { anchor?.hasPrefix(LineMark.prefix) == true }

  /// "Figure 1.4" or "Table 1.2".
  fileprivate var number: String? {
    switch self {
    case .figure(let figure): figure.number
    case .table(let table): table.number
    default: nil
    }
  }

  fileprivate mutating func append(toCaption note: [ReportInline]) {
    func extended(_ caption: [ReportInline]) -> [ReportInline] {
      caption.isEmpty ? note : caption + [.text(" ")] + note
    }
    switch self {
    case .figure(var figure):
      figure.caption = extended(figure.caption)
      self = .figure(figure)
    case .table(var table):
      table.caption = extended(table.caption)
      self = .table(table)
    default: break
    }
  }
}
