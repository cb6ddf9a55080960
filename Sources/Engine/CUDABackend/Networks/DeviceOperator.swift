import NeuralNetworks

/// An operation of a plan that the card has a form for.
///
/// Each stands in a file of its own in `Operations/`, which says how it is computed there.
protocol CUDAOperation: Operation {
  /// Whether there is a form for these shapes and settings.
  func isSupported(from input: [Int]) -> Bool

  /// Chooses the form, and asks for the memory it needs.
  func compile(_ site: inout CompilationSite) -> any DeviceOperator
}

extension CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { true }
}

/// One operation, ready to be queued: which kernels with which places.
protocol DeviceOperator {
  /// Called once before anything is queued, for what must be chosen beforehand.
  func prepare(_ run: DeviceRun) throws

  /// Queues the loss, its gradient and what follows from it within the operator, if it can: the last
  /// operator of a network in training. False where the loss is to be measured by itself.
  func measure(_ run: DeviceRun, _ step: StepSite) throws -> Bool

  /// Queues what makes the output.
  func forward(_ run: DeviceRun) throws

  /// Queues what makes the gradients of the parameters and of the input.
  func backward(_ run: DeviceRun) throws
}

extension DeviceOperator {
  func prepare(_ run: DeviceRun) throws {}
  func measure(_ run: DeviceRun, _ step: StepSite) throws -> Bool { false }
}

/// A network at work: the card, and where everything lies.
struct DeviceRun {
  let gpu: any GPU
  let isTraining: Bool
  let memory: DeviceAddress
  let placement: MemoryPlan.Placement
  let arena: ParameterArena
  let parameters: DeviceAddress
  let gradients: DeviceAddress
  /// What training collects without a gradient, one behind the other.
  let buffers: DeviceAddress
  let bufferOffsets: [Int]
  /// The step, its images and whether it counts: see `TrainingStateWord`.
  let state: DeviceAddress
  /// What the training step has besides the network; nil where the network is only used.
  var step: StepSite?

  /// Sums of gradients for the end of the backward pass.
  let sums = PendingSums()

  func address(_ block: MemoryPlan.Block) -> DeviceAddress { memory + placement[block] }
  func parameter(_ slot: Int) -> DeviceAddress { parameters + arena.offsets[slot] * 4 }
  func place(_ slot: Int, in arena: DeviceAddress) -> DeviceAddress {
    arena + self.arena.offsets[slot] * 4
  }
  func gradient(_ slot: Int) -> DeviceAddress { gradients + arena.offsets[slot] * 4 }
  func buffer(_ slot: Int) -> DeviceAddress { buffers + bufferOffsets[slot] * 4 }
}
