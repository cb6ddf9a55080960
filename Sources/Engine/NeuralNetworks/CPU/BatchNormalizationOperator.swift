import CKernels
import Tensors

/// Batch normalization of sixteen interleaved images.
///
/// Mean and variance are those of all blocks: each block's sums, kept by lane, are added in order before
/// the first number can be standardized, and so it is with the sums of the backward pass.
final class InterleavedBatchNormalization: ReLUFusingOperator, MeasuringOperator {
  /// Its running averages grow here; weight and bias are the run's.
  private var layer: BatchNorm2D
  private let weight: Int
  /// The slots of the running mean and variance.
  private let buffers: Range<Int>
  private let input: InterleavedBuffer
  let output: InterleavedBuffer
  private let channels: Int
  private let pixels: Int
  /// For each block, channel and lane.
  private var sums: [Double]
  private var products: [Double]
  /// What the last forward pass used.
  private var means: [Double] = []
  private var inverseDeviations: [Float] = []
  /// Variances and count of numbers that the last training pass measured, until the running averages take them over.
  private var measured: (variances: [Double], count: Int)?
  var fusesReLU = false
  var gradientIsRectified = false

  init(
    _ layer: BatchNorm2D, channels: Int, weight: Int, buffers: Range<Int>,
    input: InterleavedBuffer, output: InterleavedBuffer, blocks: Int
  ) {
    self.layer = layer
    self.channels = channels
    self.weight = weight
    self.buffers = buffers
    self.input = input
    self.output = output
    pixels = input.count / channels
    sums = Array(repeating: 0, count: blocks * channels * blockSize)
    products = sums
  }

  func forward(_ run: ExecutionContext) {
    let variances: [Double]
    if run.pass.isTraining {
      let count = Double(run.images * pixels)
      writeSums(run, to: &sums) { block, part, sums in
        convolume_interleaved_sums(
          values(run, block, part), Int64(part.count), Int64(pixels), sums)
      }
      means = totals(run, of: sums).map { $0 / count }
      let means = means
      writeSums(run, to: &sums) { block, part, sums in
        means.withUnsafeBufferPointer { means in
          guard let means = means.baseAddress else { return }
          convolume_interleaved_squares(
            values(run, block, part), Int64(part.count), Int64(pixels), means + part.lowerBound,
            sums)
        }
      }
      variances = totals(run, of: sums).map { $0 / count }
      measured = (variances, run.images * pixels)
    } else {
      means = run.buffers[buffers.lowerBound].values.map(Double.init)
      variances = run.buffers[buffers.lowerBound + 1].values.map(Double.init)
    }
    inverseDeviations = variances.map { 1 / (Float($0) + layer.epsilon).squareRoot() }
    let singleMeans = means.map(Float.init)
    let scales = scales(run)
    withAddresses(singleMeans, scales) { means, scales in
      forEachPart(run) { block, part in
        convolume_interleaved_standardize(
          values(run, block, part), Int64(part.count), Int64(pixels), means + part.lowerBound,
          scales + part.lowerBound, run.parameters[weight + 1] + part.lowerBound,
          fusesReLU ? 1 : 0,
          run.values(output, block: block) + part.lowerBound * pixels * blockSize)
      }
    }
  }

  func backward(_ run: ExecutionContext) {
    writeSums(run, to: &sums) { block, part, sums in
      applyReLUGradient(run, block: block, channels: part)
      convolume_interleaved_sums(
        outputGradient(run, block, part), Int64(part.count), Int64(pixels), sums)
    }
    let means = means
    writeSums(run, to: &products) { block, part, products in
      means.withUnsafeBufferPointer { means in
        guard let means = means.baseAddress else { return }
        convolume_interleaved_products(
          outputGradient(run, block, part), values(run, block, part), Int64(part.count),
          Int64(pixels), means + part.lowerBound, products)
      }
    }
    let upstreamSums = totals(run, of: sums)
    let upstreamProducts = totals(run, of: products)
    for channel in 0..<channels {
      run.parameterGradients[weight][channel] =
        Float(upstreamProducts[channel]) * inverseDeviations[channel]
      run.parameterGradients[weight + 1][channel] = Float(upstreamSums[channel])
    }
    guard input.hasGradient else { return }
    // As in the layer: what each number loses through the batch's mean and through its variance.
    let count = Float(run.images * pixels)
    let singleMeans = means.map(Float.init)
    let scales = scales(run)
    let shifts = scales.enumerated().map { $1 * Float(upstreamSums[$0]) / count }
    let slopes = scales.enumerated().map { channel, scale in
      let inverse = inverseDeviations[channel]
      return scale * inverse * inverse * Float(upstreamProducts[channel]) / count
    }
    withAddresses(singleMeans, scales) { means, scales in
      withAddresses(shifts, slopes) { shifts, slopes in
        forEachPart(run) { block, part in
          let first = part.lowerBound
          convolume_interleaved_standardize_gradient(
            outputGradient(run, block, part), values(run, block, part), Int64(part.count),
            Int64(pixels), Int64(run.images(in: block)), means + first, scales + first,
            shifts + first, slopes + first,
            run.gradient(input, block: block) + first * pixels * blockSize)
        }
      }
    }
  }

  /// Some channels of one block, below.
  private func values(_ run: ExecutionContext, _ block: Int, _ channels: Range<Int>)
    -> UnsafeMutablePointer<Float>
  {
    run.values(input, block: block) + channels.lowerBound * pixels * blockSize
  }

  /// The gradient of the same channels, above.
  private func outputGradient(_ run: ExecutionContext, _ block: Int, _ channels: Range<Int>)
    -> UnsafeMutablePointer<Float>
  {
    run.gradient(output, block: block) + channels.lowerBound * pixels * blockSize
  }

  private func withAddresses(
    _ first: [Float], _ second: [Float],
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        guard let first = first.baseAddress, let second = second.baseAddress else { return }
        body(first, second)
      }
    }
  }

  /// Calls `body` for some channels of each block.
  private func forEachPart(
    _ run: ExecutionContext, _ body: (_ block: Int, _ channels: Range<Int>) -> Void
  ) {
    withoutActuallyEscaping(body) { body in
      run.forEachPart(of: [
        BlockStage(
          channels: channels, work: Work.moving(2 * input.count * blockSize), channelwise: []
        ) { body($1, $2) }
      ])
    }
  }

  /// What each channel is multiplied by: its weight, over its deviation.
  private func scales(_ run: ExecutionContext) -> [Float] {
    inverseDeviations.enumerated().map { $1 * run.parameters[weight][$0] }
  }

  func updateRunningStatistics() -> [Tensor] {
    if let (variances, count) = measured {
      layer.updateRunningStatistics(
        mean: means.map(Float.init), variance: variances.map(Float.init), count: count)
      measured = nil
    }
    return [layer.runningMean, layer.runningVariance]
  }

  /// Lets each block write its sums of each channel and lane.
  private func writeSums(
    _ run: ExecutionContext, to sums: inout [Double],
    _ body: (_ block: Int, _ channels: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      forEachPart(run) { block, part in
        body(block, part, start + (block * channels + part.lowerBound) * blockSize)
      }
    }
  }

  /// Returns each channel's sum over the lanes that hold an image, block by block.
  private func totals(_ run: ExecutionContext, of sums: [Double]) -> [Double] {
    (0..<channels).map { channel in
      (0..<run.blocks).reduce(0) { total, block in
        let start = (block * channels + channel) * blockSize
        return sums[start..<start + run.images(in: block)].reduce(total, +)
      }
    }
  }
}

extension BatchNormalizationOperation: CPUOperation {
  static var fusesReLU: Bool { true }

  func isSupported(by compiler: CPUCompiler) -> Bool { compiler.inputShape.count == 3 }

  func compile(_ compiler: inout CPUCompiler) {
    guard let layer = compiler.step.layer as? BatchNorm2D else {
      fatalError("BatchNormalizationOperation: its layer is \(compiler.step.layer.kind).")
    }
    compiler.add(
      InterleavedBatchNormalization(
        layer, channels: compiler.inputShape[0], weight: compiler.step.parameters.lowerBound,
        buffers: compiler.step.buffers, input: compiler.input, output: compiler.output,
        blocks: compiler.blocks))
  }
}
