import CKernels
import Tensors

/// A convolution of sixteen interleaved images, by its definition: each filter at each place.
final class DirectConvolution: BlockwiseOperator, ReLUFusingOperator {
  private let filters: ConvolutionFilters
  private let input: InterleavedBuffer
  let output: InterleavedBuffer
  /// The filters, flipped, for the gradient of the input.
  private let flipped: Workspace?
  /// The gradients of the weights, for each block and each of its lanes.
  private let sums: Workspace?
  /// The gradients of the biases, for each block.
  private let biasSums: Workspace?
  var fusesReLU = false
  var gradientIsRectified = false

  init(
    _ filters: ConvolutionFilters, input: InterleavedBuffer, output: InterleavedBuffer,
    in compiler: inout CPUCompiler
  ) {
    self.filters = filters
    self.input = input
    self.output = output
    guard compiler.isTraining else {
      (flipped, sums, biasSums) = (nil, nil, nil)
      return
    }
    let isBorrowed = max(input.count, output.count) > smallOperator
    flipped = compiler.reserve(filters.weightCount)
    sums = compiler.reserve(
      compiler.blocks * filters.weightCount * blockSize, isBorrowed: isBorrowed)
    biasSums = compiler.reserve(compiler.blocks * filters.filterCount)
  }

  /// Numbers in which the sums of the weights' gradients may be kept: 64 MB.
  private static let mostSums = 1 << 24

  /// Whether the gradients of the weights, of sixteen images each, fit the memory for them.
  static func fits(_ filters: ConvolutionFilters, in compiler: CPUCompiler) -> Bool {
    !compiler.isTraining || compiler.blocks * filters.weightCount * blockSize <= mostSums
  }

  var isSmall: Bool { max(input.count, output.count) <= smallOperator }

  /// The fewest filters that make a part of the work: with fewer, each number that is loaded would take
  /// part in too few products.
  private var fewestFilters: Int { isSmall ? 2 : 4 }

  /// In large layers all filters pass over a few rows of the output, whose input is read once.
  func forward(_ run: ExecutionContext) {
    prepare(run)
    let height = Int(filters.window.output_height)
    let division = BatchDivision(blocks: run.blocks)
    let strips = division.parts(of: height, atLeast: max(8, 4 * division.partsForAll))
    forEachTask(run.blocks * strips, work: run.blocks * filters.work) { task in
      let (block, strip) = task.quotientAndRemainder(dividingBy: strips)
      convolve(
        run, block, channels: 0..<filters.filterCount,
        rows: BatchDivision.part(strip, of: strips, in: height))
    }
  }

  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: filters.filterCount, fewestChannels: fewestFilters, work: filters.work,
        reads: [.values(input)], channelwise: [.values(output)]
      ) { [self] run, block, channels in
        convolve(run, block, channels: channels, rows: 0..<Int(filters.window.output_height))
      }
    ]
  }

  private func convolve(
    _ run: ExecutionContext, _ block: Int, channels: Range<Int>, rows: Range<Int>
  ) {
    filters.forEachPart(of: channels, perPart: filters.outputs) { part, own in
      let first = part * filters.outputs + own.lowerBound
      convolume_interleaved_convolve(
        run.values(input, block: block) + part * filters.inputs * filters.pixels * blockSize,
        Int64(filters.inputs), run.parameters[filters.weight] + first * filters.depth,
        filters.bias.map { run.parameters[$0] + first }, Int64(own.count), filters.window,
        Int64(rows.lowerBound), Int64(rows.count), fusesReLU ? 1 : 0,
        run.values(output, block: block) + first * filters.outputPixels * blockSize)
    }
  }

  func prepare(_ run: ExecutionContext) {
    guard input.hasGradient, let flipped else { return }
    for part in 0..<filters.parts {
      let offset = part * filters.outputs * filters.depth
      convolume_flip_filters(
        run.parameters[filters.weight] + offset, Int64(filters.outputs), Int64(filters.inputs),
        Int64(filters.kernel), run.memory(flipped) + offset)
    }
  }

  var backwardStages: [BlockStage] {
    var stages = [
      BlockStage(
        channels: filters.filterCount, fewestChannels: fewestFilters, work: filters.work,
        reads: [.values(input)], channelwise: [.values(output), .gradient(output)]
      ) { [self] run, block, channels in
        applyReLUGradient(run, block: block, channels: channels)
        addGradients(run, block, channels: channels)
      }
    ]
    if input.hasGradient {
      stages.append(
        BlockStage(
          channels: filters.parts * filters.inputs, fewestChannels: fewestFilters,
          work: filters.work, reads: [.gradient(output)], channelwise: [.gradient(input)]
        ) { [self] run, block, channels in passGradient(run, block, channels: channels) })
    }
    return stages
  }

  /// Computes the gradients of some filters.
  private func addGradients(_ run: ExecutionContext, _ block: Int, channels: Range<Int>) {
    guard let sums, let biasSums else { return }
    filters.forEachPart(of: channels, perPart: filters.outputs) { part, own in
      let filter = part * filters.outputs + own.lowerBound
      let start =
        run.memory(sums) + (block * filters.weightCount + filter * filters.depth) * blockSize
      start.update(repeating: 0, count: own.count * filters.depth * blockSize)
      convolume_interleaved_weight_gradient(
        run.gradient(output, block: block) + filter * filters.outputPixels * blockSize,
        Int64(own.count),
        run.values(input, block: block) + part * filters.inputs * filters.pixels * blockSize,
        Int64(filters.inputs), filters.window, start)
    }
    filters.sumBiasGradients(run, of: output, block: block, channels: channels, in: biasSums)
  }

  /// Computes the gradient of some channels of the input.
  private func passGradient(_ run: ExecutionContext, _ block: Int, channels: Range<Int>) {
    filters.forEachPart(of: channels, perPart: filters.inputs) { part, own in
      let outputGradient =
        run.gradient(output, block: block)
        + part * filters.outputs * filters.outputPixels * blockSize
      if filters.spreadCount == 0 {
        passGradient(run, block, part, own, outputGradient)
      } else {
        run.arena.withScratch { spread in
          self.spread(outputGradient, into: spread)
          passGradient(run, block, part, own, spread)
        }
      }
    }
  }

  private func passGradient(
    _ run: ExecutionContext, _ block: Int, _ part: Int, _ inputs: Range<Int>,
    _ outputGradient: UnsafePointer<Float>
  ) {
    guard let flipped else { return }
    let first = part * filters.inputs + inputs.lowerBound
    convolume_interleaved_convolve(
      outputGradient, Int64(filters.outputs),
      run.memory(flipped) + first * filters.outputs * filters.kernel * filters.kernel, nil,
      Int64(inputs.count), filters.flippedWindow, 0, filters.window.height, 0,
      run.gradient(input, block: block) + first * filters.pixels * blockSize)
  }

  /// Sets the numbers of each channel as far apart as the filters' steps, with zeros between.
  private func spread(
    _ outputGradient: UnsafePointer<Float>, into spread: UnsafeMutablePointer<Float>
  ) {
    spread.update(repeating: 0, count: filters.spreadCount)
    let (width, stride) = (Int(filters.window.output_width), Int(filters.window.stride))
    for row in 0..<filters.outputs * Int(filters.window.output_height) {
      let (channel, y) = row.quotientAndRemainder(dividingBy: Int(filters.window.output_height))
      let target = (channel * filters.spreadHeight + y * stride) * filters.spreadWidth
      for x in 0..<width {
        (spread + (target + x * stride) * blockSize).update(
          from: outputGradient + (row * width + x) * blockSize, count: blockSize)
      }
    }
  }

  func finish(_ run: ExecutionContext) {
    guard let sums, let biasSums else { return }
    let gradient = run.parameterGradients[filters.weight]
    forEachPart(
      of: filters.weightCount, length: 256,
      work: Work.moving(run.blocks * filters.weightCount * blockSize)
    ) { range in
      let target = gradient + range.lowerBound
      target.update(repeating: 0, count: range.count)
      for block in 0..<run.blocks {
        convolume_interleaved_collapse(
          run.memory(sums) + (block * filters.weightCount + range.lowerBound) * blockSize,
          Int64(range.count), target)
      }
    }
    filters.finishBiasGradients(run, in: biasSums)
  }
}
