import CKernels
import Tensors

/// Dropout of sixteen images abreast: the same numbers fall silent as in the layer by itself.
final class LaneDropout: GroupwiseStage {
  private let layer: Dropout
  private let path: [Int]
  private let input: LaneBuffer
  private let output: LaneBuffer
  /// The factor of each number, 0 or `1 / (1 − rate)`.
  private let factors: LaneBlock
  var givesInputGradient = true

  init(
    _ layer: Dropout, path: [Int], input: LaneBuffer, output: LaneBuffer,
    in planner: inout LanePlanner
  ) {
    self.layer = layer
    self.path = path
    self.input = input
    self.output = output
    factors = planner.reserve(planner.groups * input.count * laneCount)
    planner.needScratch(input.count * laneCount + 3)
  }

  var isSmall: Bool { false }

  private func factors(_ run: LaneRun, _ group: Int) -> UnsafeMutablePointer<Float> {
    run.memory(factors) + group * input.count * laneCount
  }

  func forward(_ run: LaneRun, group: Int) {
    let factors = factors(run, group)
    drawFactors(run, group, into: factors)
    convolume_multiply(
      run.values(input, group: group), factors, run.values(output, group: group),
      Int64(input.count * laneCount))
  }

  private func drawFactors(
    _ run: LaneRun, _ group: Int, into factors: UnsafeMutablePointer<Float>
  ) {
    let pass = path.reduce(run.pass) { $0.inside($1) }
    let count = input.count
    let images = run.images(in: group)
    run.arena.withScratch { rows in
      for image in 0..<images {
        layer.drawFactors(
          count, forImageAt: group * laneCount + image, in: pass, to: rows + image * count)
      }
      convolume_lanes_from_rows(rows, Int64(count), Int64(images), Int64(count), factors)
    }
  }

  func backward(_ run: LaneRun, group: Int) {
    convolume_multiply(
      run.gradient(output, group: group), factors(run, group), run.gradient(input, group: group),
      Int64(input.count * laneCount))
  }
}

extension Dropout: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard planner.isTraining, rate > 0 else { return true }
    let input = planner.input
    let output = planner.makeOutput(planner.shape)
    planner.add(
      LaneDropout(self, path: planner.path, input: input, output: output, in: &planner))
    return true
  }
}
