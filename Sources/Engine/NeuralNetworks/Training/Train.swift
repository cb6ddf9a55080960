import Contracts
import Tensors

/// What a training run tells its observer after each batch.
public struct BatchReport: Sendable {
  /// From 1, of `epochs`.
  public var epoch: Int
  public var epochs: Int
  /// From 1, of `batches` in this epoch.
  public var batch: Int
  public var batches: Int
  /// The loss of this batch, in nats.
  public var loss: Double
  /// The mean loss of this epoch so far, in nats.
  public var runningLoss: Double
  /// Since this call to `train` began.
  public var seconds: Double
}

/// Trains a network: many small steps down the gradient of the loss.
///
/// The run is a pure function of the model, the data, the optimizer, the number of epochs, the batch
/// size and the seed: repeated, interrupted and resumed, on one thread or several, it ends with the
/// same bits. Only the seconds differ.
///
/// ```swift
/// let history = try train(
///   &network, on: images, validatingOn: others, optimizer: Adam(learningRate: 0.001),
///   epochs: 10, batch: 64, seed: 7)
/// ```
///
/// - Parameters:
///   - model: The network, which is changed.
///   - data: The images to train on. Each epoch shuffles them; the last batch may be smaller.
///   - validation: Images that are measured after each epoch, if any.
///   - optimizer: The rule that turns gradients into steps.
///   - loss: What is made small.
///   - epochs: How many times all images are shown, in all.
///   - batch: How many images make one step.
///   - seed: What shuffling, dropout and augmentation depend on.
///   - precision: How exactly a device with matrix units multiplies.
///   - state: Where an interrupted run stood; it goes on from there.
///   - onEpoch: Called after each epoch with all that resuming needs; saving it is the caller's.
///   - onBatch: Called after each batch.
/// - Returns: Losses and accuracies of all epochs, those before the state included.
/// - Throws: A `TrainingError` when the loss or, after an epoch, a weight is no longer finite, there are
///   no images, or the state does not fit; the device's error when it fails; and whatever `onEpoch` and
///   `onBatch` throw.
@discardableResult
public func train<Model: Layer, Rule: Optimizer>(
  _ model: inout Model, on data: any TrainingData,
  validatingOn validation: (any TrainingData)? = nil, optimizer: Rule,
  loss: any Loss = CrossEntropy(), epochs: Int, batch: Int = 64, seed: Int = 0,
  precision: Precision = .float32, resumingFrom state: TrainingState? = nil,
  onEpoch: ((TrainingState) throws -> Void)? = nil,
  onBatch: ((BatchReport) throws -> Void)? = nil
) throws -> History {
  require(epochs >= 0, "train: the number of epochs must not be negative, got \(epochs).")
  require(batch >= 1, "train: a batch needs at least 1 image, got \(batch).")
  guard data.count > 0 else { throw TrainingError.noImages }
  var optimizer = optimizer
  var history = History()
  if let state {
    try state.restore(&model, &optimizer)
    history = state.history
  }
  let clock = ContinuousClock()
  let start = clock.now
  let batches = (data.count + batch - 1) / batch
  let computation = StepComputation(largestBatch: min(batch, data.count))
  let device = try DeviceTraining(
    model, on: data, optimizer: optimizer, loss: loss, batch: batch, seed: seed,
    precision: precision)
  for epoch in history.epochs.count..<max(epochs, history.epochs.count) {
    let epochStart = clock.now
    var shuffling = RandomStream(seed: seed, purpose: "shuffle", epoch)
    let order = shuffling.permutation(of: data.count)
    func progress(_ number: Int) -> Double { Double(epoch) + Double(number) / Double(batches) }
    func indices(_ number: Int) -> [Int] {
      Array(order[(number * batch)..<min((number + 1) * batch, data.count)])
    }
    func examples(_ number: Int) -> LabeledBatch {
      data.augmentedBatch(at: indices(number), epoch: epoch, seed: seed)
    }
    func pass(_ number: Int) -> Pass {
      .training(seed: seed, epoch: epoch, images: indices(number))
    }
    var totals = EpochTotals()
    func count(_ outcome: BatchOutcome) throws {
      let images = min(batch, data.count - outcome.batch * batch)
      totals.add(loss: outcome.loss, correct: outcome.correct, images: images)
      try onBatch?(
        BatchReport(
          epoch: epoch + 1, epochs: epochs, batch: outcome.batch + 1, batches: batches,
          loss: outcome.loss, runningLoss: totals.meanLoss,
          seconds: seconds(start.duration(to: clock.now))))
    }
    var diverged: BatchOutcome?
    if let device {
      let outcomes = try device.run(
        EpochSchedule(
          epoch: epoch, order: order,
          rates: (0..<batches).map { optimizer.learningRate.rate(at: progress($0)) }),
        onBatch: onBatch == nil ? nil : count)
      diverged = outcomes.last.flatMap { $0.loss.isFinite ? nil : $0 }
      if onBatch == nil, diverged == nil { try outcomes.forEach(count) }
      if diverged != nil || validation != nil || onEpoch != nil || epoch + 1 == epochs {
        try device.update(&model, &optimizer)
      }
    } else {
      for number in 0..<batches {
        let (loss, correct) = step(
          &model, on: examples(number), by: computation, optimizer: &optimizer, loss: loss,
          pass: pass(number), at: progress(number))
        let outcome = BatchOutcome(batch: number, loss: loss, correct: correct)
        guard loss.isFinite else {
          diverged = outcome
          break
        }
        try count(outcome)
      }
    }
    if let diverged {
      throw TrainingError.diverged(
        epoch: epoch + 1, batch: diverged.batch + 1,
        layer: model.placeOfFirstNumberNotFinite(
          for: examples(diverged.batch).images, in: pass(diverged.batch)),
        loss: diverged.loss, learningRate: optimizer.learningRate.rate(at: progress(diverged.batch))
      )
    }
    let lastRate = optimizer.learningRate.rate(at: progress(batches - 1))
    // The loss tells only of the weights before the last step.
    if let value = model.nameOfFirstValueNotFinite {
      throw TrainingError.divergedAfter(epoch: epoch + 1, value: value, learningRate: lastRate)
    }
    let measured = validation.map { evaluate(model, on: $0, loss: loss) }
    history.epochs.append(
      History.Epoch(
        epoch: epoch + 1, trainingLoss: totals.meanLoss, trainingAccuracy: totals.accuracy,
        validationLoss: measured?.loss, validationAccuracy: measured?.accuracy,
        learningRate: lastRate, seconds: seconds(epochStart.duration(to: clock.now))))
    try onEpoch?(TrainingState(of: model, optimizer, history: history))
  }
  return history
}

/// One step: forward, loss, backward, update.
///
/// Returns the batch's loss and how many of its images were recognised. A loss that is not finite
/// changes nothing.
private func step<Model: Layer, Rule: Optimizer>(
  _ model: inout Model, on examples: LabeledBatch, by computation: StepComputation,
  optimizer: inout Rule, loss: any Loss, pass: Pass, at progress: Double
) -> (loss: Double, correct: Int) {
  var value = 0.0
  var correct = 0
  let gradients = computation.gradients(of: &model, for: examples.images, in: pass) { output in
    let measured = loss.measure(output, labels: examples.labels)
    value = measured.value
    guard value.isFinite else { return nil }
    correct = zip(output.argmax(axis: 1), examples.labels).count { $0 == $1 }
    return measured.gradient
  }
  if let gradients { optimizer.update(&model, with: gradients, at: progress) }
  return (value, correct)
}

private func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}
