import CKernels
import Tensors

/// The rectifier: `max(x, 0)`.
///
/// - SeeAlso: Nair and Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines*, 2010.
public struct ReLU: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    let output = Tensor(shape: input.shape) { output in
      withAddresses(input, output) { input, target in
        forEachPart(of: output.count, length: 16_384) { part in
          convolume_rectify(
            input + part.lowerBound, target + part.lowerBound, Int64(part.count))
        }
      }
    }
    return (output, output)
  }

  public func backward(_ upstream: Tensor, memory output: Tensor) -> Tensor {
    Tensor(shape: upstream.shape) { gradient in
      withAddresses(output, upstream, gradient) { output, upstream, target in
        forEachPart(of: gradient.count, length: 16_384) { part in
          convolume_rectify_gradient(
            output + part.lowerBound, upstream + part.lowerBound, target + part.lowerBound,
            Int64(part.count))
        }
      }
    }
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}
