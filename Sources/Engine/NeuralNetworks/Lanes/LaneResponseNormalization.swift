import CKernels
import Tensors

/// Local response normalization of sixteen images abreast: to it, their pixels are pixels of one image.
final class LaneResponseNormalization: GroupwiseStage {
  private let layer: LocalResponseNormalization
  private let channels: Int
  private let input: LaneBuffer
  private let output: LaneBuffer
  /// What each number was divided by, before the power.
  private let scale: LaneBlock?
  var givesInputGradient = true

  init(
    _ layer: LocalResponseNormalization, channels: Int, input: LaneBuffer, output: LaneBuffer,
    in planner: inout LanePlanner
  ) {
    self.layer = layer
    self.channels = channels
    self.input = input
    self.output = output
    // In use, the scale is forgotten at once; in training, the backward pass needs room besides it.
    planner.needScratch(input.count * laneCount)
    scale = planner.isTraining ? planner.reserve(planner.groups * input.count * laneCount) : nil
  }

  var isSmall: Bool { input.count <= smallStage }

  private var pixels: Int64 { Int64(input.count / channels * laneCount) }

  private func scale(_ run: LaneRun, _ group: Int, in block: LaneBlock)
    -> UnsafeMutablePointer<Float>
  {
    run.memory(block) + group * input.count * laneCount
  }

  func forward(_ run: LaneRun, group: Int) {
    guard let block = scale else {
      return run.arena.withScratch { normalize(run, group, scale: $0) }
    }
    normalize(run, group, scale: scale(run, group, in: block))
  }

  private func normalize(_ run: LaneRun, _ group: Int, scale: UnsafeMutablePointer<Float>) {
    convolume_normalize_responses(
      run.values(input, group: group), Int64(channels), pixels, Int64(layer.before),
      Int64(layer.after), layer.offset, layer.factor / Float(layer.size), layer.exponent, scale,
      run.values(output, group: group))
  }

  func backward(_ run: LaneRun, group: Int) {
    guard let block = scale else { return }
    run.arena.withScratch { ratio in
      convolume_normalize_responses_gradient(
        run.values(input, group: group), scale(run, group, in: block),
        run.values(output, group: group), run.gradient(output, group: group), Int64(channels),
        pixels, Int64(layer.before), Int64(layer.after), layer.factor / Float(layer.size),
        layer.exponent, ratio, run.gradient(input, group: group))
    }
  }
}

extension LocalResponseNormalization: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard planner.shape.count == 3 else { return false }
    let channels = planner.shape[0]
    let input = planner.input
    let output = planner.makeOutput(planner.shape)
    planner.add(
      LaneResponseNormalization(
        self, channels: channels, input: input, output: output, in: &planner))
    return true
  }
}
