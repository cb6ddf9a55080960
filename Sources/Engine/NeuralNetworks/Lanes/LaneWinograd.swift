import CKernels
import Tensors

/// A convolution of sixteen images abreast, with fewer multiplications: Winograd's minimal filtering.
///
/// A tile of 6×6 samples of the input and a filter are both evaluated, as polynomials are, at 36
/// points; there a convolution is a product, and the products are turned back into 4×4 outputs of a
/// 3×3 filter, or 2×2 of a 5×5. That takes 36 multiplications for a channel where the definition takes
/// 144, or 100. The points of all tiles and channels make 36 matrix products.
///
/// - SeeAlso: Lavin and Gray, *Fast Algorithms for Convolutional Neural Networks*, 2016, section 4.
final class LaneWinograd: RectifyingStage {
  private let filters: LaneFilters
  private let input: LaneBuffer
  let output: LaneBuffer
  /// The filters at the 36 points and, in the backward pass, the gradients of those of each share.
  private let points: LaneBlock
  /// The gradients of the biases, for each group.
  private let biasSums: LaneBlock?
  var rectifies = false
  var upstreamIsRectified = false
  var givesInputGradient = true
  var isTrained: Bool { true }

  /// Shares into which the groups are divided for the gradients of the weights, each with its own sum.
  private static let mostShares = 4

  /// Channels of the input and of the output from which on it was faster than the definition.
  private static let fewestChannels = 16

  /// Whether the saved multiplications outweigh the way to the points and back.
  static func pays(for filters: LaneFilters) -> Bool {
    let window = filters.window
    return (window.kernel == 3 || window.kernel == 5) && window.stride == 1 && window.dilation == 1
      && min(filters.inputs, filters.outputs) >= fewestChannels
  }

  init(
    _ filters: LaneFilters, input: LaneBuffer, output: LaneBuffer, in planner: inout LanePlanner
  ) {
    self.filters = filters
    self.input = input
    self.output = output
    let shares = planner.isTraining ? min(planner.groups, Self.mostShares) : 0
    points = planner.reserve((1 + shares) * filters.pointCount, isBorrowed: true)
    biasSums =
      planner.isTraining
      ? planner.reserve(planner.groups * filters.filterCount) : nil
    planner.needScratch(
      scratch(filters.inputs, filters.outputs, filters.window))
    if planner.isTraining {
      planner.needScratch(scratch(filters.outputs, filters.inputs, filters.turnedWindow))
    }
  }

  private func scratch(_ inputs: Int, _ outputs: Int, _ window: convolume_window) -> Int {
    Int(
      convolume_winograd_scratch(
        Int64(inputs), Int64(outputs), window, convolume_winograd_tile_rows(window)))
  }

  func forward(_ run: LaneRun) {
    evaluateFilters(run, turned: false)
    forEachBlock(run, filters.window) { group, rows, scratch in
      for part in 0..<filters.parts {
        convolume_winograd_convolve(
          run.values(input, group: group) + part * filters.inputs * filters.pixels * laneCount,
          Int64(filters.inputs), run.memory(points) + part * filters.partPointCount,
          filters.bias.map { run.parameters[$0] + part * filters.outputs },
          Int64(filters.outputs), filters.window, Int64(rows.lowerBound), Int64(rows.count),
          rectifies ? 1 : 0, scratch,
          run.values(output, group: group)
            + part * filters.outputs * filters.outputPixels * laneCount)
      }
    }
  }

  func backward(_ run: LaneRun) {
    guard let biasSums else { return }
    forEachTask(run.groups) { group in
      rectifyGradient(run, group: group)
      filters.sumBiasGradients(run, of: output, group: group, in: biasSums)
    }
    filters.finishBiasGradients(run, in: biasSums)
    addWeightGradients(run)
    guard givesInputGradient else { return }
    evaluateFilters(run, turned: true)
    forEachBlock(run, filters.turnedWindow) { group, rows, scratch in
      for part in 0..<filters.parts {
        convolume_winograd_convolve(
          run.gradient(output, group: group)
            + part * filters.outputs * filters.outputPixels * laneCount, Int64(filters.outputs),
          run.memory(points) + part * filters.partPointCount, nil, Int64(filters.inputs),
          filters.turnedWindow, Int64(rows.lowerBound), Int64(rows.count), 0, scratch,
          run.gradient(input, group: group) + part * filters.inputs * filters.pixels * laneCount)
      }
    }
  }

  /// Calls `body` for the upper and the lower half of each group's rows of tiles, with scratch memory.
  private func forEachBlock(
    _ run: LaneRun, _ window: convolume_window,
    _ body: (_ group: Int, _ rows: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    let tileRows = Int(convolume_winograd_tile_rows(window))
    forEachTask(run.groups * 2) { task in
      let (group, half) = task.quotientAndRemainder(dividingBy: 2)
      run.arena.withScratch { scratch in
        body(group, (half * tileRows / 2)..<((half + 1) * tileRows / 2), scratch)
      }
    }
  }

  /// Evaluates the filters, or the turned filters, at the 36 points.
  private func evaluateFilters(_ run: LaneRun, turned: Bool) {
    let count = turned ? filters.inputs : filters.outputs
    for part in 0..<filters.parts {
      forEachPart(of: count, length: 16) { range in
        convolume_winograd_filters(
          run.parameters[filters.weight] + part * filters.outputs * filters.depth,
          Int64(filters.outputs), Int64(filters.inputs), Int64(filters.kernel), turned ? 1 : 0,
          Int64(range.lowerBound), Int64(range.count),
          run.memory(points) + part * filters.partPointCount)
      }
    }
  }

  /// Each share of the groups adds up the gradients of the points; the shares are added in order, and
  /// lead back to the weights.
  private func addWeightGradients(_ run: LaneRun) {
    let shares = min(run.groups, Self.mostShares)
    let sums = run.memory(points) + filters.pointCount
    let tileRows = convolume_winograd_tile_rows(filters.window)
    forEachTask(shares) { share in
      let target = sums + share * filters.pointCount
      target.update(repeating: 0, count: filters.pointCount)
      run.arena.withScratch { scratch in
        for group in (share * run.groups / shares)..<((share + 1) * run.groups / shares) {
          for part in 0..<filters.parts {
            convolume_winograd_weight_gradient(
              run.gradient(output, group: group)
                + part * filters.outputs * filters.outputPixels * laneCount,
              Int64(filters.outputs),
              run.values(input, group: group)
                + part * filters.inputs * filters.pixels * laneCount, Int64(filters.inputs),
              filters.window, 0, tileRows, scratch, target + part * filters.partPointCount)
          }
        }
      }
    }
    forEachPart(of: filters.pointCount, length: 1 << 16) { range in
      for share in 1..<max(shares, 1) {
        convolume_add(
          sums + range.lowerBound, sums + share * filters.pointCount + range.lowerBound,
          Int64(range.count))
      }
    }
    for part in 0..<filters.parts {
      forEachPart(of: filters.outputs, length: 16) { range in
        convolume_winograd_filter_gradient(
          sums + part * filters.partPointCount, Int64(filters.outputs), Int64(filters.inputs),
          Int64(filters.kernel), Int64(range.lowerBound), Int64(range.count),
          run.parameterGradients[filters.weight] + part * filters.outputs * filters.depth)
      }
    }
  }
}

extension LaneFilters {
  /// Numbers that the filters of one part are at 36 points.
  fileprivate var partPointCount: Int { 36 * outputs * inputs }
  fileprivate var pointCount: Int { parts * partPointCount }
}
