import Tensors

/// One stage of a network that works on sixteen images abreast.
///
/// A stage reads the numbers of one buffer and writes those of the next; on the way back it reads the
/// gradient of the one and writes that of the other. `LaneNetwork` says what all this is for.
protocol LaneStage: AnyObject {
  /// Computes the output of all images.
  func forward(_ run: LaneRun)

  /// Computes the gradients of the parameters and, unless it is the first to learn, of the input.
  func backward(_ run: LaneRun)

  /// Whether it has parameters.
  var isTrained: Bool { get }

  /// Whether anyone needs the gradient of its input.
  var givesInputGradient: Bool { get set }
}

/// A stage that collects numbers without a gradient while a network is trained, as running means are.
protocol CollectingStage: LaneStage {
  /// Takes over what the last forward pass has measured.
  ///
  /// Returns all that has been collected so far, in the order of the layer's `visitStatistics`.
  func learn() -> [Tensor]
}

/// A stage that handles each group of sixteen images by itself.
///
/// Several such stages behind each other run as one task for each group, whose numbers then stay in
/// the cache of one core from the first stage to the last.
protocol GroupwiseStage: LaneStage {
  /// Gets ready, before the groups, what depends on the parameters alone.
  func prepare(_ run: LaneRun)

  /// Computes the output of one group.
  func forward(_ run: LaneRun, group: Int)

  /// Computes the gradients that one group contributes.
  func backward(_ run: LaneRun, group: Int)

  /// Adds up, after the groups, what each contributed.
  func finish(_ run: LaneRun)

  /// Whether the work of one group is too small to be divided.
  var isSmall: Bool { get }
}

extension GroupwiseStage {
  var isTrained: Bool { false }
  var isSmall: Bool { true }

  func prepare(_ run: LaneRun) {}
  func finish(_ run: LaneRun) {}

  func forward(_ run: LaneRun) {
    prepare(run)
    forEachTask(run.groups) { forward(run, group: $0) }
  }

  func backward(_ run: LaneRun) {
    forEachTask(run.groups) { backward(run, group: $0) }
    finish(run)
  }
}

/// Small groupwise stages that follow each other, run as one.
final class LaneChain: LaneStage {
  private let stages: [any GroupwiseStage]
  var givesInputGradient = true

  init(_ stages: [any GroupwiseStage]) { self.stages = stages }

  var isTrained: Bool { stages.contains { $0.isTrained } }

  func forward(_ run: LaneRun) {
    for stage in stages { stage.prepare(run) }
    forEachTask(run.groups) { group in
      for stage in stages { stage.forward(run, group: group) }
    }
  }

  func backward(_ run: LaneRun) {
    forEachTask(run.groups) { group in
      for stage in stages.reversed() { stage.backward(run, group: group) }
    }
    for stage in stages { stage.finish(run) }
  }

  /// Joins neighbours among the stages that are small and groupwise.
  static func joining(_ stages: [any LaneStage]) -> [any LaneStage] {
    var joined = [any LaneStage]()
    var waiting = [any GroupwiseStage]()
    func flush() {
      if !waiting.isEmpty { joined.append(LaneChain(waiting)) }
      waiting = []
    }
    for stage in stages {
      if let stage = stage as? any GroupwiseStage, stage.isSmall {
        waiting.append(stage)
      } else {
        flush()
        joined.append(stage)
      }
    }
    flush()
    return joined
  }
}
