import CellOutputs
import Foundation
import Pipeline
import Synchronization

/// Shows how far a render has come: one live line on a terminal, plain lines in a log.
final class ProgressDisplay: Sendable {
  private let terminal: TerminalText
  private let isQuiet: Bool
  private let state: Mutex<State>

  private struct State {
    var liveLine: LiveLine
    var cellsRun = 0
    var cellsReused = 0
    var cellsSkipped = 0

    mutating func count(_ event: RenderEvent) {
      switch event {
      case .cellFinished(_, .some, _): cellsRun += 1
      case .cellFinished(_, nil, _): cellsReused += 1
      case .cellSkipped: cellsSkipped += 1
      case .waitingForAnotherRender, .cellStarted, .training, .fileMade, .typesetting: break
      }
    }
  }

  init(terminal: TerminalText, isQuiet: Bool) {
    self.terminal = terminal
    self.isQuiet = isQuiet
    state = Mutex(State(liveLine: LiveLine(on: terminal)))
  }

  func show(_ event: RenderEvent) {
    state.withLock { state in
      state.count(event)
      guard !isQuiet else { return }
      if terminal.isInteractive { show(event, on: &state.liveLine) } else { showPlain(event) }
    }
  }

  /// Empties the live line, if there is one.
  func clear() {
    state.withLock { $0.liveLine.clear() }
  }

  /// Writes `text` on lines of its own, above the live line if there is one.
  func say(_ text: String) {
    state.withLock {
      $0.liveLine.clear()
      terminal.write(text + "\n")
    }
  }

  /// What was run and what was reused, such as "3 cells run, 41 unchanged, 2 not run".
  var summary: String {
    state.withLock {
      var parts = ["\($0.cellsRun) \($0.cellsRun == 1 ? "cell" : "cells") run"]
      if $0.cellsReused > 0 { parts.append("\($0.cellsReused) unchanged") }
      if $0.cellsSkipped > 0 { parts.append("\($0.cellsSkipped) not run") }
      return parts.joined(separator: ", ")
    }
  }

  private func show(_ event: RenderEvent, on liveLine: inout LiveLine) {
    switch event {
    case .waitingForAnotherRender:
      liveLine.show("waiting for another render of this project to end")
    case .cellStarted(let place):
      liveLine.show(describe(place))
    case .training(let place, let progress):
      liveLine.show(describe(place), detail: describe(progress))
    case .cellFinished(let place, _, let failed):
      if failed {
        liveLine.clear()
        terminal.write("failed: \(describe(place))\n")
      }
    case .cellSkipped(let place):
      liveLine.clear()
      terminal.write("not run: \(describe(place))\n")
    case .fileMade: break
    case .typesetting(let format):
      liveLine.show("typesetting \(format)")
    }
  }

  private func showPlain(_ event: RenderEvent) {
    switch event {
    case .waitingForAnotherRender:
      terminal.write("waiting for another render of this project to end\n")
    case .cellStarted(let place):
      terminal.write("\(describe(place))\n")
    case .training(let place, let progress):
      guard progress.batch == progress.batches else { return }
      terminal.write("  \(place.cell): \(describe(progress))\n")
    case .cellFinished(let place, let seconds, let failed):
      guard let seconds, failed || seconds >= 1 else { return }
      let end = failed ? "failed" : "done"
      // What does not compile has taken no time.
      let time = seconds > 0 ? " in \(Self.duration(seconds))" : ""
      terminal.write("  \(place.cell): \(end)\(time)\n")
    case .cellSkipped(let place):
      terminal.write("\(describe(place)): not run, because a cell above it failed\n")
    case .fileMade: break
    case .typesetting(let format):
      terminal.write("typesetting \(format)\n")
    }
  }

  private func describe(_ place: RenderEvent.CellPlace) -> String {
    "\(place.chapter) [\(place.number)/\(place.count)] \(place.cell)"
  }

  private func describe(_ progress: TrainingProgress) -> String {
    let loss = String(format: "%.4f", progress.loss)
    var text = progress.run.map { "\($0): " } ?? ""
    text += "epoch \(progress.epoch)/\(progress.epochs)"
    if progress.batch < progress.batches {
      text += " (\(progress.batch * 100 / max(1, progress.batches)) %)"
    }
    text += ", loss \(loss)"
    if progress.secondsLeft >= 1 { text += ", \(Self.duration(progress.secondsLeft)) left" }
    return text
  }

  /// `4.2 s`, `58 s`, `3 min 5 s`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 10 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }
}
