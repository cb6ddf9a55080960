import ArgumentParser
import Foundation
import NeuralNetworks
import Tensors

/// Times the engine on whole training or inference steps of the two networks.
@main
struct ConvolumeBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolume-bench",
    abstract: "Time steps of LeNet-5 or AlexNet on this machine.",
    discussion: """
      Images are random numbers in memory, so that only the engine is timed. The first steps are
      not counted. A shell that sets OPENBLAS_CORETYPE changes what is measured; the core type that
      OpenBLAS chose is printed with every figure.
      """)

  enum Network: String, ExpressibleByArgument, CaseIterable { case lenet5, alexnet }
  enum Mode: String, ExpressibleByArgument, CaseIterable { case train, infer }

  @Argument(help: "Which network.")
  var network: Network

  @Option(help: "What a step does.")
  var mode = Mode.train

  @Option(help: "Images in a batch.")
  var batch = 64

  @Option(help: "How many steps are timed.")
  var steps = 20

  @Option(help: "Steps before the first that is timed.")
  var warmup = 3

  @Option(help: "Threads that the engine computes on; all cores unless given.")
  var threads: Int?

  @Flag(help: "Print one line of JSON.")
  var json = false

  func validate() throws {
    guard batch >= 1, steps >= 1, warmup >= 0, threads ?? 1 >= 1 else {
      throw ValidationError("--batch, --steps and --threads take numbers from 1 on.")
    }
  }

  func run() throws {
    if let threads { Parallelism.threads = threads }
    let milliseconds =
      switch mode {
      case .train: try trainingSteps()
      case .infer: inferenceSteps()
      }
    let report = StepReport(
      network: network.rawValue, mode: mode.rawValue, batch: batch, milliseconds: milliseconds)
    print(json ? try report.json() : report.description)
  }

  private var model: Sequential {
    switch network {
    case .lenet5: .leNet5(size: 32, pooling: AveragePool2D(window: 2), seed: 1)
    case .alexnet: .alexNet(seed: 1)
    }
  }

  private var images: Tensor {
    let shape = network == .lenet5 ? [batch, 1, 32, 32] : [batch, 3, 224, 224]
    return .normal(shape: shape, seed: 2)
  }

  /// The time of each step of Adam, in milliseconds, read between the engine's own reports.
  private func trainingSteps() throws -> [Double] {
    let labels = (0..<batch).map { $0 % 10 }
    var model = model
    var times: [Double] = []
    let clock = ContinuousClock()
    var last = clock.now
    // One epoch is one step, since the data is one batch.
    try train(
      &model, on: LabeledBatch(images: images, labels: labels),
      optimizer: Adam(learningRate: 0.001), epochs: warmup + steps, batch: batch,
      onBatch: { _ in
        let now = clock.now
        times.append(last.duration(to: now).milliseconds)
        last = now
      })
    return Array(times.suffix(steps))
  }

  private func inferenceSteps() -> [Double] {
    let (model, images) = (model, images)
    let clock = ContinuousClock()
    var scores = Tensor(zeros: [1])
    let times = (0..<warmup + steps).map { _ in
      clock.measure { scores = model(images) }.milliseconds
    }
    precondition(scores.shape == [batch, 10])
    return Array(times.suffix(steps))
  }
}

extension Duration {
  fileprivate var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }
}
