import Tensors

/// A plan compiled for the processor, sixteen images at a time.
///
/// The numbers of sixteen images are interleaved, `[channel][row][column][16]`: the first of each image,
/// then the second of each. A processor's vector then holds the same number of sixteen images, and every
/// loop of every layer works on whole vectors, whatever the sizes of images, filters and steps; a weight
/// is one number for all sixteen. So small images cost no more than their arithmetic, where matrix
/// products would be too small to be worth their calls.
///
/// All memory is planned once for the largest batch, so a step allocates next to nothing. The sums are the
/// same, up to rounding, as those of the layers one by one, which remain for small batches, for layers
/// without an interleaved form, and to be read.
final class CPUNetwork {
  private let operators: [any CPUOperator]
  private let backwardOperators: [any CPUOperator]
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer
  private let outputShape: [Int]
  private let arena: Arena
  private let measuring: [any MeasuringOperator]
  private var gradients: [Tensor]

  /// Whether a batch of this size fills enough of its last block.
  static func pays(batch: Int) -> Bool {
    2 * batch > wholeVectors(batch)
  }

  /// Compiles a network; nil where at least half of the work is in layers without an interleaved form.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - shape: That of one image or feature vector, without the batch axis.
  ///   - batch: The most images of a batch.
  ///   - isTraining: Whether `gradients(for:_:)` will be asked for.
  init?(_ model: some Layer, input shape: [Int], batch: Int, isTraining: Bool) {
    guard model is any PlannedLayer, shape.count == 1 || shape.count == 3, batch > 0,
      let plan = NetworkPlan(model, input: shape),
      let compiler = CPUCompiler(
        plan, blocks: (batch + blockSize - 1) / blockSize, isTraining: isTraining),
      let ends = compiler.ends
    else { return nil }
    if compiler.fallbackCost > 0,
      2 * compiler.fallbackCost >= model.multiplyAccumulates(for: shape)
    {
      return nil
    }
    (input, output) = ends
    outputShape = plan.shapes[plan.output]
    measuring = compiler.operators.compactMap { $0 as? any MeasuringOperator }
    operators = OperatorChain.joining(compiler.operators)
    backwardOperators = OperatorChain.joining(compiler.backwardOperators)
    arena = Arena(compiler)
    gradients = isTraining ? plan.parameters.map { Tensor(zeros: $0) } : []
  }

  /// Returns the network's output for a batch, `[batch, ...]`.
  func output(
    for images: Tensor, parameters: [Tensor], buffers: [Tensor], in pass: Pass
  ) -> Tensor {
    withContext(images.shape[0], parameters, buffers, pass) { run in
      run.lay(images) { run.values(input, block: $0) }
      for each in operators { each.forward(run) }
      return run.batch(of: outputShape) { run.values(output, block: $0) }
    }
  }

  /// Returns the gradient of the loss with respect to each parameter, given that with respect to the
  /// output that was computed last, and the same parameters and pass.
  func gradients(for outputGradient: Tensor, parameters: [Tensor], in pass: Pass) -> [Tensor] {
    withContext(outputGradient.shape[0], parameters, [], pass) { run in
      run.lay(outputGradient) { run.gradient(output, block: $0) }
      for each in backwardOperators.reversed() { each.backward(run) }
    }
    return gradients
  }

  /// Updates the running statistics, such as means, by what the last forward pass has measured, and lets
  /// the model have them.
  func updateRunningStatistics(of model: inout some Layer) {
    guard !measuring.isEmpty else { return }
    // Operators come in the order of the model's layers.
    var updated = measuring.flatMap { $0.updateRunningStatistics() }[...]
    model.visitStatistics { _, statistic in
      guard let value = updated.popFirst() else {
        fatalError("CPUNetwork: a layer's operator does not measure what the layer does.")
      }
      statistic = value
    }
  }

  private func withContext<Result>(
    _ images: Int, _ parameters: [Tensor], _ buffers: [Tensor], _ pass: Pass,
    _ body: (ExecutionContext) -> Result
  ) -> Result {
    // The arrays stay where they are while `parameters` and `gradients` hold them.
    withExtendedLifetime(parameters) {
      body(
        ExecutionContext(
          images: images, pass: pass, parameterTensors: parameters,
          parameters: parameters.compactMap { $0.withValues { $0.baseAddress } },
          parameterGradients: gradients.indices.compactMap {
            gradients[$0].withMutableValues { $0.baseAddress }
          }, buffers: buffers, arena: arena))
    }
  }
}

extension Sequential {
  /// Whether batches of so many images are interleaved; for tests of both ways.
  package func isInterleaved(_ batch: Int, of input: [Int], isTraining: Bool) -> Bool {
    CPUNetwork.pays(batch: batch)
      && CPUNetwork(self, input: input, batch: batch, isTraining: isTraining) != nil
  }
}
