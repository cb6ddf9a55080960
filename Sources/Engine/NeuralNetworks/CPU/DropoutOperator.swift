import CKernels
import Tensors

/// Dropout of sixteen interleaved images: the same numbers fall silent as in the layer by itself.
final class InterleavedDropout: BlockwiseOperator {
  private let layer: Dropout
  private let path: [Int]
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer
  /// The factor of each number, 0 or `1 / (1 − rate)`.
  private let factors: Workspace

  init(
    _ layer: Dropout, path: [Int], input: InterleavedBuffer, output: InterleavedBuffer,
    in compiler: inout CPUCompiler
  ) {
    self.layer = layer
    self.path = path
    self.input = input
    self.output = output
    factors = compiler.reserve(compiler.blocks * input.count * blockSize)
    compiler.needScratch((input.count + 3) * blockSize + 3)
  }

  var isSmall: Bool { false }

  private func factors(_ run: ExecutionContext, _ block: Int) -> UnsafeMutablePointer<Float> {
    run.memory(factors) + block * input.count * blockSize
  }

  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: input.count, fewestChannels: 64,
        work: Work.moving(16 * input.count * blockSize),
        channelwise: [.values(input), .values(output)]
      ) { [self] run, block, part in
        let start = part.lowerBound * blockSize
        let factors = factors(run, block) + start
        drawFactors(run, block, part, into: factors)
        convolume_multiply(
          run.values(input, block: block) + start, factors,
          run.values(output, block: block) + start, Int64(part.count * blockSize))
      }
    ]
  }

  private func drawFactors(
    _ run: ExecutionContext, _ block: Int, _ part: Range<Int>,
    into factors: UnsafeMutablePointer<Float>
  ) {
    let pass = path.reduce(run.pass) { $0.inside($1) }
    let images = run.images(in: block)
    // Four numbers are drawn at a time.
    let drawn = part.lowerBound / 4 * 4..<part.upperBound
    run.arena.withScratch { rows in
      for image in 0..<images {
        layer.drawFactors(
          drawn, forImageAt: block * blockSize + image, in: pass, to: rows + image * drawn.count)
      }
      convolume_interleave(
        rows + (part.lowerBound - drawn.lowerBound), Int64(drawn.count), Int64(images),
        Int64(part.count), factors)
    }
  }

  var backwardStages: [BlockStage] {
    guard input.hasGradient else { return [] }
    return [
      BlockStage(
        channels: input.count, work: Work.moving(3 * input.count * blockSize),
        channelwise: [.gradient(output), .gradient(input)]
      ) { [self] run, block, part in
        let start = part.lowerBound * blockSize
        convolume_multiply(
          run.gradient(output, block: block) + start, factors(run, block) + start,
          run.gradient(input, block: block) + start, Int64(part.count * blockSize))
      }
    ]
  }
}

extension DropoutOperation: CPUOperation {
  func compile(_ compiler: inout CPUCompiler) {
    compiler.add(
      InterleavedDropout(
        Dropout(rate: rate), path: compiler.step.path, input: compiler.input,
        output: compiler.output, in: &compiler))
  }
}
