extension Chapter {
  /// The chapter's text as students get it: without solutions, teacher's notes, and the footnotes that
  /// only those refer to.
  ///
  /// Its settings say `edition: student`, so that exercises are run and graded on it. All other cells run
  /// there as they do in the book: nothing that is left needs what is gone, or the render
  /// has ended with an error.
  package var studentSource: String {
    var gone: Set<Int> = []
    forEachBlock { block in
      guard block.isForInstructor else { return }
      switch block {
      case .division(let division):
        gone.formUnion(division.position.line...(division.lastLine ?? division.position.line))
      case .cell(let cell): gone.formUnion(linesOfFence(around: cell))
      default: break
      }
    }
    guard !gone.isEmpty else { return marked(lines) }
    var kept = lines.enumerated().filter { !gone.contains($0.offset + 1) }.map(\.element)
    while let (range, _) = Self.notes(in: kept).first(where: { _, name in
      !kept.contains { line in
        line.ranges(of: "[^\(name)]").contains { $0.lowerBound != line.startIndex }
      }
    }) {
      kept.removeSubrange(range)
    }
    // A division leaves the empty lines on both of its sides.
    let text = kept.indices.filter { $0 == 0 || !kept[$0].isEmpty || !kept[$0 - 1].isEmpty }
      .map { kept[$0] }
    return marked(text)
  }

  /// The text of a student's copy, with a setting that says so.
  private func marked(_ lines: [String]) -> String {
    let setting = "edition: \(Edition.student.rawValue)"
    var marked = lines
    if frontMatter.edition != .student {
      if lines.first == "---" {
        marked.insert(setting, at: 1)
      } else {
        marked = ["---", setting, "---", ""] + lines
      }
    }
    return marked.joined(separator: "\n") + "\n"
  }

  /// The lines of a cell, from its opening fence to the closing one.
  private func linesOfFence(around cell: Cell) -> ClosedRange<Int> {
    var first = cell.position.line - 1
    while first > 1, !lines[first - 1].drop(while: { " >\t".contains($0) }).hasPrefix("```"),
      !lines[first - 1].drop(while: { " >\t".contains($0) }).hasPrefix("~~~")
    {
      first -= 1
    }
    let height = cell.source.split(separator: "\n", omittingEmptySubsequences: false).count
    return first...min(lines.count, cell.position.line + height)
  }

  /// The definitions of footnotes in `lines`: where each stands, with its indented lines, and its name.
  private static func notes(in lines: [String]) -> [(Range<Int>, name: String)] {
    lines.indices.compactMap { index in
      guard lines[index].hasPrefix("[^"), let end = lines[index].firstRange(of: "]:") else {
        return nil
      }
      let name = String(lines[index][..<end.lowerBound].dropFirst(2))
      var last = index + 1
      while last < lines.count {
        let isIndented = lines[last].hasPrefix("    ")
        let isContinued = !lines[last].isEmpty && !lines[last - 1].isEmpty
        let holdsMore =
          lines[last].isEmpty && last + 1 < lines.count && lines[last + 1].hasPrefix("    ")
        guard isIndented || isContinued && !lines[last].hasPrefix("[^") || holdsMore else { break }
        last += 1
      }
      return (index..<last, name)
    }
  }
}
