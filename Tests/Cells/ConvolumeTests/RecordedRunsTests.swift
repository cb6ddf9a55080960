import Convolume
import Foundation
import Testing

@Suite struct RecordedRunsTests {
  func text(runs: String, device: String? = nil) -> Data {
    let device = device.map { #""device": "\#($0)", "# } ?? ""
    return Data(
      #"""
      {
        "conditions": {\#(device)"threads": 2},
        "recipe": {"epochs": 30},
        "runs": [\#(runs)],
        "training_images": 50000
      }
      """#.utf8)
  }

  func run(_ seed: Int, _ accuracy: Double) -> String {
    #"{"accuracy": \#(accuracy), "losses": [2.25, 1.5], "seconds": 4.5, "seed": \#(seed)}"#
  }

  @Test func `tells the spread of the seeds, and what the runs were`() throws {
    let file = text(
      runs: [run(1, 0.75), run(2, 0.5), run(3, 0.25), run(4, 1)].joined(separator: ","))
    let runs = try RecordedRuns(json: file, of: "few.json")
    #expect((runs.lowest, runs.median, runs.highest) == (0.25, 0.625, 1))
    #expect(runs.runs.map(\.seed) == [1, 2, 3, 4])
    #expect(runs.runs[1].losses == [2.25, 1.5])
    #expect(runs.runs[1].seconds == 4.5)
    #expect((runs.trainingImages, runs.epochs) == (50_000, 30))
    #expect(runs.machine == "2 threads")
  }

  @Test func `names the card that ran it`() throws {
    let runs = try RecordedRuns(json: text(runs: run(1, 1), device: "CUDA (H100)"), of: "card.json")
    #expect(runs.machine == "CUDA (H100)")
    let onProcessor = text(runs: run(1, 1), device: "CPU (AVX2, 2 threads)")
    #expect(try RecordedRuns(json: onProcessor, of: "one.json").machine == "2 threads")
  }

  @Test(arguments: [
    (nil, "there is no such file"), ("{", "it is not what the command writes"),
    ("{\"runs\": []}", "it is not what the command writes"),
  ])
  func `says why there is nothing to show, and how to get it`(file: String?, reason: String) {
    let error = #expect(throws: MissingRuns.self) {
      try RecordedRuns(json: file.map { Data($0.utf8) }, of: "runs.json")
    }
    #expect(
      error?.description
        == "recordedRuns: 'runs.json' cannot be used: \(reason). Take it from version control, or "
        + "record it with 'convolume bench <network> --mode accuracy --output <file>'.")
  }

  @Test func `runs that were never begun are none`() {
    let error = #expect(throws: MissingRuns.self) {
      try RecordedRuns(json: text(runs: ""), of: "none.json")
    }
    #expect(error?.description.contains("it holds no run") == true)
  }

  @Test func `are recorded beside a chapter only`() {
    let error = #expect(throws: MissingRuns.self) { try recordedRuns("lenet") }
    #expect(
      error?.description.contains("'results/lenet.json' cannot be used: no chapter runs") == true)
  }
}
