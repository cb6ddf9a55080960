import CKernels
import Tensors

/// The hyperbolic tangent, between −1 and 1.
public struct Tanh: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    let output = mapInParallel(input, by: convolume_tanh)
    return (output, output)
  }

  public func backward(_ outputGradient: Tensor, memory output: Tensor) -> Tensor {
    // (tanh x)′ = 1 − tanh² x
    combineInParallel(output, outputGradient, by: convolume_tanh_gradient)
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}

/// Returns `transform` of each number, computed on several threads.
func mapInParallel(_ input: Tensor, _ transform: (Float) -> Float) -> Tensor {
  Tensor(shape: input.shape) { output in
    withAddresses(input, output) { input, target in
      forEachPart(of: output.count, length: 4096, work: Work.moving(8 * output.count)) { part in
        for index in part { target[index] = transform(input[index]) }
      }
    }
  }
}

/// Returns `combine` of each pair of numbers, computed on several threads.
func combineInParallel(
  _ left: Tensor, _ right: Tensor, _ combine: (Float, Float) -> Float
) -> Tensor {
  Tensor(shape: left.shape) { output in
    withAddresses(left, right, output) { left, right, target in
      forEachPart(of: output.count, length: 16_384, work: Work.moving(3 * output.count)) { part in
        for index in part { target[index] = combine(left[index], right[index]) }
      }
    }
  }
}
