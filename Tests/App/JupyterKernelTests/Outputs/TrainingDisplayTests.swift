import CellOutputs
import JupyterKernel
import Testing

@Suite struct TrainingDisplayTests {
  private func progress(_ epoch: Int, _ batch: Int, run: String? = nil) -> TrainingProgress {
    TrainingProgress(
      epoch: epoch, epochs: 2, batch: batch, batches: 4, loss: 0.5, secondsLeft: 62, run: run)
  }

  private func identity(_ message: (type: String, content: JSONValue)?) -> String? {
    message?.content["transient"]?["display_id"]?.text
  }

  @Test func `a run is one display, which is updated`() {
    var display = TrainingDisplay(request: "r")
    let start = ContinuousClock.now
    let first = display.message(showing: progress(1, 1), at: start)
    #expect(first?.type == "display_data")
    #expect(
      first?.content["data"]?["text/plain"]?.text
        == "epoch 1 of 2, loss 0.5000, 1 min 2 s left")
    #expect(
      first?.content["data"]?["text/html"]?.text?.hasPrefix("<progress max=\"100\" value=\"12.5\">")
        == true)
    // Not for every batch.
    #expect(display.message(showing: progress(1, 2), at: start + .milliseconds(20)) == nil)
    let second = display.message(showing: progress(1, 3), at: start + .milliseconds(150))
    #expect(second?.type == "update_display_data")
    #expect(identity(second) == identity(first))
  }

  @Test func `an epoch's end is always shown, and the last says no time`() {
    var display = TrainingDisplay(request: "r")
    let start = ContinuousClock.now
    _ = display.message(showing: progress(1, 3), at: start)
    #expect(display.message(showing: progress(1, 4), at: start) != nil)
    let end = display.message(showing: progress(2, 4), at: start)
    #expect(end?.content["data"]?["text/plain"]?.text == "epoch 2 of 2, loss 0.5000")
  }

  @Test func `another run has another display`() {
    var display = TrainingDisplay(request: "r")
    let first = display.message(showing: progress(2, 4, run: "max <2>"))
    let second = display.message(showing: progress(1, 1, run: "none"))
    let third = display.message(showing: progress(2, 4, run: "none"))
    let fourth = display.message(showing: progress(1, 1, run: "none"))
    #expect(
      [first, second, third, fourth].map { $0?.type } == [
        "display_data", "display_data", "update_display_data", "display_data",
      ])
    #expect(Set([first, second, fourth].map(identity)).count == 3)
    #expect(first?.content["data"]?["text/html"]?.text?.contains("max &lt;2&gt;") == true)
  }
}
