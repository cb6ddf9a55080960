import EngineBenchmarks
import NeuralNetworks
import Tensors

/// Steps on a device, on images that lie there already, one queued behind the other.
///
/// A training step is all of it: gathering the batch by its numbers, forward, loss, backward, Adam.
struct CardSteps {
  let work: CardWork
  let batch: Int
  /// The most steps that are queued at once.
  private static let mostSteps = 20_000
  /// Runs so many steps, and waits for the last.
  private let run: (Int) throws -> Void

  /// Compiles the network for the device.
  init(_ work: CardWork, batch: Int, on backend: any Backend) throws {
    self.work = work
    self.batch = batch
    let model = work.network.model(seed: 1)
    let images = Tensor.normal(shape: [batch] + work.network.imageShape, seed: 2)
    guard let plan = NetworkPlan(model, input: work.network.imageShape) else {
      throw CardStepsError.noPlan(work.name)
    }
    let optimizer = Adam(learningRate: 0.001)
    let loss = CrossEntropy()
    if let missing = backend.missing(for: plan, training: (loss, optimizer)) {
      throw CardStepsError.missing(missing, work: work.name)
    }
    let (parameters, buffers) = (model.parameters.map(\.value), model.statistics.map(\.value))
    switch work.mode {
    case .train:
      let data = LabeledBatch(images: images, labels: (0..<batch).map { $0 % 10 })
      let network = try backend.training(
        plan,
        setup: TrainingSetup(
          loss: loss, rule: optimizer, batch: batch, seed: 1, precision: work.precision, data: data,
          epochImages: batch * Self.mostSteps)
      )
      try network.load(parameters: parameters, buffers: buffers, memory: optimizer.memory)
      run = { steps in
        let order = (0..<steps).flatMap { _ in 0..<batch }
        let rates = [Double](repeating: 0.001, count: steps)
        let outcomes = try network.run(
          EpochSchedule(epoch: 0, order: order, rates: rates), onBatch: nil)
        guard outcomes.count == steps, outcomes.allSatisfy(\.loss.isFinite) else {
          throw CardStepsError.diverged(work.name)
        }
      }
    case .infer:
      let network = try backend.inference(plan, batch: batch, precision: work.precision)
      guard let network = network as? any RepeatableInference else {
        throw CardStepsError.notRepeatable(work.name)
      }
      try network.place(images, parameters: parameters, buffers: buffers)
      run = { try network.computeAgain(times: $0) }
    }
  }

  /// Milliseconds of a step, by blocks of so many steps that a block lasts about as long as asked for.
  func times(blocks: Int, blockMilliseconds: Double) throws -> (times: [Double], steps: Int) {
    _ = try block(5)
    let guess = try min(block(20), block(20))
    let steps = min(max(3, Int((blockMilliseconds / guess).rounded())), Self.mostSteps)
    return (try (0..<blocks).map { _ in try block(steps) }, steps)
  }

  private func block(_ steps: Int) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try run(steps)
    let time = start.duration(to: clock.now).components
    return (Double(time.seconds) * 1e3 + Double(time.attoseconds) * 1e-15) / Double(steps)
  }
}

/// Why a work cannot be timed.
enum CardStepsError: Error, CustomStringConvertible {
  case noPlan(String)
  case missing(String, work: String)
  case notRepeatable(String)
  case diverged(String)

  var description: String {
    switch self {
    case .noPlan(let work):
      "\(work): the network's shapes do not fit. Check the model in Network.swift."
    case .missing(let what, let work):
      "\(work): the card has no form for \(what), so that the processor would be timed. Write one in "
        + "Sources/Engine/CUDABackend."
    case .notRepeatable(let work):
      "\(work): the backend's inference cannot be repeated on the card. Let it conform to "
        + "RepeatableInference."
    case .diverged(let work):
      "\(work): a loss is not finite, so that steps were left out. Use a smaller learning rate."
    }
  }
}
