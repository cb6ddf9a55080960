import CKernels
import Tensors

/// An activation of sixteen interleaved images: each number by itself.
final class InterleavedActivation: BlockwiseOperator {
  private let function: ElementwiseKernel
  private let derivative: ElementwiseGradientKernel
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer

  init(_ activation: Activation, input: InterleavedBuffer, output: InterleavedBuffer) {
    self.input = input
    self.output = output
    (function, derivative) =
      switch activation {
      case .rectifier: (convolume_rectify, convolume_rectify_gradient)
      case .tanh: (convolume_tanh, convolume_tanh_gradient)
      case .sigmoid: (convolume_sigmoid, convolume_sigmoid_gradient)
      }
  }

  var isSmall: Bool { input.count <= smallOperator }

  /// One for each channel of an image, or for some features.
  private var channels: Int { input.divisions }
  private var numbers: Int { input.count / channels * blockSize }

  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: channels, work: Work.moving(2 * input.count * blockSize),
        channelwise: [.values(input), .values(output)]
      ) { [self] run, block, part in
        let start = part.lowerBound * numbers
        function(
          run.values(input, block: block) + start, run.values(output, block: block) + start,
          Int64(part.count * numbers))
      }
    ]
  }

  var backwardStages: [BlockStage] {
    guard input.hasGradient else { return [] }
    return [
      BlockStage(
        channels: channels, work: Work.moving(3 * input.count * blockSize),
        channelwise: [.values(output), .gradient(output), .gradient(input)]
      ) { [self] run, block, part in
        let start = part.lowerBound * numbers
        derivative(
          run.values(output, block: block) + start, run.gradient(output, block: block) + start,
          run.gradient(input, block: block) + start, Int64(part.count * numbers))
      }
    ]
  }
}

extension ActivationOperation: CPUOperation {
  func compile(_ compiler: inout CPUCompiler) {
    compiler.add(
      InterleavedActivation(activation, input: compiler.input, output: compiler.output))
  }
}
