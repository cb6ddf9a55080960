import NeuralNetworks
import Tensors
import Testing

/// The engine against recorded values of PyTorch 2.15 (`Golden/generate.py`).
@Suite struct GoldenTests {
  /// Of the largest number in a tensor: both sides compute in single precision.
  let tolerance: Float = 2e-5

  @Test func `every layer's output and gradients are PyTorch's`() throws {
    let cases = try GoldenRecords.read("layers.json", as: [GoldenRecords.LayerCase].self)
    #expect(cases.count > 140)
    for (number, recorded) in cases.enumerated() {
      try check(layer(for: recorded), against: recorded, number)
    }
  }

  private func check(
    _ layer: any Layer, against recorded: GoldenRecords.LayerCase, _ number: Int
  ) throws {
    func tensor(_ name: String) throws -> Tensor {
      try #require(recorded.tensors[name]).tensor
    }
    func check<Checked: Layer>(_ layer: Checked) throws {
      var layer = layer
      let label: Comment =
        "case \(number), \(recorded.kind) \(recorded.settings) \(recorded.mode.rawValue)"
      let isTraining = recorded.settings["training"] == 1
      let pass = isTraining ? Pass.training(seed: 1, step: 0) : .inference
      let (output, memory) = layer.forward(try tensor("input"), in: pass)
      #expect(distance(output, try tensor("output")) < tolerance, label)
      let gradients = layer.gradients(try tensor("upstream"), memory: memory, toInput: true)
      let toInput = try #require(gradients.input)
      #expect(distance(toInput, try tensor("inputGradient")) < tolerance, label)
      let names = layer.parameters.map(\.name)
      #expect(names.count == gradients.parameters.count, label)
      for (name, gradient) in zip(names, gradients.parameters) {
        #expect(distance(gradient, try tensor(name + "Gradient")) < tolerance, label)
      }
      layer.learn(from: memory)
      for (name, recordedName) in [
        ("running mean", "newMean"), ("running variance", "newVariance"),
      ] {
        guard let statistic = layer.statistics.first(where: { $0.name == name }) else { continue }
        #expect(distance(statistic.value, try tensor(recordedName)) < tolerance, label)
      }
    }
    try check(layer)
  }

  private func layer(for recorded: GoldenRecords.LayerCase) throws -> any Layer {
    let tensors = recorded.tensors.mapValues(\.tensor)
    let settings = recorded.settings
    func setting(_ name: String) throws -> Int { try #require(settings[name]) }
    switch recorded.kind {
    case "convolution":
      let padding: Padding =
        switch try setting("padding") {
        case -1: .same
        case -2: .full
        case 0: .valid
        case let amount: .explicit(amount)
        }
      return Conv2D(
        weight: try #require(tensors["weight"]), bias: tensors["bias"],
        stride: try setting("stride"), padding: padding, mode: recorded.mode,
        dilation: try setting("dilation"), groups: try setting("groups"))
    case "max pooling", "min pooling", "average pooling", "L2 pooling":
      let (window, stride) = (try setting("window"), try setting("stride"))
      let padding = try setting("padding")
      switch recorded.kind {
      case "max pooling": return MaxPool2D(window: window, stride: stride, padding: padding)
      case "min pooling": return MinPool2D(window: window, stride: stride, padding: padding)
      case "L2 pooling": return L2Pool2D(window: window, stride: stride, padding: padding)
      default: return AveragePool2D(window: window, stride: stride, padding: padding)
      }
    case "global average pooling": return GlobalAveragePool2D()
    case "linear": return Linear(weight: try #require(tensors["weight"]), bias: tensors["bias"])
    case "ReLU": return ReLU()
    case "tanh": return Tanh()
    case "sigmoid": return Sigmoid()
    case "softmax": return Softmax()
    case "flatten": return Flatten()
    case "response normalization":
      return LocalResponseNormalization(
        size: try setting("size"), factor: 0.5,
        exponent: try setting("three quarters") == 1 ? 0.75 : 0.6, offset: 2)
    case "batch normalization":
      var layer = BatchNorm2D(channels: 3)
      layer.weight = try #require(tensors["weight"])
      layer.bias = try #require(tensors["bias"])
      layer.runningMean = try #require(tensors["runningMean"])
      layer.runningVariance = try #require(tensors["runningVariance"])
      return layer
    case "padding":
      return Pad2D(
        by: PaddingAmount(
          top: try setting("top"), bottom: try setting("bottom"), left: try setting("left"),
          right: try setting("right")),
        mode: recorded.mode)
    default:
      throw UnknownKind(kind: recorded.kind)
    }
  }

  struct UnknownKind: Error { let kind: String }

  @Test func `losses and their gradients are PyTorch's`() throws {
    for recorded in try GoldenRecords.read("losses.json", as: [GoldenRecords.LossCase].self) {
      let loss: any Loss =
        recorded.kind == "cross-entropy" ? CrossEntropy() : MeanSquaredError()
      let found = loss.measure(recorded.scores.tensor, labels: recorded.labels)
      #expect(abs(found.value - recorded.value) <= 2e-6 * max(1, recorded.value))
      #expect(distance(found.gradient, recorded.gradient.tensor) < tolerance)
    }
  }

  @Test func `optimizers move as PyTorch's do`() throws {
    let recorded = try GoldenRecords.read("optimizers.json", as: GoldenRecords.Optimizers.self)
    #expect(recorded.rules.count == 6)
    for rule in recorded.rules {
      let rate = LearningRate.constant(try #require(rule.settings["lr"]))
      let decay = rule.settings["weight_decay"] ?? 0
      func end<Rule: Optimizer>(_ optimizer: Rule) -> Tensor {
        var optimizer = optimizer
        var model = Linear(weight: rule.start.tensor.reshaped(to: [1, 37]))
        for gradient in rule.gradients {
          optimizer.update(&model, with: [gradient.tensor.reshaped(to: [1, 37])])
        }
        return model.weight.reshaped(to: [37])
      }
      let found =
        rule.rule == "Adam"
        ? end(Adam(learningRate: rate, weightDecay: decay))
        : end(
          SGD(
            learningRate: rate, momentum: rule.settings["momentum"] ?? 0, weightDecay: decay,
            nesterov: rule.settings["nesterov"] == 1))
      #expect(distance(found, rule.end.tensor) < 1e-6, "\(rule.rule) \(rule.settings)")
    }
  }

  @Test func `learning rates follow PyTorch's schedules`() throws {
    let recorded = try GoldenRecords.read("optimizers.json", as: GoldenRecords.Optimizers.self)
    let courses: [String: LearningRate] = [
      "step": .step(from: 0.2, by: 0.3, every: 4),
      "exponential": .exponential(from: 0.2, by: 0.8),
      "cosine": .cosine(from: 0.2, to: 0.02, over: 11),
    ]
    for (name, course) in courses {
      for (epoch, rate) in try #require(recorded.schedules[name]).enumerated() {
        #expect(abs(course.rate(at: Double(epoch)) - rate) < 1e-12, "\(name), epoch \(epoch)")
      }
    }
  }

  @Test func `ten steps of LeNet-5 are PyTorch's`() throws {
    let runs = try GoldenRecords.read("lenet.json", as: [String: GoldenRecords.Run].self)
    let sgd = SGD(learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4)
    try check(run(sgd), against: #require(runs["SGD"]))
    try check(run(Adam(learningRate: 0.001)), against: #require(runs["Adam"]))
  }

  private func check(
    _ found: (losses: [Double], last: Tensor), against recorded: GoldenRecords.Run
  ) {
    for (step, (loss, expected)) in zip(found.losses, recorded.losses).enumerated() {
      #expect(abs(loss - expected) <= 1e-4 * expected, "step \(step)")
    }
    #expect(distance(found.last, recorded.last.tensor) < 1e-4)
  }

  private func run<Rule: Optimizer>(_ optimizer: Rule) -> (losses: [Double], last: Tensor) {
    var (optimizer, model) = (optimizer, Sequential.leNet5())
    var salt = 0
    model.visitParameters { _, parameter in
      let fanIn = parameter.rank > 1 ? parameter.count / parameter.shape[0] : 100
      let scale = Float(Double(fanIn).squareRoot())
      parameter = (spread(parameter.count, salt).reshaped(to: parameter.shape) * 5) / scale
      salt += 1
    }
    let losses = (0..<10).map { step in
      let images = (spread(32 * 784, 100 + step) * 4).reshaped(to: [32, 1, 28, 28])
      let labels = (0..<32).map { ($0 * 7 + step) % 10 }
      let (scores, memory) = model.forward(images, in: .training(seed: 0, step: step))
      let loss = CrossEntropy().measure(scores, labels: labels)
      let gradients = model.gradients(loss.gradient, memory: memory, toInput: false)
      optimizer.update(&model, with: gradients.parameters)
      return loss.value
    }
    return (losses, model.parameters.last?.value ?? Tensor(zeros: []))
  }

  /// The same numbers as `spread` in `Golden/generate.py`.
  private func spread(_ count: Int, _ salt: Int) -> Tensor {
    Tensor(
      (0..<count).map { Float(Double(($0 * 7919 + salt * 104_729) % 2003) / 2003 - 0.5) })
  }
}
