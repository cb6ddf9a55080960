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
///   - state: Where an interrupted run stood; it goes on from there.
///   - onEpoch: Called after each epoch with all that resuming needs; saving it is the caller's.
///   - onBatch: Called after each batch.
/// - Returns: Losses and accuracies of all epochs, those before the state included.
/// - Throws: A `TrainingError` when the loss or, after an epoch, a weight is no longer finite, there are
///   no images, or the state does not fit; and whatever `onEpoch` and `onBatch` throw.
@discardableResult
public func train<Model: Layer, Rule: Optimizer>(
  _ model: inout Model, on data: any TrainingData,
  validatingOn validation: (any TrainingData)? = nil, optimizer: Rule,
  loss: any Loss = CrossEntropy(), epochs: Int, batch: Int = 64, seed: Int = 0,
  resumingFrom state: TrainingState? = nil,
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
  for epoch in history.epochs.count..<max(epochs, history.epochs.count) {
    let epochStart = clock.now
    var shuffling = RandomStream(seed: seed, purpose: "shuffle", epoch)
    let order = shuffling.permutation(of: data.count)
    var sum = 0.0
    var correct = 0
    for number in 0..<batches {
      let indices = Array(order[(number * batch)..<min((number + 1) * batch, data.count)])
      let examples = data.augmentedBatch(at: indices, epoch: epoch, seed: seed)
      let progress = Double(epoch) + Double(number) / Double(batches)
      let pass = Pass.training(seed: seed, epoch: epoch, images: indices)
      let (value, hits) = step(
        &model, on: examples, by: computation, optimizer: &optimizer, loss: loss, pass: pass,
        at: progress)
      guard value.isFinite else {
        throw TrainingError.diverged(
          epoch: epoch + 1, batch: number + 1,
          layer: model.placeOfFirstNumberNotFinite(for: examples.images, in: pass), loss: value,
          learningRate: optimizer.learningRate.rate(at: progress))
      }
      sum += value * Double(indices.count)
      correct += hits
      let seen = number * batch + indices.count
      try onBatch?(
        BatchReport(
          epoch: epoch + 1, epochs: epochs, batch: number + 1, batches: batches, loss: value,
          runningLoss: sum / Double(seen), seconds: seconds(start.duration(to: clock.now))))
    }
    let last = Double(epoch) + Double(batches - 1) / Double(batches)
    // The loss tells only of the weights before the last step.
    if let value = model.nameOfFirstValueNotFinite {
      throw TrainingError.divergedAfter(
        epoch: epoch + 1, value: value, learningRate: optimizer.learningRate.rate(at: last))
    }
    let measured = validation.map { evaluate(model, on: $0, loss: loss) }
    history.epochs.append(
      History.Epoch(
        epoch: epoch + 1, trainingLoss: sum / Double(data.count),
        trainingAccuracy: Double(correct) / Double(data.count), validationLoss: measured?.loss,
        validationAccuracy: measured?.accuracy,
        learningRate: optimizer.learningRate.rate(at: last),
        seconds: seconds(epochStart.duration(to: clock.now))))
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
