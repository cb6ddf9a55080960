import Tensors

/// A loop in C that writes a number for each number that it reads: input, output, count.
typealias ElementwiseKernel =
  (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int64) -> Void

/// The gradient of such a loop: output of the forward pass, gradient of the output, gradient, count.
typealias ElementwiseGradientKernel =
  (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int64) -> Void

/// Returns what `kernel` makes of each number, computed on several threads.
func mapInParallel(_ input: Tensor, by kernel: ElementwiseKernel) -> Tensor {
  Tensor(shape: input.shape) { output in
    withAddresses(input, output) { input, target in
      forEachPart(of: output.count, length: 16_384, work: Work.moving(2 * output.count)) { part in
        kernel(input + part.lowerBound, target + part.lowerBound, Int64(part.count))
      }
    }
  }
}

/// Returns what `kernel` makes of each pair of numbers, computed on several threads.
func combineInParallel(
  _ output: Tensor, _ outputGradient: Tensor, by kernel: ElementwiseGradientKernel
) -> Tensor {
  Tensor(shape: outputGradient.shape) { gradient in
    withAddresses(output, outputGradient, gradient) { output, outputGradient, target in
      forEachPart(of: gradient.count, length: 16_384, work: Work.moving(3 * gradient.count)) {
        part in
        kernel(
          output + part.lowerBound, outputGradient + part.lowerBound, target + part.lowerBound,
          Int64(part.count))
      }
    }
  }
}
