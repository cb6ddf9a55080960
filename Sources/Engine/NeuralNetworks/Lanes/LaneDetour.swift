import Tensors

/// A layer that has no form for lanes, at its place between stages that have.
///
/// Its numbers are laid out image by image, as the layer wants them, and its results abreast again. So
/// one such layer in a network costs what it costs, and no other layer pays for it.
final class LaneDetour: CollectingStage {
  /// The layer as it was when the network was planned, but for its statistics, which grow here.
  private var layer: any Layer
  private let path: [Int]
  private let firstParameter: Int
  private let inputShape: [Int]
  private let outputShape: [Int]
  private let input: LaneBuffer
  private let output: LaneBuffer
  /// The layer with the parameters of this step, and what its backward pass must know.
  private var step: (layer: any Layer, memory: any Sendable)?
  let isTrained: Bool
  var givesInputGradient = true

  init(
    _ layer: any Layer, path: [Int], firstParameter: Int, inputShape: [Int], outputShape: [Int],
    input: LaneBuffer, output: LaneBuffer
  ) {
    self.layer = layer
    self.path = path
    self.firstParameter = firstParameter
    self.inputShape = inputShape
    self.outputShape = outputShape
    self.input = input
    self.output = output
    isTrained = layer.parameterCount > 0
  }

  func forward(_ run: LaneRun) {
    let layer = withParameters(of: run)
    let images = run.batch(of: inputShape) { run.values(input, group: $0) }
    guard run.pass.isTraining else {
      return run.lay(layer(images)) { run.values(output, group: $0) }
    }
    let pass = path.reduce(run.pass) { $0.inside($1) }
    let (result, memory) = layer.erasedForward(images, in: pass)
    step = (layer, memory)
    run.lay(result) { run.values(output, group: $0) }
  }

  func backward(_ run: LaneRun) {
    guard let step else { return }
    let upstream = run.batch(of: outputShape) { run.gradient(output, group: $0) }
    let gradients = step.layer.erasedGradients(
      upstream, memory: step.memory, toInput: givesInputGradient)
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
    run.lay(gradient) { run.gradient(input, group: $0) }
  }

  private func withParameters(of run: LaneRun) -> any Layer {
    var copy = layer
    var index = firstParameter
    copy.visitParameters { _, parameter in
      parameter = run.parameterTensors[index]
      index += 1
    }
    return copy
  }

  /// Also lets the parameters of the step go, so that the optimizer changes them in place.
  func learn() -> [Tensor] {
    if let step { layer.erasedLearn(from: step.memory) }
    step = nil
    return layer.statistics.map(\.value)
  }
}

extension LanePlanner {
  /// Adds a layer as it is; false where its shapes do not fit.
  mutating func addDetour(_ layer: any Layer) -> Bool {
    guard case .success(let step) = layer.shapeResult(for: shape) else { return false }
    let (inputShape, input) = (shape, self.input)
    detourCost = (detourCost ?? 0) + layer.multiplyAccumulates(for: shape)
    add(
      LaneDetour(
        layer, path: path, firstParameter: takeParameters(layer.parameters.count),
        inputShape: inputShape, outputShape: step.output, input: input,
        output: makeOutput(step.output)))
    return true
  }
}
