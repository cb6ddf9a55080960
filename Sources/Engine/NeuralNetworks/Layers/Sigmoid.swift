import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The logistic function, `1 / (1 + exp(−x))`, between 0 and 1.
public struct Sigmoid: Layer {
  public init() {}

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    let output = mapInParallel(input) { 1 / (1 + expf(-$0)) }
    return (output, output)
  }

  public func backward(_ upstream: Tensor, memory output: Tensor) -> Tensor {
    // σ′ = σ (1 − σ)
    combineInParallel(upstream, output) { $0 * $1 * (1 - $1) }
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}
