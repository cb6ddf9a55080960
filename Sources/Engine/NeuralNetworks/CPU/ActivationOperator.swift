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

  func forward(_ run: ExecutionContext, block: Int) {
    function(
      run.values(input, block: block), run.values(output, block: block),
      Int64(input.count * blockSize))
  }

  func backward(_ run: ExecutionContext, block: Int) {
    guard input.hasGradient else { return }
    derivative(
      run.values(output, block: block), run.gradient(output, block: block),
      run.gradient(input, block: block), Int64(input.count * blockSize))
  }
}

extension ActivationOperation: CPUOperation {
  func compile(_ compiler: inout CPUCompiler) {
    compiler.add(
      InterleavedActivation(activation, input: compiler.input, output: compiler.output))
  }
}
