import NeuralNetworks
import Tensors

/// Training on the card: a step is one graph, from the batch's images to the moved parameters.
///
/// The order of the epoch's images and the lengths of its steps are on the card before the epoch begins,
/// and each step finds its own by a counter there; so the host only starts graphs and watches the losses
/// appear in memory that both sides see.
final class CUDATraining: TrainingNetwork {
  private let gpu: any GPU
  private let network: CompiledNetwork
  private let rule: any CUDAOptimizer
  private let source: BatchSource
  private let slots: [DeviceMemory]
  private let state: DeviceMemory
  private let schedule: DeviceMemory
  private let outcomes: StepOutcomes
  private let batch: Int
  private let graph: any DeviceGraph
  private var steps = 0

  /// How many steps may be under way beyond the last whose outcome was told.
  private static let mostAhead = 64

  init(
    _ plan: NetworkPlan, setup: TrainingSetup, rule: any CUDAOptimizer, loss: any CUDALoss,
    on gpu: any GPU
  ) throws {
    self.gpu = gpu
    self.rule = rule
    batch = setup.batch
    let batches = (setup.epochImages + setup.batch - 1) / setup.batch
    network = try CompiledNetwork(
      NetworkCompiler(
        plan, batch: setup.batch, isTraining: true, precision: setup.precision, seed: setup.seed,
        isWholeStep: true), on: gpu)
    let arena = network.compiled.arena
    slots = try (0..<type(of: rule).slots).map { _ in try DeviceMemory(gpu, bytes: arena.count * 4)
    }
    state = network.state
    schedule = try DeviceMemory(gpu, bytes: batches * 16)
    outcomes = try StepOutcomes(gpu, steps: batches)
    source = try BatchSource(setup, input: network.compiled.input, on: gpu)
    graph = try Self.captured(
      network, source, rule: rule, loss: loss, slots: slots, state: state, schedule: schedule,
      outcomes: outcomes, batch: setup.batch, on: gpu)
  }

  /// Records one step.
  private static func captured(
    _ network: CompiledNetwork, _ source: BatchSource, rule: any CUDAOptimizer,
    loss: any CUDALoss, slots: [DeviceMemory], state: DeviceMemory, schedule: DeviceMemory,
    outcomes: StepOutcomes, batch: Int, on gpu: any GPU
  ) throws -> any DeviceGraph {
    let compiled = network.compiled
    let labels = try DeviceMemory(gpu, bytes: batch * 4)
    let lossScratch = try DeviceMemory(
      gpu, bytes: LossKernels.scratchBytes(batch: batch, classes: compiled.output.count))
    source.held = [labels, lossScratch]
    network.enter(
      StepSite(
        loss: loss.kind, rule: rule, labels: labels.address, losses: outcomes.losses,
        hits: outcomes.hits, slots: slots.map(\.address), schedule: schedule.address))
    let run = network.run
    func queue() throws {
      try gpu.launch(
        source.gather(
          state: state.address, images: run.address(compiled.input.block),
          labels: labels.address, numbers: run.address(compiled.batchNumbers)))
      try network.forward()
      try network.measure(scratch: lossScratch.address, batch: batch)
      try network.backward()
      guard compiled.arena.gradientCount > 0 else { return }
      try gpu.launch(
        rule.update(
          OptimizerKernels.Arena(
            parameters: run.parameters, gradients: run.gradients,
            count: compiled.arena.gradientCount, state: state.address,
            schedule: schedule.address), slots: slots.map(\.address)))
    }
    // A first run loads all kernels. It may not leave a trace, so it counts as diverged; what it does to
    // running averages is overwritten by `load`.
    var words = TrainingStateWord.beginning(steps: 0)
    words[TrainingStateWord.diverged.rawValue] = 0
    try state.write(words)
    try queue()
    return try gpu.capture(queue)
  }

  func load(parameters: [Tensor], buffers: [Tensor], memory: OptimizerMemory) throws {
    try network.load(parameters: parameters, buffers: buffers)
    for (index, slot) in slots.enumerated() {
      if memory.slots.indices.contains(index) {
        try network.upload(memory.slots[index], to: slot.address)
      } else {
        try gpu.clear(slot.address, bytes: slot.bytes)
      }
    }
    steps = memory.steps
  }

  func run(
    _ epoch: EpochSchedule, onBatch: ((BatchOutcome) throws -> Void)?
  ) throws -> [BatchOutcome] {
    let first = steps
    try schedule.write(
      epoch.rates.enumerated().flatMap { rule.schedule(rate: $1, step: first + $0 + 1) })
    try state.write(TrainingStateWord.beginning(steps: first))
    try write(epoch: epoch.epoch)
    outcomes.clear()
    try source.begin(epoch)
    let batches = epoch.rates.count
    let ahead = min(Self.mostAhead, source.mostAhead)
    var started = 0
    var told = [BatchOutcome]()
    while told.count < batches {
      while started < min(batches, told.count + ahead) {
        try source.stage(started, of: epoch)
        try gpu.replay(graph)
        started += 1
      }
      let outcome = try outcomes.wait(for: told.count, on: gpu)
      told.append(outcome)
      guard outcome.loss.isFinite else { break }
      try onBatch?(outcome)
    }
    try gpu.synchronize()
    steps = first + told.count(where: \.loss.isFinite)
    return told
  }

  private func write(epoch: Int) throws {
    try withUnsafeBytes(of: Int32(epoch)) {
      try gpu.upload($0, to: network.run.address(network.compiled.epoch))
    }
  }

  func stored() throws -> (parameters: [Tensor], buffers: [Tensor], memory: OptimizerMemory) {
    var memory = OptimizerMemory()
    memory.steps = steps
    memory.slots = try slots.map { try network.download($0.address) }
    return (
      try network.download(network.run.parameters), try network.storedBuffers(), memory
    )
  }
}
