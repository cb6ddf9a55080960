import CKernels
import Tensors

/// A convolution of sixteen images abreast, by its definition: each filter at each place.
final class LaneConvolution: GroupwiseStage, RectifyingStage {
  private let filters: LaneFilters
  private let input: LaneBuffer
  let output: LaneBuffer
  /// The filters, turned, for the gradient of the input.
  private let turned: LaneBlock?
  /// The gradients of the weights, for each group and each of its lanes.
  private let sums: LaneBlock?
  /// The gradients of the biases, for each group.
  private let biasSums: LaneBlock?
  var rectifies = false
  var upstreamIsRectified = false
  var givesInputGradient = true
  var isTrained: Bool { true }

  init(
    _ filters: LaneFilters, input: LaneBuffer, output: LaneBuffer, in planner: inout LanePlanner
  ) {
    self.filters = filters
    self.input = input
    self.output = output
    guard planner.isTraining else {
      (turned, sums, biasSums) = (nil, nil, nil)
      return
    }
    let isBorrowed = max(input.count, output.count) > smallStage
    turned = planner.reserve(filters.weightCount)
    sums = planner.reserve(
      planner.groups * filters.weightCount * laneCount, isBorrowed: isBorrowed)
    biasSums = planner.reserve(planner.groups * filters.filterCount)
  }

  /// Numbers in which the sums of the weights' gradients may be kept: 64 MB.
  private static let mostSums = 1 << 24

  /// Whether the gradients of the weights, of sixteen images each, fit the memory for them.
  static func fits(_ filters: LaneFilters, in planner: LanePlanner) -> Bool {
    !planner.isTraining || planner.groups * filters.weightCount * laneCount <= mostSums
  }

  var isSmall: Bool { max(input.count, output.count) <= smallStage }

  func forward(_ run: LaneRun) {
    prepare(run)
    let height = Int(filters.window.output_height)
    let blocks = isSmall ? 1 : min(8, height)
    forEachTask(run.groups * blocks) { task in
      let (group, block) = task.quotientAndRemainder(dividingBy: blocks)
      convolve(run, group, rows: (block * height / blocks)..<((block + 1) * height / blocks))
    }
  }

  func forward(_ run: LaneRun, group: Int) {
    convolve(run, group, rows: 0..<Int(filters.window.output_height))
  }

  private func convolve(_ run: LaneRun, _ group: Int, rows: Range<Int>) {
    for part in 0..<filters.parts {
      convolume_lanes_convolve(
        run.values(input, group: group) + part * filters.inputs * filters.pixels * laneCount,
        Int64(filters.inputs),
        run.parameters[filters.weight] + part * filters.outputs * filters.depth,
        filters.bias.map { run.parameters[$0] + part * filters.outputs }, Int64(filters.outputs),
        filters.window, Int64(rows.lowerBound), Int64(rows.count), rectifies ? 1 : 0,
        run.values(output, group: group)
          + part * filters.outputs * filters.outputPixels * laneCount)
    }
  }

  func prepare(_ run: LaneRun) {
    guard givesInputGradient, let turned else { return }
    for part in 0..<filters.parts {
      let offset = part * filters.outputs * filters.depth
      convolume_turn_filters(
        run.parameters[filters.weight] + offset, Int64(filters.outputs), Int64(filters.inputs),
        Int64(filters.kernel), run.memory(turned) + offset)
    }
  }

  func backward(_ run: LaneRun) {
    // Each task has some of the filters, so that two cores are busy even with one group.
    let blocks = isSmall ? 1 : min(4, filters.outputs)
    forEachTask(run.groups) { rectifyGradient(run, group: $0) }
    forEachTask(run.groups * blocks) { task in
      let (group, block) = task.quotientAndRemainder(dividingBy: blocks)
      let outputs = filters.outputs
      addGradients(
        run, group, outputs: (block * outputs / blocks)..<((block + 1) * outputs / blocks))
    }
    if givesInputGradient { forEachTask(run.groups) { passGradient(run, $0) } }
    forEachTask(run.groups) { sumBiasGradients(run, $0) }
    finish(run)
  }

  func backward(_ run: LaneRun, group: Int) {
    rectifyGradient(run, group: group)
    addGradients(run, group, outputs: 0..<filters.outputs)
    sumBiasGradients(run, group)
    if givesInputGradient { passGradient(run, group) }
  }

  /// Computes the weight gradients of some filters of each part.
  private func addGradients(_ run: LaneRun, _ group: Int, outputs: Range<Int>) {
    guard let sums else { return }
    for part in 0..<filters.parts {
      let filter = part * filters.outputs + outputs.lowerBound
      let start =
        run.memory(sums) + (group * filters.weightCount + filter * filters.depth) * laneCount
      start.update(repeating: 0, count: outputs.count * filters.depth * laneCount)
      convolume_lanes_weight_gradient(
        run.gradient(output, group: group) + filter * filters.outputPixels * laneCount,
        Int64(outputs.count),
        run.values(input, group: group) + part * filters.inputs * filters.pixels * laneCount,
        Int64(filters.inputs), filters.window, start)
    }
  }

  private func sumBiasGradients(_ run: LaneRun, _ group: Int) {
    guard let biasSums else { return }
    filters.sumBiasGradients(run, of: output, group: group, in: biasSums)
  }

  private func passGradient(_ run: LaneRun, _ group: Int) {
    for part in 0..<filters.parts {
      let upstream =
        run.gradient(output, group: group)
        + part * filters.outputs * filters.outputPixels * laneCount
      if filters.spreadCount == 0 {
        passGradient(run, group, part, upstream)
      } else {
        run.arena.withScratch { spread in
          self.spread(upstream, into: spread)
          passGradient(run, group, part, spread)
        }
      }
    }
  }

  private func passGradient(
    _ run: LaneRun, _ group: Int, _ part: Int, _ upstream: UnsafePointer<Float>
  ) {
    guard let turned else { return }
    convolume_lanes_convolve(
      upstream, Int64(filters.outputs),
      run.memory(turned) + part * filters.outputs * filters.depth, nil, Int64(filters.inputs),
      filters.turnedWindow, 0, filters.window.height, 0,
      run.gradient(input, group: group) + part * filters.inputs * filters.pixels * laneCount)
  }

  /// Sets the numbers of each channel as far apart as the filters' steps, with zeros between.
  private func spread(
    _ upstream: UnsafePointer<Float>, into spread: UnsafeMutablePointer<Float>
  ) {
    spread.update(repeating: 0, count: filters.spreadCount)
    let (width, stride) = (Int(filters.window.output_width), Int(filters.window.stride))
    for row in 0..<filters.outputs * Int(filters.window.output_height) {
      let (channel, y) = row.quotientAndRemainder(dividingBy: Int(filters.window.output_height))
      let target = (channel * filters.spreadHeight + y * stride) * filters.spreadWidth
      for x in 0..<width {
        (spread + (target + x * stride) * laneCount).update(
          from: upstream + (row * width + x) * laneCount, count: laneCount)
      }
    }
  }

  func finish(_ run: LaneRun) {
    guard let sums, let biasSums else { return }
    let gradient = run.parameterGradients[filters.weight]
    forEachPart(of: filters.weightCount, length: 1024) { range in
      let target = gradient + range.lowerBound
      target.update(repeating: 0, count: range.count)
      for group in 0..<run.groups {
        convolume_lanes_collapse(
          run.memory(sums) + (group * filters.weightCount + range.lowerBound) * laneCount,
          Int64(range.count), target)
      }
    }
    filters.finishBiasGradients(run, in: biasSums)
  }
}
