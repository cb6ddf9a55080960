import Tensors

/// A device, and the code that makes a plan run on it.
package protocol Backend: Sendable {
  var device: Device { get }

  /// What of a network, or of the loss and the rule that train it, the device has no form for, such as
  /// `the layer Warp`; nil where it has all.
  func missing(for plan: NetworkPlan, training: (loss: any Loss, rule: any Optimizer)?) -> String?

  /// Compiles a plan, for which nothing may be missing, for use with batches of at most `batch` images.
  func inference(_ plan: NetworkPlan, batch: Int, precision: Precision) throws
    -> any InferenceNetwork

  /// Compiles a plan, the loss and the optimizer's rule, for which nothing may be missing, into whole
  /// training steps.
  func training(_ plan: NetworkPlan, setup: TrainingSetup) throws -> any TrainingNetwork
}

/// What compiling a training step needs besides the network.
package struct TrainingSetup: Sendable {
  package let loss: any Loss
  package let rule: any Optimizer
  package let batch: Int
  /// What dropout depends on.
  package let seed: Int
  package let precision: Precision
  package let data: any TrainingData
  /// How many images an epoch shows; more than there are where some are shown again.
  package let epochImages: Int

  package init(
    loss: any Loss, rule: any Optimizer, batch: Int, seed: Int, precision: Precision,
    data: any TrainingData, epochImages: Int? = nil
  ) {
    self.epochImages = epochImages ?? data.count
    self.loss = loss
    self.rule = rule
    self.batch = batch
    self.seed = seed
    self.precision = precision
    self.data = data
  }
}

/// A network compiled for use on a device.
package protocol InferenceNetwork: AnyObject {
  /// Returns the network's output for a batch, `[batch, ...]`.
  func output(for images: Tensor, parameters: [Tensor], buffers: [Tensor]) throws -> Tensor
}

/// A network compiled for training on a device, where its weights and the optimizer's memory stay.
package protocol TrainingNetwork: AnyObject {
  /// Puts everything on the device.
  func load(parameters: [Tensor], buffers: [Tensor], memory: OptimizerMemory) throws

  /// Trains on the batches of one epoch, and returns what each came to.
  ///
  /// `onBatch` is called for each batch in turn, perhaps while later ones are under way. The first loss
  /// that is not finite is the last in the list; its step and all behind it have changed nothing.
  func run(_ epoch: EpochSchedule, onBatch: ((BatchOutcome) throws -> Void)?) throws
    -> [BatchOutcome]

  /// Brings everything back.
  func stored() throws -> (parameters: [Tensor], buffers: [Tensor], memory: OptimizerMemory)
}

/// One epoch as a device goes through it.
package struct EpochSchedule: Sendable {
  /// Epochs before this one.
  package let epoch: Int
  /// The images, shuffled.
  package let order: [Int]
  /// The learning rate of each step.
  package let rates: [Double]

  package init(epoch: Int, order: [Int], rates: [Double]) {
    self.epoch = epoch
    self.order = order
    self.rates = rates
  }
}

/// What one batch came to.
package struct BatchOutcome: Sendable, Equatable {
  /// From 0.
  package let batch: Int
  package let loss: Double
  package let correct: Int

  package init(batch: Int, loss: Double, correct: Int) {
    self.batch = batch
    self.loss = loss
    self.correct = correct
  }
}

/// Images that a device may keep as they are, since every epoch shows them alike.
package protocol ResidentData: TrainingData {
  /// All images as the network takes them, and their classes; nil where they would need too much room or
  /// change from epoch to epoch.
  func residentImages() -> LabeledBatch?
}

extension LabeledBatch: ResidentData {
  package func residentImages() -> LabeledBatch? { self }
}
