import Tensors

/// A layer without an interleaved form, at its place between operators that have one.
///
/// Its numbers are laid out image by image, as the layer wants them, and its results interleaved again. So
/// one such layer in a network costs what it costs, and no other layer pays for it.
final class FallbackOperator: MeasuringOperator {
  /// The layer as it was when the network was planned, but for its statistics, which grow here.
  private var layer: any Layer
  private let path: [Int]
  private let firstParameter: Int
  private let firstBuffer: Int
  private let inputShape: [Int]
  private let outputShape: [Int]
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer
  /// The layer with the parameters of this step, and what its backward pass must know.
  private var step: (layer: any Layer, memory: any Sendable)?
  private let givesInputGradient: Bool

  init(
    _ step: NetworkPlan.Step, inputShape: [Int], outputShape: [Int], input: InterleavedBuffer,
    output: InterleavedBuffer, givesInputGradient: Bool
  ) {
    layer = step.layer
    path = step.path
    firstParameter = step.parameters.lowerBound
    firstBuffer = step.buffers.lowerBound
    self.givesInputGradient = givesInputGradient
    self.inputShape = inputShape
    self.outputShape = outputShape
    self.input = input
    self.output = output
  }

  func forward(_ run: ExecutionContext) {
    var layer = withParameters(of: run)
    let images = run.batch(of: inputShape) { run.values(input, block: $0) }
    guard run.pass.isTraining else {
      var buffers = run.buffers[firstBuffer...]
      layer.visitStatistics { _, buffer in
        if let value = buffers.popFirst() { buffer = value }
      }
      return run.lay(layer(images)) { run.values(output, block: $0) }
    }
    let pass = path.reduce(run.pass) { $0.inside($1) }
    let (result, memory) = layer.erasedForward(images, in: pass)
    step = (layer, memory)
    run.lay(result) { run.values(output, block: $0) }
  }

  func backward(_ run: ExecutionContext) {
    guard let step else { return }
    let outputGradient = run.batch(of: outputShape) { run.gradient(output, block: $0) }
    let gradients = step.layer.erasedGradients(
      outputGradient, memory: step.memory, toInput: givesInputGradient)
    for (index, gradient) in gradients.parameters.enumerated() {
      gradient.withValues { values in
        guard let start = values.baseAddress else { return }
        run.parameterGradients[firstParameter + index].update(from: start, count: values.count)
      }
    }
    guard givesInputGradient else { return }
    guard let gradient = gradients.input else {
      fatalError("\(layer): gradients(_:memory:toInput:) gave no gradient of the input.")
    }
    run.lay(gradient) { run.gradient(input, block: $0) }
  }

  private func withParameters(of run: ExecutionContext) -> any Layer {
    var copy = layer
    var index = firstParameter
    copy.visitParameters { _, parameter in
      parameter = run.parameterTensors[index]
      index += 1
    }
    return copy
  }

  /// Also lets the parameters of the step go, so that the optimizer changes them in place.
  func updateRunningStatistics() -> [Tensor] {
    if let step { layer.erasedLearn(from: step.memory) }
    step = nil
    return layer.statistics.map(\.value)
  }
}
