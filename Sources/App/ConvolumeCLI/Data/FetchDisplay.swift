import Datasets
import Synchronization

/// Shows how far a download has come: on one live line, or in a log as a line at every quarter.
final class FetchDisplay: Sendable {
  private let terminal: TerminalText
  private let isQuiet: Bool
  private let state: Mutex<State>

  private struct State {
    var liveLine: LiveLine
    var file = ""
    var quartersReported = 0
  }

  init(terminal: TerminalText, isQuiet: Bool) {
    self.terminal = terminal
    self.isQuiet = isQuiet
    state = Mutex(State(liveLine: LiveLine(on: terminal)))
  }

  func show(_ progress: FetchProgress, of dataset: KnownDataset) {
    guard !isQuiet else { return }
    state.withLock { state in
      if terminal.isInteractive {
        state.liveLine.show("\(dataset.title): \(describe(progress))")
      } else {
        showPlain(progress, of: dataset, after: &state)
      }
    }
  }

  /// Leaves the line for what comes next.
  func end() {
    state.withLock { $0.liveLine.clear() }
  }

  private func showPlain(
    _ progress: FetchProgress, of dataset: KnownDataset, after state: inout State
  ) {
    if progress.file != state.file {
      state.file = progress.file
      state.quartersReported = 0
      terminal.write("\(dataset.title): fetching \(progress.file)\n")
    }
    guard let total = progress.total, total > 0 else { return }
    let quarters = progress.received * 4 / total
    guard quarters > state.quartersReported else { return }
    state.quartersReported = quarters
    terminal.write("  \(describe(progress))\n")
  }

  private func describe(_ progress: FetchProgress) -> String {
    let received = ByteCount.text(progress.received)
    guard let total = progress.total, total > 0 else { return "\(progress.file), \(received)" }
    let percent = progress.received * 100 / total
    return "\(progress.file), \(received) of \(ByteCount.text(total)) (\(percent) %)"
  }
}
