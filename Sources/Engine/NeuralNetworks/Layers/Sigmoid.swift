import CKernels
import Tensors

/// The logistic function, `1 / (1 + exp(−x))`, between 0 and 1.
public struct Sigmoid: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    let output = mapInParallel(input, by: convolume_sigmoid)
    return (output, output)
  }

  public func backward(_ outputGradient: Tensor, memory output: Tensor) -> Tensor {
    // σ′ = σ (1 − σ)
    combineInParallel(output, outputGradient, by: convolume_sigmoid_gradient)
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}
