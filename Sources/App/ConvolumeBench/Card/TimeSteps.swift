import ArgumentParser
import CUDABackend
import EngineBenchmarks
import Foundation
import NeuralNetworks

/// Times training steps and inference on the card, work by work.
struct TimeSteps: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steps",
    abstract: "Time LeNet-5 and AlexNet on the card; one line for each work.",
    discussion: """
      A figure is the median over the blocks of a block's time by its steps; steps are queued one \
      after the other. Works: \(CardWork.all.map(\.name).joined(separator: ", ")).
      """)

  @Option(help: ArgumentHelp("Only this work; may be given several times.", valueName: "work"))
  var only: [String] = []

  @Option(help: "Images in a batch.")
  var batch = 64

  @Option(help: "How many blocks are timed.")
  var blocks = 7

  @Option(help: "How long a block should last, in milliseconds.")
  var blockMs = 60.0

  @Flag(help: "Print lines of JSON.")
  var json = false

  /// The figures of one work, with the names that `torch_gpu.py` gives them.
  struct Figures: Encodable {
    let program = "Convolume"
    let work: String
    let setting: String
    let batch: Int
    let steps: Int
    let blocks: Int
    let medianMs: Double
    let minMs: Double
    let imagesPerS: Double
  }

  func validate() throws {
    for (name, value) in [("--batch", batch), ("--blocks", blocks)] where value < 1 {
      throw ValidationError("\(name) takes a whole number from 1 on, got \(value).")
    }
    guard blockMs > 0 else {
      throw ValidationError("--block-ms takes a number above 0, got \(blockMs).")
    }
    let names = CardWork.all.map(\.name)
    for name in only where !names.contains(name) {
      throw ValidationError(
        "--only: no work is called '\(name)'. There are: \(names.joined(separator: ", ")).")
    }
  }

  func run() throws {
    let card = try CardCommand.open()
    let backend = CUDA(card)
    var failed = false
    for work in CardWork.all where only.isEmpty || only.contains(work.name) {
      // One work that fails must not hide the others.
      do {
        try tell(try figures(of: work, on: backend))
      } catch {
        failed = true
        FileHandle.standardError.write(Data("convolume-bench card: \(work.name): \(error)\n".utf8))
      }
    }
    if failed { throw ExitCode(1) }
  }

  private func figures(of work: CardWork, on backend: any Backend) throws -> Figures {
    let steps = try CardSteps(work, batch: batch, on: backend)
    let (times, count) = try steps.times(blocks: blocks, blockMilliseconds: blockMs)
    let sorted = times.sorted()
    let median = (sorted[(times.count - 1) / 2] + sorted[times.count / 2]) / 2
    return Figures(
      work: work.name, setting: work.precision.rawValue, batch: batch, steps: count,
      blocks: blocks, medianMs: median, minMs: sorted[0], imagesPerS: Double(batch) / median * 1e3)
  }

  private func tell(_ figures: Figures) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(figures), as: UTF8.self))
    } else {
      print(
        String(
          format: "%@ (%@): median %.4f ms, fastest %.4f ms, %.0f images/s", figures.work,
          figures.setting, figures.medianMs, figures.minMs, figures.imagesPerS))
    }
    fflush(nil)
  }
}
