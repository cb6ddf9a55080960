import NeuralNetworks
import Tensors

/// A network in use on the card: one graph from the images to the scores.
final class CUDAInference: RepeatableInference {
  private let network: CompiledNetwork
  private let batch: Int
  private let outputShape: [Int]
  /// Where images wait that are reordered on the card.
  private let staging: DeviceMemory?
  private let graph: any DeviceGraph
  /// What is on the card.
  ///
  /// As long as it is held here, a change of the model's tensors makes copies of
  /// them, so equal addresses mean equal numbers.
  private var loaded: (parameters: [Tensor], buffers: [Tensor])?

  init(_ plan: NetworkPlan, batch: Int, precision: Precision, on gpu: any GPU) throws {
    self.batch = batch
    outputShape = plan.shapes[plan.output]
    network = try CompiledNetwork(
      NetworkCompiler(plan, batch: batch, isTraining: false, precision: precision), on: gpu)
    let input = network.compiled.input
    let isReordered = input.isChannelsLast && input.channels > 1 && input.pixels > 1
    staging = try isReordered ? DeviceMemory(gpu, bytes: input.count * batch * 4) : nil
    let (network, staging) = (network, staging)
    func queue() throws {
      if let staging {
        try gpu.launch(
          BatchKernels.transpose(
            staging.address, items: batch, rows: input.channels, columns: input.pixels,
            into: network.run.address(input.block)))
      }
      try network.forward()
    }
    try queue()
    graph = try gpu.capture(queue)
  }

  func output(for images: Tensor, parameters: [Tensor], buffers: [Tensor]) throws -> Tensor {
    try place(images, parameters: parameters, buffers: buffers)
    try network.gpu.replay(graph)
    let count = images.shape[0] * outputShape.reduce(1, *)
    var values = [Float](repeating: 0, count: count)
    try values.withUnsafeMutableBytes {
      try network.gpu.download(network.run.address(network.compiled.output.block), into: $0)
    }
    return Tensor(values, shape: [images.shape[0]] + outputShape)
  }

  func place(_ images: Tensor, parameters: [Tensor], buffers: [Tensor]) throws {
    try load(parameters, buffers)
    try images.withValues {
      try network.gpu.upload(
        UnsafeRawBufferPointer($0),
        to: staging?.address ?? network.run.address(network.compiled.input.block))
    }
  }

  func computeAgain(times: Int) throws {
    for _ in 0..<times { try network.gpu.replay(graph) }
    try network.gpu.synchronize()
  }

  private func load(_ parameters: [Tensor], _ buffers: [Tensor]) throws {
    let held = (loaded?.parameters ?? []) + (loaded?.buffers ?? [])
    let given = parameters + buffers
    let isLoaded =
      loaded != nil && held.count == given.count
      && zip(held, given).allSatisfy { $0.isSameMemory(as: $1) }
    guard !isLoaded else { return }
    try network.load(parameters: parameters, buffers: buffers)
    loaded = (parameters, buffers)
  }
}

extension Tensor {
  fileprivate func isSameMemory(as other: Tensor) -> Bool {
    shape == other.shape
      && withValues { own in other.withValues { own.baseAddress == $0.baseAddress } }
  }
}
