import Chapters
import Plots

/// What tells a short run's figures and tables from those of the profile `full`.
extension ChapterBuilder {
  /// Says by how much a run was shorter than the whole one.
  ///
  /// "Quick run: 400 of 1,000 `images`; `--profile full` for the whole."
  ///
  /// - Parameter cells: What a figure or table shows.
  /// - Returns: What stands at the end of its caption; nothing where the profile `full` sets no parameter
  ///   otherwise that these cells, or cells that they need, have read.
  func shortRunNote(of cells: [Int]) -> [ReportInline] {
    let read = cells.filter { parametersRead.indices.contains($0) }
      .reduce(into: Set<String>()) { $0.formUnion(parametersRead[$1]) }
    let whole = chapter.frontMatter.profiles[FrontMatter.fullProfile] ?? []
    let differences = chapter.frontMatter.parameters.compactMap { parameter -> [ReportInline]? in
      guard read.contains(parameter.name),
        let full = whole.last(where: { $0.name == parameter.name })
      else { return nil }
      return parameter.difference(from: full.value, in: words)
    }
    guard !differences.isEmpty else { return [] }
    let sentence = words[.quickRun].split(separator: "%@", omittingEmptySubsequences: false)
    let listed = differences.dropFirst().reduce(differences[0]) { $0 + [.text(", ")] + $1 }
    let command: [ReportInline] = [.code("--profile \(FrontMatter.fullProfile)")]
    return zip(sentence, [listed, command, []]).flatMap { [.text(String($0))] + $1 }
  }

  /// A caption that says so of a short run.
  func caption(_ caption: [ReportInline], of cells: [Int]) -> [ReportInline] {
    let note = isShortRunTold ? [] : shortRunNote(of: cells)
    return caption + (caption.isEmpty || note.isEmpty ? [] : [.text(" ")]) + note
  }
}

extension FrontMatter.Parameter {
  /// Says how the value differs from the one of a whole run; `nil` where it does not.
  fileprivate func difference(from full: Value, in words: ReportWords) -> [ReportInline]? {
    guard value != full else { return nil }
    if let (part, whole) = value.numbers(with: full) {
      guard part != whole else { return nil }
      if part < whole {
        let share = words.phrase(.ofWhole, value.text(in: words))
          .replacing("%@", with: full.text(in: words), maxReplacements: 1)
        return [.text(share + " "), .code(name)]
      }
    }
    return [
      .code(name), .text(" \(value.text(in: words)) ("), .code(FrontMatter.fullProfile),
      .text(": \(full.text(in: words)))"),
    ]
  }
}

extension FrontMatter.Parameter.Value {
  /// The value as a sentence has it.
  ///
  /// English sets thousands apart by a comma; in other languages that is the mark of decimals, and the
  /// number stays as it was written.
  fileprivate func text(in words: ReportWords) -> String {
    guard case .integer(let value) = self, words.isEnglish else { return text }
    return NumberFormat.integer.text(Double(value))
  }

  private var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .boolean, .text: nil
    }
  }

  fileprivate func numbers(with other: Self) -> (Double, Double)? {
    guard let number, let otherNumber = other.number else { return nil }
    return (number, otherNumber)
  }
}
