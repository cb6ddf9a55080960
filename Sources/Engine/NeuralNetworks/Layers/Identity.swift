import Tensors

/// Hands on what it is given: the control in a comparison of layers.
public struct Identity: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Void) {
    (input, ())
  }

  public func backward(_ outputGradient: Tensor, memory: Void) -> Tensor { outputGradient }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}
