import NeuralNetworks
import Tensors

/// A plan's operators together with their memory on one card.
final class CompiledNetwork {
  let gpu: any GPU
  let compiled: NetworkCompiler.Result
  private(set) var run: DeviceRun
  private let memory: DeviceMemory
  private let parameters: DeviceMemory
  private let gradients: DeviceMemory?
  private let buffers: DeviceMemory
  let state: DeviceMemory
  private let bufferShapes: [[Int]]

  /// Compiles a plan and takes all the memory that it needs.
  init(_ compiler: NetworkCompiler, on gpu: any GPU) throws {
    self.gpu = gpu
    compiled = compiler.compile()
    let placement = compiled.memory.placed()
    memory = try DeviceMemory(gpu, bytes: placement.bytes)
    parameters = try DeviceMemory(gpu, bytes: compiled.arena.count * 4)
    gradients =
      compiler.isTraining
      ? try DeviceMemory(gpu, bytes: compiled.arena.gradientCount * 4) : nil
    bufferShapes = compiler.plan.buffers
    var offsets = [Int]()
    var end = 0
    for shape in bufferShapes {
      offsets.append(end)
      end += (shape.reduce(1, *) + 63) / 64 * 64
    }
    buffers = try DeviceMemory(gpu, bytes: end * 4)
    state = try DeviceMemory(gpu, bytes: TrainingStateWord.count * 4)
    run = DeviceRun(
      gpu: gpu, isTraining: compiler.isTraining, memory: memory.address, placement: placement,
      arena: compiled.arena, parameters: parameters.address,
      gradients: gradients?.address ?? parameters.address, buffers: buffers.address,
      bufferOffsets: offsets, state: state.address)
    for each in compiled.operators { try each.prepare(run) }
  }

  /// Lets the operators know the training step around them.
  func enter(_ step: StepSite) { run.step = step }

  /// Queues the loss of what was computed, within the last operator or by itself.
  func measure(scratch: DeviceAddress, batch: Int) throws {
    guard let step = run.step, let gradient = compiled.output.gradient else {
      fatalError("CompiledNetwork: a loss is measured in training only.")
    }
    if try compiled.operators.last?.measure(run, step) == true { return }
    try gpu.launch(
      LossKernels.measure(
        step.loss, batch: batch, classes: compiled.output.count, advances: true,
        at: LossKernels.Places(
          output: run.address(compiled.output.block), labels: step.labels, state: run.state,
          gradient: run.address(gradient), losses: step.losses, hits: step.hits,
          scratch: scratch)))
  }

  func forward() throws {
    for each in compiled.operators { try each.forward(run) }
  }

  func backward() throws {
    for each in compiled.operators.reversed() { try each.backward(run) }
    try run.sums.flush(on: gpu)
  }

  /// Puts parameters and buffers on the card.
  func load(parameters values: [Tensor], buffers collected: [Tensor]) throws {
    try upload(values, to: parameters.address)
    for (index, buffer) in collected.enumerated() {
      try buffer.withValues { try gpu.upload(UnsafeRawBufferPointer($0), to: run.buffer(index)) }
    }
  }

  /// Puts tensors of the parameters' shapes into an arena of their form.
  func upload(_ tensors: [Tensor], to arena: DeviceAddress) throws {
    let packed = UnsafeMutablePointer<Float>.allocate(capacity: max(compiled.arena.count, 1))
    defer { packed.deallocate() }
    compiled.arena.pack(tensors, into: packed)
    try gpu.upload(
      UnsafeRawBufferPointer(start: packed, count: compiled.arena.count * 4), to: arena)
  }

  /// Brings back what `upload` put there.
  func download(_ arena: DeviceAddress) throws -> [Tensor] {
    let packed = UnsafeMutablePointer<Float>.allocate(capacity: max(compiled.arena.count, 1))
    defer { packed.deallocate() }
    try gpu.download(
      arena, into: UnsafeMutableRawBufferPointer(start: packed, count: compiled.arena.count * 4))
    return compiled.arena.unpack(packed)
  }

  func storedBuffers() throws -> [Tensor] {
    var stored = [Tensor]()
    for (index, shape) in bufferShapes.enumerated() {
      var values = [Float](repeating: 0, count: shape.reduce(1, *))
      try values.withUnsafeMutableBytes { try gpu.download(run.buffer(index), into: $0) }
      stored.append(Tensor(values, shape: shape))
    }
    return stored
  }
}
