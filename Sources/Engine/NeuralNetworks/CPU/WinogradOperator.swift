import CKernels
import Tensors

/// A convolution of sixteen interleaved images, with fewer multiplications: Winograd's minimal filtering.
///
/// A tile of 6×6 samples of the input and a filter are both evaluated, as polynomials are, at 36
/// points; there a convolution is a product, and the products are flipped back into 4×4 outputs of a
/// 3×3 filter, or 2×2 of a 5×5. That takes 36 multiplications for a channel where the definition takes
/// 144, or 100. The points of all tiles and channels make 36 matrix products.
///
/// - SeeAlso: Lavin and Gray, *Fast Algorithms for Convolutional Neural Networks*, 2016, section 4.
final class WinogradConvolution: ReLUFusingOperator {
  private let filters: ConvolutionFilters
  private let input: InterleavedBuffer
  let output: InterleavedBuffer
  /// The filters at the 36 points and, in the backward pass, the gradients of those of each share.
  private let points: Workspace
  /// The gradients of the biases, for each block.
  private let biasSums: Workspace?
  var fusesReLU = false
  var gradientIsRectified = false

  /// Shares into which the blocks are divided for the gradients of the weights, each with its own sum.
  private static let mostShares = 4

  /// The fewest filters whose gradients make a task: each transforms all of the input for itself.
  private static let fewestFilters = 24

  /// Channels of the input and of the output from which on it was faster than the definition.
  private static let fewestChannels = 16

  /// Whether the saved multiplications outweigh the way to the points and back.
  static func pays(for filters: ConvolutionFilters) -> Bool {
    let window = filters.window
    return (window.kernel == 3 || window.kernel == 5) && window.stride == 1 && window.dilation == 1
      && min(filters.inputs, filters.outputs) >= fewestChannels
  }

  init(
    _ filters: ConvolutionFilters, input: InterleavedBuffer, output: InterleavedBuffer,
    in compiler: inout CPUCompiler
  ) {
    self.filters = filters
    self.input = input
    self.output = output
    let shares = compiler.isTraining ? min(compiler.blocks, Self.mostShares) : 0
    points = compiler.reserve((1 + shares) * filters.pointCount, isBorrowed: true)
    biasSums =
      compiler.isTraining
      ? compiler.reserve(compiler.blocks * filters.filterCount) : nil
    compiler.needScratch(
      scratch(filters.inputs, filters.outputs, filters.window))
    if compiler.isTraining {
      compiler.needScratch(scratch(filters.outputs, filters.inputs, filters.flippedWindow))
    }
  }

  /// As much scratch memory as any number of tile rows needs that a task may have.
  private func scratch(_ inputs: Int, _ outputs: Int, _ window: convolume_window) -> Int {
    (1...max(1, convolume_winograd_tile_rows(window))).reduce(0) { most, tileRows in
      max(most, Int(convolume_winograd_scratch(Int64(inputs), Int64(outputs), window, tileRows)))
    }
  }

  func forward(_ run: ExecutionContext) {
    evaluateFilters(run, flipped: false)
    let tasks = WinogradTasks(
      blocks: run.blocks, tileRows: Int(convolume_winograd_tile_rows(filters.window)),
      outputs: filters.outputs)
    forEachTask(tasks.count, work: run.blocks * filters.work) { convolve(run, tasks[$0]) }
  }

  private func convolve(_ run: ExecutionContext, _ task: WinogradTasks.Task) {
    run.arena.withScratch { scratch in
      for part in 0..<filters.parts {
        convolume_winograd_convolve(
          run.values(input, block: task.block) + part * filters.inputs * filters.pixels * blockSize,
          Int64(filters.inputs), run.memory(points) + part * filters.partPointCount,
          filters.bias.map { run.parameters[$0] + part * filters.outputs },
          Int64(filters.outputs), Int64(task.outputs.lowerBound), Int64(task.outputs.count),
          filters.window, Int64(task.rows.lowerBound), Int64(task.rows.count), fusesReLU ? 1 : 0,
          scratch,
          run.values(output, block: task.block)
            + part * filters.outputs * filters.outputPixels * blockSize)
      }
    }
  }

  func backward(_ run: ExecutionContext) {
    guard let biasSums else { return }
    run.forEachPart(of: [
      BlockStage(
        channels: filters.filterCount, work: Work.moving(3 * output.count * blockSize),
        channelwise: [.values(output), .gradient(output)]
      ) { [self] run, block, channels in
        applyReLUGradient(run, block: block, channels: channels)
        filters.sumBiasGradients(
          run, of: output, block: block, channels: channels, in: biasSums)
      }
    ])
    filters.finishBiasGradients(run, in: biasSums)
    let shares = min(run.blocks, Self.mostShares)
    // Where there are more threads than shares, each has some of the filters.
    let parts = BatchDivision(blocks: shares).parts(
      of: filters.outputs, fewest: Self.fewestFilters)
    let inputTasks = WinogradTasks(
      blocks: run.blocks, tileRows: Int(convolume_winograd_tile_rows(filters.flippedWindow)),
      outputs: filters.inputs)
    if input.hasGradient { evaluateFilters(run, flipped: true) }
    forEachTask(
      long: shares * parts, short: input.hasGradient ? inputTasks.count : 0,
      work: (input.hasGradient ? 2 : 1) * run.blocks * filters.work
    ) { task in
      let (share, part) = task.quotientAndRemainder(dividingBy: parts)
      addWeightGradients(
        run, of: BatchDivision.part(part, of: parts, in: filters.outputs),
        blocks: BatchDivision.part(share, of: shares, in: run.blocks),
        to: sums(run) + share * filters.pointCount)
    } _: { task in
      passGradient(run, inputTasks[task])
    }
    finishWeightGradients(run, shares: shares)
  }

  /// The gradients of the filters' points, share by share.
  private func sums(_ run: ExecutionContext) -> UnsafeMutablePointer<Float> {
    run.memory(points) + filters.pointCount
  }

  /// Adds up, for some filters, what some blocks contribute to the gradients at the points.
  private func addWeightGradients(
    _ run: ExecutionContext, of own: Range<Int>, blocks: Range<Int>,
    to sums: UnsafeMutablePointer<Float>
  ) {
    for point in 0..<36 * filters.parts {
      (sums + (point * filters.outputs + own.lowerBound) * filters.inputs)
        .update(repeating: 0, count: own.count * filters.inputs)
    }
    run.arena.withScratch { scratch in
      for block in blocks {
        for part in 0..<filters.parts {
          convolume_winograd_weight_gradient(
            run.gradient(output, block: block)
              + part * filters.outputs * filters.outputPixels * blockSize,
            Int64(filters.outputs), Int64(own.lowerBound), Int64(own.count),
            run.values(input, block: block) + part * filters.inputs * filters.pixels * blockSize,
            Int64(filters.inputs), filters.window, 0,
            convolume_winograd_tile_rows(filters.window), scratch,
            sums + part * filters.partPointCount)
        }
      }
    }
  }

  /// Adds the shares in order, and leads the sums back to the weights.
  private func finishWeightGradients(_ run: ExecutionContext, shares: Int) {
    let sums = sums(run)
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

  private func passGradient(_ run: ExecutionContext, _ task: WinogradTasks.Task) {
    run.arena.withScratch { scratch in
      for part in 0..<filters.parts {
        convolume_winograd_convolve(
          run.gradient(output, block: task.block)
            + part * filters.outputs * filters.outputPixels * blockSize, Int64(filters.outputs),
          run.memory(points) + part * filters.partPointCount, nil, Int64(filters.inputs),
          Int64(task.outputs.lowerBound), Int64(task.outputs.count), filters.flippedWindow,
          Int64(task.rows.lowerBound), Int64(task.rows.count), 0, scratch,
          run.gradient(input, block: task.block)
            + part * filters.inputs * filters.pixels * blockSize)
      }
    }
  }

  /// Evaluates the filters, or the flipped filters, at the 36 points.
  private func evaluateFilters(_ run: ExecutionContext, flipped: Bool) {
    let count = flipped ? filters.inputs : filters.outputs
    for part in 0..<filters.parts {
      forEachPart(of: count, length: 16) { range in
        convolume_winograd_filters(
          run.parameters[filters.weight] + part * filters.outputs * filters.depth,
          Int64(filters.outputs), Int64(filters.inputs), Int64(filters.kernel), flipped ? 1 : 0,
          Int64(range.lowerBound), Int64(range.count),
          run.memory(points) + part * filters.partPointCount)
      }
    }
  }
}

extension ConvolutionFilters {
  /// Numbers that the filters of one part are at 36 points.
  fileprivate var partPointCount: Int { 36 * outputs * inputs }
  fileprivate var pointCount: Int { parts * partPointCount }
}
