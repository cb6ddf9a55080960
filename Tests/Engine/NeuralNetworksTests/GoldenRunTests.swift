import NeuralNetworks
import Tensors
import Testing

/// Whole networks, trained for a few steps, against recorded runs of PyTorch 2.15
/// (`Golden/generate.py`): by `train`, and layer by layer.
@Suite struct GoldenRunTests {
  init() { GoldenDevice.chosen }

  /// What each of the ways to train ends with.
  private struct Outcome {
    var model: Sequential
    var losses: [Double]
  }

  private func runs(named: (String) -> Bool) throws -> [GoldenRecords.Run] {
    let all = try GoldenRecords.read("runs.json", as: [GoldenRecords.Run].self)
    return all.filter { named($0.name) }
  }

  @Test func `networks of every kind learn as PyTorch's do`() throws {
    let recorded = try runs { !["LeNet-5", "AlexNet"].contains($0) && !$0.hasPrefix("every") }
    #expect(recorded.count == 16)
    for run in recorded { try check(run) }
  }

  @Test func `every optimizer with every course of the learning rate learns as PyTorch's`() throws {
    let recorded = try runs { $0.hasPrefix("every") }
    #expect(recorded.count == 15)
    for run in recorded { try check(run) }
  }

  @Test func `ten steps of LeNet-5 are PyTorch's`() throws {
    let recorded = try runs { $0 == "LeNet-5" }
    #expect(recorded.map(\.losses.count) == [10, 10])
    for run in recorded {
      try check(run)
      try checkModel(.leNet5(), is: run)
    }
  }

  @Test func `three steps of AlexNet are PyTorch's`() throws {
    let recorded = try runs { $0 == "AlexNet" }
    #expect(recorded.map(\.losses.count) == [3, 3])
    try checkModel(.alexNet(), is: try #require(recorded.first))
    // With 19 layers the rounding of both sides shows: PyTorch's scores are 2e-4 from those that it
    // finds in double precision.
    for run in recorded { try check(run, byLayers: run.rule == "SGD", slack: 5) }
  }

  /// That the network of this name has the parameters and statistics of the recorded one.
  private func checkModel(_ model: Sequential, is run: GoldenRecords.Run) throws {
    #expect(model.parameters.map(\.value.shape) == run.changes.map(\.shape))
  }

  private func check(
    _ run: GoldenRecords.Run, byLayers: Bool = true, slack: Float = 1
  ) throws {
    let layers = try run.layers.map { try $0.make() }
    var start = Sequential { layers }
    start.fill(salt: run.salt)
    let optimizer = try goldenOptimizer(run.rule, run.settings, course: run.course)
    let loss: any Loss = run.loss == "cross-entropy" ? CrossEntropy() : MeanSquaredError()
    let trained = try trained(start, run, optimizer, loss)
    let label = "\(run.name), \(run.input), \(optimizer)"
    try compare(trained, with: run, from: start, slack: slack, "train: \(label)")
    guard byLayers else { return }
    let stepped = stepped(start, run, optimizer, loss)
    try compare(stepped, with: run, from: start, slack: slack, "by layers: \(label)")
  }

  private func compare(
    _ found: Outcome, with run: GoldenRecords.Run, from start: Sequential, slack: Float,
    _ label: Comment
  ) throws {
    #expect(found.losses.count == run.losses.count, label)
    for (step, (loss, expected)) in zip(found.losses, run.losses).enumerated() {
      #expect(abs(loss - expected) <= 1e-4 * expected, "step \(step): \(loss), not \(expected)")
    }
    let scores = found.model(drawn(run.input, salt: run.salt + 49, scale: 1.7))
    let first = scores.elements(at: Array(0..<min(24, scores.shape[0])))
    #expect(distance(first, run.scores.tensor) < slack * 2e-4, label)
    #expect(found.model.parameters.count == run.changes.count, label)
    for ((before, after), recorded) in zip(
      zip(start.parameters, found.model.parameters), run.changes)
    {
      guard let change = recorded.tensor else { continue }
      // A small step is the difference of two larger numbers, each rounded to 24 bits.
      let rounding = 0x1p-23 * max(1, after.value.magnitudes().max()) * 1e3
      #expect(
        distance(after.value - before.value, change, atLeast: rounding) < slack * 2e-3,
        "\(label.rawValue), \(after.name)")
    }
    for (statistic, expected) in zip(found.model.statistics, run.statistics) {
      #expect(distance(statistic.value, expected.tensor) < 1e-4, label)
    }
  }

  private func trained(
    _ start: Sequential, _ run: GoldenRecords.Run, _ optimizer: any Optimizer, _ loss: any Loss
  ) throws -> Outcome {
    var model = start
    let history = try train(
      &model, on: Batches(run: run), optimizer: optimizer, loss: loss, epochs: run.steps,
      batch: run.input[0])
    return Outcome(model: model, losses: history.epochs.map(\.trainingLoss))
  }

  private func stepped(
    _ start: Sequential, _ run: GoldenRecords.Run, _ optimizer: any Optimizer, _ loss: any Loss
  ) -> Outcome {
    func steps<Rule: Optimizer>(_ optimizer: Rule) -> Outcome {
      var (optimizer, model) = (optimizer, start)
      let losses = (0..<run.steps).map { step in
        let batch = Batches(run: run).batch(ofStep: step)
        let (scores, memory) = model.forward(batch.images, in: .training(seed: 0))
        let measured = loss.measure(scores, labels: batch.labels)
        let gradients = model.gradients(measured.gradient, memory: memory, toInput: false)
        model.updateRunningStatistics(from: memory)
        optimizer.update(&model, with: gradients.parameters, at: Double(step))
        return measured.value
      }
      return Outcome(model: model, losses: losses)
    }
    return steps(optimizer)
  }
}

/// The images of a recorded run: each epoch is one batch of its own.
private struct Batches: TrainingData {
  let run: GoldenRecords.Run

  var count: Int { run.input[0] }

  func batch(ofStep step: Int) -> LabeledBatch {
    let classes = run.scores.shape[1]
    return LabeledBatch(
      images: drawn(run.input, salt: run.salt + 50 + step, scale: 1.7),
      labels: (0..<count).map { ($0 * 3 + step * 7) % classes })
  }

  func batch(at indices: [Int]) -> LabeledBatch { batch(ofStep: 0).batch(at: indices) }

  func augmentedBatch(at indices: [Int], epoch: Int, seed: Int) -> LabeledBatch {
    batch(ofStep: epoch).batch(at: indices)
  }
}
