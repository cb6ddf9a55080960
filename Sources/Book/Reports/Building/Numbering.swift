import Chapters

/// Counts what is numbered in one chapter.
///
/// In a book every number begins with the chapter's: section 3.1.2, Figure 3.2. In a document numbers
/// stand alone. What only the instructor's edition has is counted by itself, Figure 3.S1: so all else has
/// the same number in both editions.
struct Numbering {
  /// `nil` in a document, and in a chapter without a number.
  let chapter: ChapterNumber?
  /// Whether what is counted stands in the instructor's edition only.
  var isForInstructor = false
  private var counts: [NumberedKind: Int] = [:]
  private var countsForInstructor: [NumberedKind: Int] = [:]
  private var sections: [Int] = []

  init(chapter: ChapterNumber?) {
    self.chapter = chapter
  }

  mutating func next(_ kind: NumberedKind) -> String {
    if isForInstructor, kind != .solution {
      countsForInstructor[kind, default: 0] += 1
      return (chapter.map { "\($0)." } ?? "") + "S\(countsForInstructor[kind, default: 0])"
    }
    counts[kind, default: 0] += 1
    return joined([counts[kind, default: 0]])
  }

  /// Counts a section at `depth`, 1 for the outermost ones.
  mutating func nextSection(depth: Int) -> String {
    while sections.count < depth { sections.append(0) }
    sections.removeLast(sections.count - depth)
    sections[depth - 1] += 1
    return joined(sections)
  }

  private func joined(_ numbers: [Int]) -> String {
    ((chapter.map { [$0.description] } ?? []) + numbers.map(String.init)).joined(separator: ".")
  }
}
