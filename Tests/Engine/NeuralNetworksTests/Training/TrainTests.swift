import NeuralNetworks
import Tensors
import Testing

/// Three kinds of picture: a bar at the left, in the middle, at the right, in noise.
private func bars(count: Int, seed: Int) -> LabeledBatch {
  let labels = (0..<count).map { $0 % 3 }
  var images = Tensor.normal(shape: [count, 1, 6, 6], standardDeviation: 0.3, seed: seed)
  for (image, label) in labels.enumerated() {
    for row in 0..<6 {
      for column in (2 * label)..<(2 * label + 2) { images[image, 0, row, column] += 1 }
    }
  }
  return LabeledBatch(images: images, labels: labels)
}

private func network(seed: Int = 1) -> Sequential {
  Sequential(input: [1, 6, 6], seed: seed) {
    Conv2D(from: 1, to: 4, kernel: 3, padding: .same)
    BatchNorm2D(channels: 4)
    ReLU()
    MaxPool2D(window: 2)
    Flatten()
    Dropout(rate: 0.2)
    Linear(from: 36, to: 3)
  }
}

@Suite(.serialized) struct TrainTests {
  let images = bars(count: 90, seed: 1)
  let others = bars(count: 30, seed: 2)

  private func run(
    epochs: Int, from state: TrainingState? = nil
  ) throws -> (model: Sequential, history: History, states: [TrainingState]) {
    var model = network()
    var states = [TrainingState]()
    let history = try train(
      &model, on: images, validatingOn: others, optimizer: Adam(learningRate: 0.01),
      epochs: epochs, batch: 16, seed: 3, resumingFrom: state, onEpoch: { states.append($0) })
    return (model, history, states)
  }

  private func bits(_ model: Sequential) -> [[UInt32]] {
    (model.parameters + model.statistics).map { $0.value.values.map(\.bitPattern) }
  }

  @Test func `learns to tell bars apart`() throws {
    let (model, history, _) = try run(epochs: 6)
    #expect(history.epochs.map(\.epoch) == [1, 2, 3, 4, 5, 6])
    let losses = history.epochs.map(\.trainingLoss)
    #expect(losses[5] < losses[0] / 3)
    let result = evaluate(model, on: others)
    #expect(result.accuracy > 0.95)
    #expect(history.epochs[5].validationAccuracy == result.accuracy)
    #expect(history.epochs[5].validationLoss == result.loss)
  }

  @Test func `one thread and two give the same bits`() throws {
    let before = Parallelism.threads
    defer { Parallelism.threads = before }
    let runs = try [1, 2, 3].map { threads in
      Parallelism.threads = threads
      return bits(try run(epochs: 2).model)
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  @Test func `a LeNet-5 step on one thread and on two gives the same bits`() throws {
    let before = Parallelism.threads
    defer { Parallelism.threads = before }
    let data = LabeledBatch(
      images: .normal(shape: [37, 1, 28, 28], seed: 4), labels: (0..<37).map { $0 % 10 })
    let runs = try [1, 2].map { threads in
      Parallelism.threads = threads
      var model = Sequential.leNet5(seed: 1)
      try train(&model, on: data, optimizer: SGD(learningRate: 0.1, momentum: 0.9), epochs: 1)
      return bits(model)
    }
    #expect(runs[0] == runs[1])
  }

  @Test func `an interrupted run goes on to the same bits`() throws {
    let whole = try run(epochs: 4)
    let half = try run(epochs: 2)
    let saved = try #require(half.states.last)
    let restored = try TrainingState(bytes: saved.bytes)
    #expect(restored == saved)
    let resumed = try run(epochs: 4, from: restored)
    #expect(bits(resumed.model) == bits(whole.model))
    #expect(resumed.history.epochs.map(\.trainingLoss) == whole.history.epochs.map(\.trainingLoss))
  }

  @Test func `a run that is over already only restores`() throws {
    let whole = try run(epochs: 2)
    let again = try run(epochs: 2, from: whole.states.last)
    #expect(bits(again.model) == bits(whole.model))
    #expect(again.states.isEmpty)
  }

  @Test func `stops when the loss is no longer finite, naming epoch, batch and the images`() throws
  {
    var model = network()
    var broken = images
    broken.images[17, 0, 0, 0] = .nan
    let error = #expect(throws: TrainingError.self) {
      try train(&model, on: broken, optimizer: Adam(), epochs: 1, batch: 90)
    }
    guard case .diverged(let epoch, let batch, let layer, _, _) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect((epoch, batch) == (1, 1))
    #expect(layer == "the images")
    #expect(
      error?.description.hasSuffix("Check the images for values that are not numbers.") == true)
  }

  @Test(arguments: [5, 90])
  func `names the layer where the first number appears that is not finite`(batch: Int) throws {
    var model = Sequential(input: [1, 6, 6], seed: 1) {
      Conv2D(from: 1, to: 3, kernel: 3)
      ReLU()
      Flatten()
      Linear(weight: Tensor(repeating: 3e38, shape: [3, 48])).named("explosion")
    }
    let error = #expect(throws: TrainingError.self) {
      try train(&model, on: images, optimizer: Adam(), epochs: 2, batch: batch)
    }
    #expect(
      error?.description.hasPrefix("Training diverged in epoch 1, batch 1: the loss is ") == true)
    #expect(
      error?.description.contains("the first numbers that are not finite come from explosion")
        == true)
  }

  @Test func `stops when the last step of an epoch leaves weights that are not finite`() throws {
    var model = network()
    var states = [TrainingState]()
    let error = #expect(throws: TrainingError.self) {
      try train(
        &model, on: images, optimizer: SGD(learningRate: 1e60), epochs: 1, batch: 90,
        onEpoch: { states.append($0) })
    }
    #expect(
      error?.description
        == "Training diverged in the last batch of epoch 1: Conv2D 1.weight has numbers that are not "
        + "finite since the step at learning rate 1e+60. Use a smaller learning rate.")
    #expect(states.isEmpty)
  }

  @Test func `names the layer inside the chain where numbers stop being finite`() throws {
    var model = Sequential(input: [1, 6, 6], seed: 1) {
      Conv2D(from: 1, to: 3, kernel: 3)
      Sequential {
        Flatten()
        Linear(weight: Tensor(repeating: 3e38, shape: [3, 48]))
      }.named("head")
    }
    let error = #expect(throws: TrainingError.self) {
      try train(&model, on: images, optimizer: Adam(), epochs: 2, batch: 90)
    }
    #expect(error?.description.contains("come from head.Linear 1.") == true)
  }

  @Test func `refuses to train on nothing, and a state of another network`() throws {
    var model = network()
    #expect(throws: TrainingError.noImages) {
      try train(&model, on: images.batch(at: []), optimizer: Adam(), epochs: 1)
    }
    let state = try #require(try run(epochs: 1).states.last)
    var other = Sequential.leNet5()
    #expect(throws: TrainingError.self) { try state.restore(&other) }
  }

  @Test func `damaged bytes are refused with their place`() throws {
    let bytes = try #require(try run(epochs: 1).states.last).bytes
    #expect(throws: TrainingError.unreadableState(offset: 0, reason: "it does not begin as one")) {
      try TrainingState(bytes: [1, 2, 3])
    }
    for length in stride(from: 8, to: bytes.count, by: 97) {
      #expect(throws: TrainingError.self) { try TrainingState(bytes: Array(bytes[..<length])) }
    }
    #expect(throws: TrainingError.self) { try TrainingState(bytes: bytes + [0]) }
  }

  @Test func `reports each batch, the last one smaller`() throws {
    var model = network()
    var reports = [BatchReport]()
    try train(
      &model, on: images, optimizer: SGD(learningRate: 0.01), epochs: 2, batch: 40,
      onBatch: { reports.append($0) })
    #expect(reports.map(\.epoch) == [1, 1, 1, 2, 2, 2])
    #expect(reports.map(\.batch) == [1, 2, 3, 1, 2, 3])
    #expect(reports.allSatisfy { $0.batches == 3 && $0.epochs == 2 && $0.loss.isFinite })
  }
}

@Suite struct EvaluationTests {
  @Test func `counts what is recognised and what is taken for what`() {
    let scores = Tensor([5, 0, 0, 0, 5, 0, 0, 5, 0, 9, 0, 0], shape: [4, 3])
    let identity = Linear(weight: Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1], shape: [3, 3]))
    let result = evaluate(
      identity, on: LabeledBatch(images: scores, labels: [0, 1, 2, 2]), batch: 3)
    #expect(result.predictions == [0, 1, 1, 0])
    #expect(result.correct == 2)
    #expect(result.accuracy == 0.5)
    #expect(result.confusion.counts == [[1, 0, 0], [0, 1, 0], [1, 1, 0]])
    #expect(result.confusion.recall(of: 2) == 0)
    #expect(result.confusion.precision(of: 0) == 0.5)
    #expect(result.probabilities.shape == [4, 3])
    #expect(abs(result.probabilities.element(at: 3).sum() - 1) < 1e-6)
  }

  @Test func `names the most frequent mistake, the first of equals, and none of a perfect network`()
  {
    let confusion = ConfusionMatrix(
      labels: [0, 0, 0, 1, 1, 2, 2, 2, 2], predictions: [0, 2, 2, 0, 0, 2, 2, 2, 1], classes: 3)
    let mistake = confusion.mostFrequentMistake
    #expect(mistake?.truth == 0 && mistake?.answer == 2 && mistake?.count == 2)
    let perfect = ConfusionMatrix(labels: [0, 1], predictions: [0, 1], classes: 2)
    #expect(perfect.mostFrequentMistake?.count == nil)
  }

  @Test func `the gap is the last epoch's training accuracy minus its validation accuracy`() async {
    func epoch(_ number: Int, _ training: Double, _ validation: Double?) -> History.Epoch {
      History.Epoch(
        epoch: number, trainingLoss: 1, trainingAccuracy: training,
        validationAccuracy: validation, learningRate: 0.1, seconds: 1)
    }
    #expect(History(epochs: [epoch(1, 0.5, 0.5), epoch(2, 0.75, 0.5)]).gap == 0.25)
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = History().gap
    }
    #expect(text(result).contains("Give 'train' validation images: validatingOn: …"))
  }

  @Test func `the input gradient has the images' shape and points at what matters`() {
    let weight = Tensor([0, 2, 0, 0], shape: [2, 2])
    let gradient = inputGradient(
      of: Linear(weight: weight), for: Tensor([1, 1], shape: [1, 2]), labels: [0])
    #expect(gradient.shape == [1, 2])
    #expect(gradient[0, 0] == 0)
    #expect(gradient[0, 1] < 0)
  }
}
