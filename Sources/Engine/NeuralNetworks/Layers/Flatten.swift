import Tensors

/// Lays all numbers of one image in a row: channels, then rows, then columns.
///
/// Input `[batch, ...]`, output `[batch, features]`.
public struct Flatten: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: [Int]) {
    let features = input.shape.dropFirst().reduce(1, *)
    return (input.reshaped(to: [input.shape[0], features]), input.shape)
  }

  public func backward(_ outputGradient: Tensor, memory shape: [Int]) -> Tensor {
    outputGradient.reshaped(to: shape)
  }

  public func outputShape(for input: [Int]) -> ShapeStep {
    let features = input.reduce(1, *)
    return ShapeStep([features], arithmetic: "\(sizes(input)) = \(features)")
  }
}
