import CellOutputs
import Foundation
import Notebooks

/// Shows how far training runs have come: one display for each run, which is updated.
package struct TrainingDisplay {
  /// Part of the displays' names, which no other request may have.
  private let request: String
  private var count = 0
  private var last: TrainingProgress?
  private var lastShown = ContinuousClock.now - .seconds(1)

  package init(request: String) {
    self.request = request
  }

  /// Returns the message that shows this progress; `nil` when the last one is too fresh to be replaced.
  package mutating func message(
    showing progress: TrainingProgress, at now: ContinuousClock.Instant = .now
  ) -> (type: String, content: JSONValue)? {
    let isNew = last.map { progress.run != $0.run || progress.epoch < $0.epoch } ?? true
    let isEnd = progress.batch == progress.batches
    last = progress
    guard isNew || isEnd || now - lastShown >= .milliseconds(100) else { return nil }
    lastShown = now
    if isNew { count += 1 }
    let share =
      (Double(progress.epoch - 1) + Double(progress.batch) / Double(max(1, progress.batches)))
      / Double(max(1, progress.epochs))
    let text = Self.sentence(progress)
    let percent = String(format: "%.1f", share * 100)
    return (
      isNew ? "display_data" : "update_display_data",
      [
        "data": [
          "text/plain": .text(text),
          "text/html": .text(
            "<progress max=\"100\" value=\"\(percent)\"></progress> \(text.escapedHTML)"),
        ],
        "metadata": [:],
        "transient": ["display_id": .text("training-\(request)-\(count)")],
      ]
    )
  }

  /// `max 2×2, seed 2 (5/9): epoch 2 of 10, loss 0.2345, 12 s left`.
  static func sentence(_ progress: TrainingProgress) -> String {
    var text = progress.run.map { "\($0): " } ?? ""
    text += "epoch \(progress.epoch) of \(progress.epochs)"
    text += ", loss \(String(format: "%.4f", progress.loss))"
    let isEnd = progress.epoch == progress.epochs && progress.batch == progress.batches
    if !isEnd, progress.secondsLeft >= 1 { text += ", \(duration(progress.secondsLeft)) left" }
    return text
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }
}
