import CellOutputs
import Chapters
import Execution

/// Why a cell did not end well, as a front end is told it.
struct ExecutionFailure: Hashable, Sendable {
  var name: String
  var message: String
  /// What is shown, with the author's line quoted.
  var lines: [String]

  /// The members of the message that tells it.
  var content: [String: JSONValue] {
    [
      "ename": .text(name), "evalue": .text(message),
      "traceback": .array(lines.map { .text($0) }),
    ]
  }

  static let interrupted = ExecutionFailure(
    name: "interrupted", message: "the cell was interrupted",
    lines: ["interrupted: the cell left nothing behind; what ran before it stays"])

  /// A mistake that keeps a cell from being run.
  init(_ diagnostic: Diagnostic) {
    self.init(name: "error", message: diagnostic.message, lines: [diagnostic.description])
  }

  /// What kept any cell from being run.
  init(_ error: any Error) {
    self.init(name: "kernel", message: "\(error)", lines: ["\(error)"])
  }

  /// What became of a cell that was run; `nil` when it ended well.
  init?(_ answer: CellSession.Answer) {
    guard let failure = answer.result.failure else { return nil }
    name = failure.kind.title
    message = failure.message
    lines = answer.diagnostics.map(\.description)
    if lines.isEmpty { lines = [failure.message] }
  }

  private init(name: String, message: String, lines: [String]) {
    self.name = name
    self.message = message
    self.lines = lines
  }
}

extension CellFailure.Kind {
  fileprivate var title: String {
    switch self {
    case .compile: "compile error"
    case .throw: "error thrown"
    case .trap: "crash"
    case .timeout: "timeout"
    case .memory: "out of memory"
    case .processes: "too many processes"
    case .skipped: "not run"
    }
  }
}
