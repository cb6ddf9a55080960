import Tensors

/// A layer that has no form for lanes, at its place between stages that have.
///
/// Its numbers are laid out image by image, as the layer wants them, and its results abreast again. So
/// one such layer in a network, a batch normalization say, costs what it costs, and no other layer pays
/// for it.
final class LaneDetour: LaneStage {
  /// What the layer has collected without a gradient grows here; `takeStatistics` hands it on.
  private var layer: any Layer
  private let path: [Int]
  private let firstParameter: Int
  private let inputShape: [Int]
  private let outputShape: [Int]
  private let input: LaneBuffer
  private let output: LaneBuffer
  private var memory: (any Sendable)?
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
    takeParameters(run)
    let images = run.batch(of: inputShape) { run.values(input, group: $0) }
    let result: Tensor
    if run.pass.isTraining {
      let pass = path.reduce(run.pass) { $0.inside($1) }
      (result, memory) = layer.erasedForward(images, in: pass)
    } else {
      result = layer(images)
    }
    run.lay(result) { run.values(output, group: $0) }
  }

  func backward(_ run: LaneRun) {
    guard let memory else { return }
    let upstream = run.batch(of: outputShape) { run.gradient(output, group: $0) }
    let gradients = layer.erasedGradients(upstream, memory: memory, toInput: givesInputGradient)
    for (index, gradient) in gradients.parameters.enumerated() {
      gradient.withValues { values in
        guard let start = values.baseAddress else { return }
        run.parameterGradients[firstParameter + index].update(from: start, count: values.count)
      }
    }
    if let gradient = gradients.input {
      run.lay(gradient) { run.gradient(input, group: $0) }
    }
    layer.erasedLearn(from: memory)
    self.memory = nil
  }

  private func takeParameters(_ run: LaneRun) {
    var index = firstParameter
    layer.visitParameters { _, parameter in
      parameter = run.parameterTensors[index]
      index += 1
    }
  }

  /// What the layer has collected so far, in the order of `visitStatistics`.
  var statistics: [Tensor] { layer.statistics.map(\.value) }
}

extension LanePlanner {
  /// Adds a layer as it is; false where its shapes do not fit.
  mutating func addDetour(_ layer: any Layer) -> Bool {
    guard case .success(let step) = layer.shapeResult(for: shape) else { return false }
    let (inputShape, input) = (shape, self.input)
    detourCost += layer.multiplyAccumulates(for: shape)
    let detour = LaneDetour(
      layer, path: path, firstParameter: takeParameters(layer.parameters.count),
      inputShape: inputShape, outputShape: step.output, input: input,
      output: makeOutput(step.output))
    detours.append(detour)
    add(detour)
    return true
  }
}
