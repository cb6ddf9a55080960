import CKernels
import Tensors

/// Local response normalization of sixteen interleaved images: to it, their pixels are pixels of one image.
final class InterleavedResponseNormalization: BlockwiseOperator {
  private let layer: LocalResponseNormalization
  private let channels: Int
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer
  /// What each number was divided by, before the power.
  private let scale: Workspace?

  init(
    _ layer: LocalResponseNormalization, channels: Int, input: InterleavedBuffer,
    output: InterleavedBuffer,
    in compiler: inout CPUCompiler
  ) {
    self.layer = layer
    self.channels = channels
    self.input = input
    self.output = output
    // In use, the scale is forgotten at once; in training, the backward pass needs room besides it.
    compiler.needScratch(input.count * blockSize)
    scale = compiler.isTraining ? compiler.reserve(compiler.blocks * input.count * blockSize) : nil
  }

  var isSmall: Bool { input.count <= smallOperator }

  private var pixels: Int64 { Int64(input.count / channels * blockSize) }

  private func scale(_ run: ExecutionContext, _ block: Int, in workspace: Workspace)
    -> UnsafeMutablePointer<Float>
  {
    run.memory(workspace) + block * input.count * blockSize
  }

  // Each number depends on neighbouring channels: a block is not divided.
  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: 1, work: Work.moving(4 * input.count * blockSize),
        channelwise: [.values(input), .values(output)]
      ) { [self] run, block, _ in
        guard let workspace = scale else {
          return run.arena.withScratch { normalize(run, block, scale: $0) }
        }
        normalize(run, block, scale: scale(run, block, in: workspace))
      }
    ]
  }

  private func normalize(_ run: ExecutionContext, _ block: Int, scale: UnsafeMutablePointer<Float>)
  {
    convolume_normalize_responses(
      run.values(input, block: block), Int64(channels), pixels, Int64(layer.before),
      Int64(layer.after), layer.offset, layer.factor / Float(layer.size), layer.exponent, scale,
      run.values(output, block: block))
  }

  var backwardStages: [BlockStage] {
    guard input.hasGradient, let workspace = scale else { return [] }
    return [
      BlockStage(
        channels: 1, work: Work.moving(8 * input.count * blockSize),
        channelwise: [
          .values(input), .values(output), .gradient(output), .gradient(input),
        ]
      ) { [self] run, block, _ in
        run.arena.withScratch { ratio in
          convolume_normalize_responses_gradient(
            run.values(input, block: block), scale(run, block, in: workspace),
            run.values(output, block: block), run.gradient(output, block: block), Int64(channels),
            pixels, Int64(layer.before), Int64(layer.after), layer.factor / Float(layer.size),
            layer.exponent, ratio, run.gradient(input, block: block))
        }
      }
    ]
  }
}

extension ResponseNormalizationOperation: CPUOperation {
  func isSupported(by compiler: CPUCompiler) -> Bool { compiler.inputShape.count == 3 }

  func compile(_ compiler: inout CPUCompiler) {
    compiler.add(
      InterleavedResponseNormalization(
        LocalResponseNormalization(
          size: size, factor: factor, exponent: exponent, offset: offset),
        channels: compiler.inputShape[0], input: compiler.input, output: compiler.output,
        in: &compiler))
  }
}
