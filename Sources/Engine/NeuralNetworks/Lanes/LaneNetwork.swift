import Tensors

/// A network made ready to compute sixteen images abreast.
///
/// The numbers of sixteen images lie side by side, `[channel][row][column][16]`: the first of each image,
/// then the second of each. A processor's vector then holds the same number of sixteen images, and every
/// loop of every layer works on whole vectors, whatever the sizes of images, filters and steps; a weight
/// is one number for all sixteen. So small images cost no more than their arithmetic, where matrix
/// products would be too small to be worth their calls.
///
/// Layers become stages, a rectifier becomes part of the stage before it, and all memory is planned once
/// for the largest batch, so a step allocates next to nothing. The sums are the same, up to rounding, as
/// those of the layers one by one, which remain for small batches, for layers without a form for lanes,
/// and to be read.
final class LaneNetwork {
  private let stages: [any LaneStage]
  private let backwardStages: [any LaneStage]
  private let input: LaneBuffer
  private let output: LaneBuffer
  private let outputShape: [Int]
  private let arena: LaneArena
  private let collecting: [any CollectingStage]
  private var gradients: [Tensor]

  /// Whether a batch of this size fills enough of the lanes.
  static func pays(batch: Int) -> Bool {
    2 * batch > wholeVectors(batch)
  }

  /// Plans the network; nil where at least half of the work is in layers without a form for lanes.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - shape: That of one image or feature vector, without the batch axis.
  ///   - batch: The most images of a batch.
  ///   - isTraining: Whether `gradients(for:_:)` will be asked for.
  init?(_ model: some Layer, input shape: [Int], batch: Int, isTraining: Bool) {
    guard let model = model as? any LaneLayer, shape.count == 1 || shape.count == 3, batch > 0,
      case .success(let step) = model.shapeResult(for: shape)
    else { return nil }
    let groups = (batch + laneCount - 1) / laneCount
    var planner = LanePlanner(input: shape, groups: groups, isTraining: isTraining)
    guard model.plan(&planner), let first = planner.buffers.first else { return nil }
    if let cost = planner.detourCost, 2 * cost >= model.multiplyAccumulates(for: shape) {
      return nil
    }
    input = first
    output = planner.input
    outputShape = step.output
    collecting = planner.stages.compactMap { $0 as? any CollectingStage }
    stages = LaneChain.joining(planner.stages)
    // Below the first stage that learns, nobody needs a gradient. Stage n writes buffer n + 1.
    let trained = planner.stages.firstIndex { $0.isTrained } ?? planner.stages.count
    let learning = planner.stages[trained...]
    learning.first?.givesInputGradient = false
    arena = LaneArena(
      planner.buffers, planner.blocks, groups: groups,
      learning: isTraining ? min(trained + 1, planner.stages.count)..<planner.buffers.count : nil,
      scratch: planner.scratch)
    backwardStages = LaneChain.joining(Array(learning))
    gradients = isTraining ? model.parameters.map { Tensor(zeros: $0.value.shape) } : []
  }

  /// Returns the network's output for a batch, `[batch, ...]`.
  func output(for images: Tensor, parameters: [Tensor], in pass: Pass) -> Tensor {
    withRun(images.shape[0], parameters, pass) { run in
      run.lay(images) { run.values(input, group: $0) }
      for stage in stages { stage.forward(run) }
      return run.batch(of: outputShape) { run.values(output, group: $0) }
    }
  }

  /// Returns the gradient of the loss with respect to each parameter, given that with respect to the
  /// output that was computed last, and the same parameters and pass.
  func gradients(for upstream: Tensor, parameters: [Tensor], in pass: Pass) -> [Tensor] {
    withRun(upstream.shape[0], parameters, pass) { run in
      run.lay(upstream) { run.gradient(output, group: $0) }
      for stage in backwardStages.reversed() { stage.backward(run) }
    }
    return gradients
  }

  /// Lets layers take over what the last forward pass has measured, as running means, and the model
  /// have it.
  func learn(_ model: inout some Layer) {
    guard !collecting.isEmpty else { return }
    // Stages come in the order of the model's layers.
    var collected = collecting.flatMap { $0.learn() }[...]
    model.visitStatistics { _, statistic in
      guard let value = collected.popFirst() else {
        fatalError("LaneNetwork: a layer's stage does not collect what the layer does.")
      }
      statistic = value
    }
  }

  private func withRun<Result>(
    _ images: Int, _ parameters: [Tensor], _ pass: Pass, _ body: (LaneRun) -> Result
  ) -> Result {
    // The arrays stay where they are while `parameters` and `gradients` hold them.
    withExtendedLifetime(parameters) {
      body(
        LaneRun(
          images: images, pass: pass, parameterTensors: parameters,
          parameters: parameters.compactMap { $0.withValues { $0.baseAddress } },
          parameterGradients: gradients.indices.compactMap {
            gradients[$0].withMutableValues { $0.baseAddress }
          }, arena: arena))
    }
  }
}

extension Sequential {
  /// Whether batches of so many images go abreast; for tests of both ways.
  package func goesAbreast(_ batch: Int, of input: [Int], isTraining: Bool) -> Bool {
    LaneNetwork.pays(batch: batch)
      && LaneNetwork(self, input: input, batch: batch, isTraining: isTraining) != nil
  }
}
