import Contracts
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns the scores of each example into probabilities: `exp(xᵢ) / Σ exp(xⱼ)`.
///
/// The largest score is subtracted first, so `exp` cannot overflow. `CrossEntropy` contains a softmax
/// of its own: a network that is trained with it ends in scores, not in this layer.
///
/// Input and output `[batch, classes]`.
public struct Softmax: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    require(input.rank == 2, "Softmax(): expected [batch, classes], got \(input.shape).")
    let classes = input.shape[1]
    let output = Tensor(shape: input.shape) { output in
      input.withValues { input in
        for row in 0..<input.count / max(classes, 1) {
          let range = (row * classes)..<((row + 1) * classes)
          var largest = -Float.infinity
          for index in range { largest = max(largest, input[index]) }
          var sum: Float = 0
          for index in range {
            output[index] = expf(input[index] - largest)
            sum += output[index]
          }
          for index in range { output[index] /= sum }
        }
      }
    }
    return (output, output)
  }

  public func backward(_ outputGradient: Tensor, memory output: Tensor) -> Tensor {
    // ∂pᵢ/∂xⱼ = pᵢ (δᵢⱼ − pⱼ), so the gradient is pᵢ (uᵢ − Σ pⱼ uⱼ).
    let classes = output.shape[1]
    return Tensor(shape: output.shape) { gradient in
      withAddresses(outputGradient, output, gradient) { outputGradient, output, target in
        for row in 0..<gradient.count / max(classes, 1) {
          let range = (row * classes)..<((row + 1) * classes)
          var mean: Float = 0
          for index in range { mean += output[index] * outputGradient[index] }
          for index in range { target[index] = output[index] * (outputGradient[index] - mean) }
        }
      }
    }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    guard input.count == 1 else {
      throw ShapeMismatch(
        expected: "a row of scores", found: "images of \(sizes(input))",
        fix: "Place Flatten() before it.")
    }
    return ShapeStep(input)
  }
}
