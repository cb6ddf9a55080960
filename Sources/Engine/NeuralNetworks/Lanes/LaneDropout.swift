import CKernels
import Tensors

/// Dropout of sixteen images abreast: the same numbers fall silent as in the layer by itself.
final class LaneDropout: GroupwiseStage {
  private let rate: Double
  private let path: [Int]
  private let input: LaneBuffer
  private let output: LaneBuffer
  /// The factor of each number, 0 or `1 / (1 − rate)`.
  private let factors: LaneBlock
  var givesInputGradient = true

  init(
    rate: Double, path: [Int], input: LaneBuffer, output: LaneBuffer,
    in planner: inout LanePlanner
  ) {
    self.rate = rate
    self.path = path
    self.input = input
    self.output = output
    factors = planner.reserve(planner.groups * input.count * laneCount)
    planner.needScratch((input.count + 8) * laneCount)
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
    let stream = path.reduce(run.pass) { $0.inside($1) }.randomStream(for: "dropout")
    let count = input.count
    let images = run.images(in: group)
    run.arena.withScratch { draws in
      let rows = UnsafeMutableBufferPointer(start: draws, count: images * count)
      stream.writeUniforms(from: group * laneCount * count, to: rows)
      convolume_lanes_from_rows(draws, Int64(count), Int64(images), Int64(count), factors)
    }
    convolume_dropout_factors(
      factors, Float(rate), Float(1 / (1 - rate)), Int64(count * laneCount))
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
      LaneDropout(rate: rate, path: planner.path, input: input, output: output, in: &planner))
    return true
  }
}
