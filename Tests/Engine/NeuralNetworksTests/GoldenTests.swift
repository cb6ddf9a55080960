import NeuralNetworks
import Tensors
import Testing

/// The engine against recorded values of PyTorch 2.15 (`Golden/generate.py`).
@Suite struct GoldenTests {
  init() { GoldenDevice.chosen }

  /// Of the largest number in a tensor: both sides compute in single precision.
  let tolerance: Float = 2e-5

  @Test func `every layer's output and gradients are PyTorch's`() throws {
    let cases = try GoldenRecords.read("layers.json", as: [GoldenRecords.Case].self)
    #expect(cases.count == 344)
    for (number, recorded) in cases.enumerated() {
      let layer = try recorded.layer.make()
      var network = Sequential { layer }
      network.fill(salt: recorded.salt + 10)
      let label: Comment = "case \(number), batch \(recorded.input[0]): \(recorded.layer)"
      check(network.layers[0], aloneIn: network, against: recorded, label)
    }
  }

  private func check<Checked: Layer>(
    _ layer: Checked, aloneIn network: Sequential, against recorded: GoldenRecords.Case,
    _ label: Comment
  ) {
    var layer = layer
    let input = drawn(recorded.input, salt: recorded.salt, scale: recorded.scale)
    let pass = recorded.training == 1 ? Pass.training(seed: 1) : .inference
    let (output, memory) = layer.forward(input, in: pass)
    #expect(distance(output, recorded.output.tensor) < tolerance, label)
    if recorded.training == 0 {
      // A network may compute its layers in another way.
      #expect(distance(network(input), recorded.output.tensor) < tolerance, label)
    }
    let outputGradient = drawn(output.shape, salt: recorded.salt + 1)
    let gradients = layer.gradients(outputGradient, memory: memory, toInput: true)
    #expect(
      distance(gradients.input ?? outputGradient, recorded.inputGradient.tensor) < tolerance, label)
    #expect(gradients.parameters.count == recorded.gradients.count, label)
    for (gradient, expected) in zip(gradients.parameters, recorded.gradients) {
      #expect(distance(gradient, expected.tensor) < tolerance, label)
    }
    layer.updateRunningStatistics(from: memory)
    #expect(layer.statistics.count == recorded.statistics.count, label)
    for (statistic, expected) in zip(layer.statistics, recorded.statistics) {
      #expect(distance(statistic.value, expected.tensor) < tolerance, label)
    }
  }

  @Test func `losses and their gradients are PyTorch's`() throws {
    for recorded in try GoldenRecords.read("losses.json", as: [GoldenRecords.LossCase].self) {
      let loss: any Loss =
        recorded.kind == "cross-entropy" ? CrossEntropy() : MeanSquaredError()
      let found = loss.measure(try #require(recorded.scores.tensor), labels: recorded.labels)
      #expect(abs(found.value - recorded.value) <= 2e-6 * max(1, recorded.value))
      #expect(distance(found.gradient, recorded.gradient.tensor) < tolerance)
    }
  }

  @Test func `optimizers move as PyTorch's do`() throws {
    let recorded = try GoldenRecords.read("optimizers.json", as: GoldenRecords.Optimizers.self)
    #expect(recorded.rules.count == 5)
    for rule in recorded.rules {
      func end<Rule: Optimizer>(_ optimizer: Rule) -> Tensor {
        var optimizer = optimizer
        var model = Linear(weight: drawn([1, 37], salt: rule.salt, scale: 2))
        for step in 1...6 {
          optimizer.update(&model, with: [drawn([1, 37], salt: rule.salt + step)])
        }
        return model.weight.reshaped(to: [37])
      }
      let optimizer = try goldenOptimizer(rule.rule, rule.settings, course: "constant")
      #expect(distance(end(optimizer), rule.end.tensor) < 1e-6, "\(optimizer)")
    }
  }

  @Test func `learning rates follow PyTorch's schedules`() throws {
    let recorded = try GoldenRecords.read("optimizers.json", as: GoldenRecords.Optimizers.self)
    let courses: [String: LearningRate] = [
      "step": .step(from: 0.2, by: 0.3, every: 4),
      "exponential": .exponential(from: 0.2, by: 0.8),
      "cosine": .cosine(from: 0.2, to: 0.02, over: 11),
      "warm-up": .constant(0.2).warmingUp(over: 5),
      "cosine by batches": .cosine(from: 0.2, to: 0.02, over: 3),
      "warm-up by batches": .constant(0.2).warmingUp(over: 2),
      "cosine after warm-up": .cosine(from: 0.2, over: 11).warmingUp(over: 4),
    ]
    #expect(Set(courses.keys) == Set(recorded.schedules.keys))
    for (name, course) in courses {
      for (step, rate) in try #require(recorded.schedules[name]).enumerated() {
        let epoch = name.hasSuffix("by batches") ? Double(step) / 4 : Double(step)
        #expect(abs(course.rate(at: epoch) - rate) < 1e-12, "\(name), step \(step)")
      }
    }
  }
}

/// Returns the rule that PyTorch calls `name`, with its settings and a course of the learning rate.
func goldenOptimizer(
  _ name: String, _ settings: [String: Double], course: String
) throws -> any Optimizer {
  let rate = try #require(settings["lr"])
  let rates: LearningRate =
    switch course {
    case "step": .step(from: rate, by: 0.3, every: 4)
    case "exponential": .exponential(from: rate, by: 0.8)
    case "cosine": .cosine(from: rate, over: 11)
    case "warm-up": .constant(rate).warmingUp(over: 4)
    case "cosine after warm-up": .cosine(from: rate, over: 11).warmingUp(over: 4)
    default: .constant(rate)
    }
  let decay = settings["weight_decay"] ?? 0
  return name == "Adam"
    ? Adam(learningRate: rates, weightDecay: decay)
    : SGD(
      learningRate: rates, momentum: settings["momentum"] ?? 0, weightDecay: decay,
      nesterov: settings["nesterov"] == 1)
}
