import CKernels
import Tensors

/// Batch normalization of sixteen images abreast.
///
/// Mean and variance are those of all groups: each group's sums, kept by lane, are added in order before
/// the first number can be standardized, and so it is with the sums of the backward pass.
final class LaneBatchNormalization: RectifyingStage, CollectingStage {
  /// Its running averages grow here; weight and bias are the run's.
  private var layer: BatchNorm2D
  private let weight: Int
  private let input: LaneBuffer
  let output: LaneBuffer
  private let channels: Int
  private let pixels: Int
  /// For each group, channel and lane.
  private var sums: [Double]
  private var products: [Double]
  /// What the last forward pass used.
  private var means: [Double] = []
  private var inverseDeviations: [Float] = []
  /// Variances and count of numbers that the last training pass measured, until they are learned.
  private var measured: (variances: [Double], count: Int)?
  var rectifies = false
  var upstreamIsRectified = false
  var givesInputGradient = true
  var isTrained: Bool { true }

  init(
    _ layer: BatchNorm2D, weight: Int, input: LaneBuffer, output: LaneBuffer, groups: Int
  ) {
    self.layer = layer
    self.weight = weight
    self.input = input
    self.output = output
    channels = layer.weight.count
    pixels = input.count / channels
    sums = Array(repeating: 0, count: groups * channels * laneCount)
    products = sums
  }

  func forward(_ run: LaneRun) {
    let variances: [Double]
    if run.pass.isTraining {
      let count = Double(run.images * pixels)
      writeSums(run, to: &sums) { group, sums in
        convolume_lanes_sums(
          run.values(input, group: group), Int64(channels), Int64(pixels), sums)
      }
      means = totals(run, of: sums).map { $0 / count }
      writeSums(run, to: &sums) { group, sums in
        convolume_lanes_squares(
          run.values(input, group: group), Int64(channels), Int64(pixels), means, sums)
      }
      variances = totals(run, of: sums).map { $0 / count }
      measured = (variances, run.images * pixels)
    } else {
      means = layer.runningMean.values.map(Double.init)
      variances = layer.runningVariance.values.map(Double.init)
    }
    inverseDeviations = variances.map { 1 / (Float($0) + layer.epsilon).squareRoot() }
    let singleMeans = means.map(Float.init)
    let scales = scales(run)
    forEachTask(run.groups) { group in
      convolume_lanes_standardize(
        run.values(input, group: group), Int64(channels), Int64(pixels), singleMeans, scales,
        run.parameters[weight + 1], rectifies ? 1 : 0, run.values(output, group: group))
    }
  }

  func backward(_ run: LaneRun) {
    writeSums(run, to: &sums) { group, sums in
      rectifyGradient(run, group: group)
      convolume_lanes_sums(
        run.gradient(output, group: group), Int64(channels), Int64(pixels), sums)
    }
    writeSums(run, to: &products) { group, products in
      convolume_lanes_products(
        run.gradient(output, group: group), run.values(input, group: group), Int64(channels),
        Int64(pixels), means, products)
    }
    let upstreamSums = totals(run, of: sums)
    let upstreamProducts = totals(run, of: products)
    for channel in 0..<channels {
      run.parameterGradients[weight][channel] =
        Float(upstreamProducts[channel]) * inverseDeviations[channel]
      run.parameterGradients[weight + 1][channel] = Float(upstreamSums[channel])
    }
    guard givesInputGradient else { return }
    // As in the layer: what each number loses through the batch's mean and through its variance.
    let count = Float(run.images * pixels)
    let singleMeans = means.map(Float.init)
    let scales = scales(run)
    let shifts = scales.enumerated().map { $1 * Float(upstreamSums[$0]) / count }
    let slopes = scales.enumerated().map { channel, scale in
      let inverse = inverseDeviations[channel]
      return scale * inverse * inverse * Float(upstreamProducts[channel]) / count
    }
    forEachTask(run.groups) { group in
      convolume_lanes_standardize_gradient(
        run.gradient(output, group: group), run.values(input, group: group), Int64(channels),
        Int64(pixels), Int64(run.images(in: group)), singleMeans, scales, shifts, slopes,
        run.gradient(input, group: group))
    }
  }

  /// What each channel is multiplied by: its weight, over its deviation.
  private func scales(_ run: LaneRun) -> [Float] {
    inverseDeviations.enumerated().map { $1 * run.parameters[weight][$0] }
  }

  func learn() -> [Tensor] {
    if let (variances, count) = measured {
      layer.learn(
        mean: means.map(Float.init), variance: variances.map(Float.init), count: count)
      measured = nil
    }
    return [layer.runningMean, layer.runningVariance]
  }

  /// Lets each group write its sums of each channel and lane.
  private func writeSums(
    _ run: LaneRun, to sums: inout [Double],
    _ body: (_ group: Int, _ sums: UnsafeMutablePointer<Double>) -> Void
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      forEachTask(run.groups) { body($0, start + $0 * channels * laneCount) }
    }
  }

  /// Returns each channel's sum over the lanes that hold an image, group by group.
  private func totals(_ run: LaneRun, of sums: [Double]) -> [Double] {
    (0..<channels).map { channel in
      (0..<run.groups).reduce(0) { total, group in
        let start = (group * channels + channel) * laneCount
        return sums[start..<start + run.images(in: group)].reduce(total, +)
      }
    }
  }
}

extension BatchNorm2D: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard planner.shape.count == 3, planner.shape[0] == weight.count else { return false }
    let input = planner.input
    planner.add(
      LaneBatchNormalization(
        self, weight: planner.takeParameters(2), input: input,
        output: planner.makeOutput(planner.shape), groups: planner.groups))
    return true
  }
}
