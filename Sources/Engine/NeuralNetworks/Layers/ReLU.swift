import CKernels
import Tensors

/// The rectifier: `max(x, 0)`.
///
/// - SeeAlso: Nair and Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines*, 2010.
public struct ReLU: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    let output = mapInParallel(input, by: convolume_rectify)
    return (output, output)
  }

  public func backward(_ outputGradient: Tensor, memory output: Tensor) -> Tensor {
    combineInParallel(output, outputGradient, by: convolume_rectify_gradient)
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}
