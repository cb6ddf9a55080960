import Datasets
import Foundation

/// Shows how far a download has come: on one live line, or in a log as a line at every quarter.
final class FetchDisplay: @unchecked Sendable {
  private let terminal: TerminalText
  private let lock = NSLock()
  private var liveLine: LiveLine
  private var file = ""
  private var quartersTold = 0

  init(terminal: TerminalText) {
    self.terminal = terminal
    liveLine = LiveLine(on: terminal)
  }

  func show(_ progress: FetchProgress, of dataset: KnownDataset) {
    lock.withLock {
      if terminal.isInteractive {
        liveLine.show("\(dataset.title): \(describe(progress))")
      } else {
        showPlain(progress, of: dataset)
      }
    }
  }

  /// Leaves the line for what comes next.
  func end() {
    lock.withLock { liveLine.clear() }
  }

  private func showPlain(_ progress: FetchProgress, of dataset: KnownDataset) {
    if progress.file != file {
      file = progress.file
      quartersTold = 0
      terminal.write("\(dataset.title): fetching \(progress.file)\n")
    }
    guard let total = progress.total, total > 0 else { return }
    let quarters = progress.received * 4 / total
    guard quarters > quartersTold else { return }
    quartersTold = quarters
    terminal.write("  \(describe(progress))\n")
  }

  private func describe(_ progress: FetchProgress) -> String {
    let received = ByteCount.text(progress.received)
    guard let total = progress.total, total > 0 else { return "\(progress.file), \(received)" }
    let percent = progress.received * 100 / total
    return "\(progress.file), \(received) of \(ByteCount.text(total)) (\(percent) %)"
  }
}
