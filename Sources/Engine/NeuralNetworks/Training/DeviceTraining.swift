import Tensors

/// A training run on a device: its weights stay there from step to step and epoch to epoch.
final class DeviceTraining {
  private let network: any TrainingNetwork
  /// Whether the device has steps that the model does not have yet.
  private var isAhead = false

  /// Compiles the run for the device that was chosen.
  ///
  /// Returns nil where none was, and where it has no form for a layer, the loss or the rule: the
  /// processor trains then, and whoever listens is told why.
  init?(
    _ model: some Layer, on data: any TrainingData, optimizer: some Optimizer, loss: any Loss,
    batch: Int, seed: Int, precision: Precision
  ) throws {
    guard let backend = Backends.current else { return nil }
    // As training sees the images: an augmentation may enlarge them.
    let first = data.augmentedBatch(at: [0], epoch: 0, seed: seed).images
    let shape = Array(first.shape.dropFirst())
    guard let plan = NetworkPlan(model, input: shape) else {
      Backends.reportFallback("\(backend.device) cannot plan the network for images of \(shape)")
      return nil
    }
    if let missing = backend.missing(for: plan, training: (loss, optimizer)) {
      Backends.reportFallback("\(backend.device) has no form for \(missing)")
      return nil
    }
    network = try backend.training(
      plan,
      setup: TrainingSetup(
        loss: loss, rule: optimizer, batch: min(batch, data.count), seed: seed,
        precision: precision, data: data))
    try network.load(
      parameters: model.parameters.map(\.value), buffers: model.statistics.map(\.value),
      memory: optimizer.memory)
  }

  func run(
    _ epoch: EpochSchedule, onBatch: ((BatchOutcome) throws -> Void)?
  ) throws -> [BatchOutcome] {
    isAhead = true
    return try network.run(epoch, onBatch: onBatch)
  }

  /// Lets model and optimizer have what the device has learned.
  func update(_ model: inout some Layer, _ optimizer: inout some Optimizer) throws {
    guard isAhead else { return }
    isAhead = false
    let stored = try network.stored()
    var parameters = stored.parameters[...]
    model.visitParameters { _, parameter in
      if let value = parameters.popFirst() { parameter = value }
    }
    var buffers = stored.buffers[...]
    model.visitStatistics { _, buffer in
      if let value = buffers.popFirst() { buffer = value }
    }
    optimizer.memory = stored.memory
  }
}
