import CellOutputs
import Chapters
import Reports

/// A cell that shows, or records, something else than its author expected.
package struct UnmetExpectation: Sendable {
  /// The chapter's path as the user knows it.
  package var chapter: String
  package var cell: String
  /// The cell's place among the chapter's cells.
  package var index: Int
  package var expectation: Expectation
  /// What the cell showed; `nil` when it showed nothing of the kind.
  package var found: String?
  /// The chapter's line on which the expectation stands.
  var sourceLine: String?

  /// What the cell shows, and how to fix it.
  package var diagnostic: Diagnostic {
    let subject = expectation.recorded.map { "records '\($0)' as" } ?? "displays"
    let message =
      found.map { "\(cell) \(subject) '\($0)', and '\(expectation.text)' is expected" }
      ?? (expectation.recorded.map { "\(cell) records nothing named '\($0)'" }
        ?? "\(cell) displays nothing, and '\(expectation.text)' is expected")
    return Diagnostic(
      .warning, file: chapter, at: expectation.position, length: max(1, expectation.text.count),
      message, sourceLine: sourceLine,
      fix: found == nil
        ? "remove the expectation, or end the cell with a value"
        : "find out why, or accept the new value with 'convolume test --fix'")
  }
}

extension ReportBuilder.ExecutedChapter {
  /// The expectations of the chapter's cells.
  package var expectations: [Expectation] {
    chapter.cells.filter(\.options.eval).flatMap(\.options.expectations)
  }

  /// The expectations that are not met, in order; those of cells that failed are left out, since the
  /// failure is reported.
  package var unmetExpectations: [UnmetExpectation] {
    zip(chapter.cells, results).flatMap { cell, result -> [UnmetExpectation] in
      guard cell.options.eval, result.failure == nil else { return [] }
      return cell.options.expectations.compactMap { expectation in
        let found = result.text(for: expectation)
        if let found, expectation.isMet(by: found) { return nil }
        let line = expectation.position.line
        return UnmetExpectation(
          chapter: chapter.path, cell: cell.name, index: cell.index, expectation: expectation,
          found: found,
          sourceLine: chapter.lines.indices.contains(line - 1) ? chapter.lines[line - 1] : nil)
      }
    }
  }
}

extension CellResult {
  /// The text that an expectation is compared with: of a recorded value, else of the value that the
  /// cell displayed last, else all that it printed.
  fileprivate func text(for expectation: Expectation) -> String? {
    if let name = expectation.recorded {
      return recorded.first { $0.name == name }?.content.text
    }
    var printed = ""
    var displayed: String?
    for output in outputs {
      switch output {
      case .value(let text), .markdown(let text): displayed = text
      case .printed(let text, .output): printed += text
      case .printed, .table, .figure: break
      }
    }
    return displayed ?? (printed.contains { !$0.isWhitespace } ? printed : nil)
  }
}

extension RecordedValue.Content {
  /// As an author would write it.
  package var text: String {
    switch self {
    case .number(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .text(let value): value
    case .numbers(let values): "[\(values.map { "\($0)" }.joined(separator: ", "))]"
    }
  }
}
