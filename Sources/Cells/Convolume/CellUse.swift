import CellOutputs
import Datasets

/// What the cell that runs has used so far, and what its state depends on.
struct CellUse {
  /// A digest of the cell's code and of what the cells above it used; `nil` outside a worker.
  private let context: String?
  /// Whether the cell's statements are done, and its last expression is being displayed.
  var isForDisplay = false
  /// The files that the cell wrote, made or removed.
  private var written: Set<String> = []
  private var observations: [Observation] = []
  /// How often each training run was begun.
  private var runs: [String: Int] = [:]

  init(context: String? = nil) {
    self.context = context
  }

  /// Notes that something was used; returns what is news for the host.
  mutating func note(_ source: Observation.Source, value: String) -> Observation? {
    let observation = Observation(source, value: value, isForDisplay: isForDisplay)
    // What the statements used need not be reported again when it is displayed.
    let known = observations.contains {
      $0.source == source && $0.value == value && (!$0.isForDisplay || isForDisplay)
    }
    guard !known else { return nil }
    observations.append(observation)
    return observation
  }

  /// Whether a file, or a folder that it lies in, is the cell's own work.
  func isOwn(_ file: String) -> Bool {
    guard !written.isEmpty else { return false }
    var path = file[...]
    while true {
      if written.contains(String(path)) { return true }
      guard let slash = path.lastIndex(of: "/") else { return false }
      path = path[..<slash]
    }
  }

  /// Notes that a file is the cell's own work from now on.
  ///
  /// - Returns: Whether it was not before.
  mutating func noteWritten(_ file: String) -> Bool {
    guard written.insert(file).inserted else { return false }
    // What the cell found when it asked whether the file is there.
    observations.removeAll { $0.source == .status(file) }
    return true
  }

  /// See `Session.moment(of:)`.
  mutating func moment(of run: String) -> String? {
    guard let context else { return nil }
    runs[run, default: 0] += 1
    let used = observations.map { "\($0.source) \($0.value)" }
    let facts = [context, "run \(runs[run, default: 0])"] + used
    return digest(of: Array(facts.joined(separator: "\n").utf8))
  }
}
