import Tensors

/// How the processor computes the gradients of a training step: with sixteen interleaved images where most
/// of the work can be done so, else layer by layer.
///
/// Which of the two depends on the network and on the batch size of the run, never on the batch at
/// hand or the machine's load, so that equal runs end with equal bits.
final class StepComputation {
  private let largestBatch: Int
  private var planned: (shape: [Int], network: CPUNetwork?)?

  /// Creates the computation for batches of at most `largestBatch` images.
  init(largestBatch: Int) { self.largestBatch = largestBatch }

  /// Computes forward and backward, and lets the model learn its statistics.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - images: The batch.
  ///   - pass: The training pass.
  ///   - measure: Returns the gradient of the loss with respect to the output, or nil to stop.
  /// - Returns: The gradient of each parameter; nil if `measure` said so.
  func gradients<Model: Layer>(
    of model: inout Model, for images: Tensor, in pass: Pass, _ measure: (Tensor) -> Tensor?
  ) -> [Tensor]? {
    if let network = network(for: model, images.shape) {
      let parameters = model.parameters.map(\.value)
      let output = network.output(
        for: images, parameters: parameters, buffers: [], in: pass)
      guard let outputGradient = measure(output) else { return nil }
      defer { network.updateRunningStatistics(of: &model) }
      return network.gradients(for: outputGradient, parameters: parameters, in: pass)
    }
    let (output, memory) = model.forward(images, in: pass)
    guard let outputGradient = measure(output) else { return nil }
    defer { model.updateRunningStatistics(from: memory) }
    return model.gradients(outputGradient, memory: memory, toInput: false).parameters
  }

  private func network(for model: some Layer, _ shape: [Int]) -> CPUNetwork? {
    guard CPUNetwork.pays(batch: largestBatch), shape[0] <= largestBatch else { return nil }
    let image = Array(shape.dropFirst())
    if let planned, planned.shape == image { return planned.network }
    let network = CPUNetwork(model, input: image, batch: largestBatch, isTraining: true)
    planned = (image, network)
    return network
  }
}
