import CellOutputs
import Chapters

extension CellFailure.Kind {
  /// Whether this is the failure that a cell with `policy` may show without failing the build.
  package func isExpected(by policy: CellOptions.ErrorPolicy) -> Bool {
    switch policy {
    case .stop: false
    case .show: true
    case .compile: self == .compile
    case .throw: self == .throw
    case .trap: self == .trap
    }
  }
}

extension ChapterProgram {
  /// Tells the author of a failure, with the chapter's own line.
  func diagnostic(
    _ failure: CellFailure, in unit: Int, length: Int = 1, why reason: String? = nil
  ) -> Diagnostic {
    let cell = units[unit]
    let position = SourcePosition(
      line: failure.line ?? cell.position(CellPlace(line: 1, column: 1)).line,
      column: failure.column ?? cell.position(CellPlace(line: 1, column: 1)).column)
    let why: String? =
      switch failure.kind {
      case .compile, .skipped: reason
      case .throw: "\(cell.name) threw an error that nothing in the cell catches"
      case .trap: "\(cell.name) ended its process; its outputs above are kept"
      case .timeout, .memory, .processes:
        "\(cell.name) was stopped, and all that it had started"
      }
    return Diagnostic(
      .error, file: path, at: position, length: length, failure.message,
      sourceLine: lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil,
      why: why, fix: failure.fix)
  }

  /// Tells of a cell that was to fail and did not, or not in the way its options say.
  func unexpected(_ failure: CellFailure?, in unit: Int) -> Diagnostic? {
    let cell = units[unit]
    let policy = cell.options.error
    switch policy {
    case .stop, .show: return nil
    case .compile, .throw, .trap: break
    }
    if let failure, failure.kind.isExpected(by: policy) { return nil }
    let place = cell.position(CellPlace(line: 1, column: 1))
    let happened =
      failure.map { "failed otherwise (\($0.kind.rawValue)): \($0.message)" } ?? "ended well"
    return Diagnostic(
      .error, file: path, at: place, "\(cell.name) has 'error: \(policy.rawValue)' but \(happened)",
      sourceLine: lines.indices.contains(place.line - 1) ? lines[place.line - 1] : nil,
      fix: "correct the cell, or remove the option")
  }
}
