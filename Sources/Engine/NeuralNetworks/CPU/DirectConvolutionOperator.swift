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

  func forward(_ run: ExecutionContext) {
    prepare(run)
    let height = Int(filters.window.output_height)
    let strips = isSmall ? 1 : min(8, height)
    forEachTask(run.blocks * strips) { task in
      let (block, strip) = task.quotientAndRemainder(dividingBy: strips)
      convolve(run, block, rows: (strip * height / strips)..<((strip + 1) * height / strips))
    }
  }

  func forward(_ run: ExecutionContext, block: Int) {
    convolve(run, block, rows: 0..<Int(filters.window.output_height))
  }

  private func convolve(_ run: ExecutionContext, _ block: Int, rows: Range<Int>) {
    for part in 0..<filters.parts {
      convolume_lanes_convolve(
        run.values(input, block: block) + part * filters.inputs * filters.pixels * blockSize,
        Int64(filters.inputs),
        run.parameters[filters.weight] + part * filters.outputs * filters.depth,
        filters.bias.map { run.parameters[$0] + part * filters.outputs }, Int64(filters.outputs),
        filters.window, Int64(rows.lowerBound), Int64(rows.count), fusesReLU ? 1 : 0,
        run.values(output, block: block)
          + part * filters.outputs * filters.outputPixels * blockSize)
    }
  }

  func prepare(_ run: ExecutionContext) {
    guard input.hasGradient, let flipped else { return }
    for part in 0..<filters.parts {
      let offset = part * filters.outputs * filters.depth
      convolume_turn_filters(
        run.parameters[filters.weight] + offset, Int64(filters.outputs), Int64(filters.inputs),
        Int64(filters.kernel), run.memory(flipped) + offset)
    }
  }

  func backward(_ run: ExecutionContext) {
    // Each task has some of the filters, so that two cores are busy even with one block.
    let strips = isSmall ? 1 : min(4, filters.outputs)
    forEachTask(run.blocks) { applyReLUGradient(run, block: $0) }
    forEachTask(run.blocks * strips) { task in
      let (block, strip) = task.quotientAndRemainder(dividingBy: strips)
      let outputs = filters.outputs
      addGradients(
        run, block, outputs: (strip * outputs / strips)..<((strip + 1) * outputs / strips))
    }
    if input.hasGradient { forEachTask(run.blocks) { passGradient(run, $0) } }
    forEachTask(run.blocks) { sumBiasGradients(run, $0) }
    finish(run)
  }

  func backward(_ run: ExecutionContext, block: Int) {
    applyReLUGradient(run, block: block)
    addGradients(run, block, outputs: 0..<filters.outputs)
    sumBiasGradients(run, block)
    if input.hasGradient { passGradient(run, block) }
  }

  /// Computes the weight gradients of some filters of each part.
  private func addGradients(_ run: ExecutionContext, _ block: Int, outputs: Range<Int>) {
    guard let sums else { return }
    for part in 0..<filters.parts {
      let filter = part * filters.outputs + outputs.lowerBound
      let start =
        run.memory(sums) + (block * filters.weightCount + filter * filters.depth) * blockSize
      start.update(repeating: 0, count: outputs.count * filters.depth * blockSize)
      convolume_lanes_weight_gradient(
        run.gradient(output, block: block) + filter * filters.outputPixels * blockSize,
        Int64(outputs.count),
        run.values(input, block: block) + part * filters.inputs * filters.pixels * blockSize,
        Int64(filters.inputs), filters.window, start)
    }
  }

  private func sumBiasGradients(_ run: ExecutionContext, _ block: Int) {
    guard let biasSums else { return }
    filters.sumBiasGradients(run, of: output, block: block, in: biasSums)
  }

  private func passGradient(_ run: ExecutionContext, _ block: Int) {
    for part in 0..<filters.parts {
      let outputGradient =
        run.gradient(output, block: block)
        + part * filters.outputs * filters.outputPixels * blockSize
      if filters.spreadCount == 0 {
        passGradient(run, block, part, outputGradient)
      } else {
        run.arena.withScratch { spread in
          self.spread(outputGradient, into: spread)
          passGradient(run, block, part, spread)
        }
      }
    }
  }

  private func passGradient(
    _ run: ExecutionContext, _ block: Int, _ part: Int, _ outputGradient: UnsafePointer<Float>
  ) {
    guard let flipped else { return }
    convolume_lanes_convolve(
      outputGradient, Int64(filters.outputs),
      run.memory(flipped) + part * filters.outputs * filters.depth, nil, Int64(filters.inputs),
      filters.flippedWindow, 0, filters.window.height, 0,
      run.gradient(input, block: block) + part * filters.inputs * filters.pixels * blockSize)
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
    forEachPart(of: filters.weightCount, length: 1024) { range in
      let target = gradient + range.lowerBound
      target.update(repeating: 0, count: range.count)
      for block in 0..<run.blocks {
        convolume_lanes_collapse(
          run.memory(sums) + (block * filters.weightCount + range.lowerBound) * blockSize,
          Int64(range.count), target)
      }
    }
    filters.finishBiasGradients(run, in: biasSums)
  }
}
