import NeuralNetworks

/// A value of the plan on the card.
struct DeviceValue {
  /// Of one image.
  let shape: [Int]
  /// Whether the channels of an image stand last.
  let isChannelsLast: Bool
  let block: MemoryPlan.Block
  /// The gradient of the loss with respect to it; nil where nobody asks.
  var gradient: MemoryPlan.Block?

  var count: Int { shape.reduce(1, *) }
  var channels: Int { shape[0] }
  var pixels: Int { shape.dropFirst().reduce(1, *) }
}

/// What an operation sees when it is compiled.
struct CompilationSite {
  let step: NetworkPlan.Step
  let batch: Int
  let isTraining: Bool
  let precision: Precision
  /// Whether images lie with their channels last on the way through the network.
  let prefersChannelsLast: Bool
  /// Whether the weights are moved by the launch that computes their gradients.
  let movesAtOnce: Bool
  /// What dropout depends on.
  let dropout: DropoutSource
  let inputs: [DeviceValue]
  let output: DeviceValue
  /// Where the gradient of each input is to be written; nil where nobody asks.
  let inputGradients: [MemoryPlan.Block?]
  /// The activation of the operation that made the first input, when this operation alone reads it and may
  /// take over its derivative.
  let activationBelow: Activation?
  /// Moments of the forward and the backward pass of this operation.
  let forwardMoment: Int
  let backwardMoment: Int
  let lastMoment: Int
  var memory: MemoryPlan
  /// Whether the operator applies its activation's derivative to the output's gradient itself.
  var handlesActivation = false
  /// Whether it has applied the derivative of the activation below to the gradient of its input.
  var tookActivationBelow = false

  var input: DeviceValue { inputs[0] }
  var inputGradient: MemoryPlan.Block? { inputGradients[0] }

  /// Reserves numbers that live from the forward pass to the backward one.
  mutating func keep(_ count: Int) -> MemoryPlan.Block {
    memory.reserve(
      bytes: count * 4, during: forwardMoment...(isTraining ? backwardMoment : forwardMoment))
  }

  /// Reserves bytes that nobody else writes, in this step or the next; cleared in the beginning.
  mutating func own(bytes: Int) -> MemoryPlan.Block {
    memory.reserve(bytes: bytes, during: 0...lastMoment)
  }

  /// Reserves partial sums of gradients, which are added at the end of the backward pass; nothing where
  /// there is none.
  mutating func partials(_ count: Int) -> MemoryPlan.Block {
    isTraining
      ? memory.reserve(bytes: count * 4, during: backwardMoment...lastMoment)
      : memory.reserve(bytes: 0, during: forwardMoment...forwardMoment)
  }

  /// Reserves numbers for the forward pass alone, or for the backward one.
  mutating func scratch(_ count: Int, isBackward: Bool) -> MemoryPlan.Block {
    let moment = isBackward && isTraining ? backwardMoment : forwardMoment
    return memory.reserve(bytes: count * 4, during: moment...moment)
  }
}

/// Where dropout finds what its draws depend on: the same on the card as on the processor.
struct DropoutSource {
  let seed: Int
  /// The number of each image of the batch in the data.
  let batchNumbers: MemoryPlan.Block
  /// The epoch, as an int.
  let epoch: MemoryPlan.Block
}
