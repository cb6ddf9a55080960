import Tensors

/// One differentiable step of a network.
///
/// A layer is a value: it holds its parameters and knows how to compute its output and, through the
/// chain rule, its gradients. What the backward pass needs of the forward one travels in `Memory`, so
/// a layer itself remembers nothing between calls.
///
/// A new layer is one new type with `forward`, `backward` and `outputShape`; one with parameters
/// adds `parameterGradients` and `visitParameters`.
public protocol Layer: Sendable, CustomStringConvertible {
  /// What `backward` must know about the matching `forward`.
  associatedtype Memory: Sendable

  /// Returns the output for a batch, and what the backward pass will need.
  func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory)

  /// Returns the gradient of the loss with respect to the input of `forward`.
  func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor

  /// Returns the gradient with respect to each parameter, in the order of `visitParameters`.
  func parameterGradients(_ outputGradient: Tensor, memory: Memory) -> [Tensor]

  /// Returns both kinds of gradient; layers that contain others answer here.
  func gradients(_ outputGradient: Tensor, memory: Memory, toInput: Bool) -> Gradients

  /// Returns the output alone, as the trained network computes it.
  func callAsFunction(_ input: Tensor) -> Tensor

  /// Returns the shape of the output for one image or feature vector, without the batch axis.
  func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep

  /// Calls `visit` with the name and the place of each parameter that training changes.
  mutating func visitParameters(_ visit: (String, inout Tensor) -> Void)

  /// Calls `visit` with each tensor that training collects without a gradient, as running means are.
  mutating func visitStatistics(_ visit: (String, inout Tensor) -> Void)

  /// Updates running statistics by what a training pass has measured, such as the mean of a batch.
  mutating func updateRunningStatistics(from memory: Memory)

  /// Draws new starting values for the parameters, unless they were given.
  mutating func initialize(seed: Int)

  /// How many multiplications, each with its addition, one image costs.
  func multiplyAccumulates(for input: [Int]) -> Int

  /// Which part of its input one output value sees.
  var receptiveField: ReceptiveField { get }
}

/// The gradients of the loss with respect to what a layer was given and what it has learned.
public struct Gradients: Sendable {
  /// With respect to the input; nil where nobody asked.
  public var input: Tensor?

  /// With respect to each parameter, in the order of `visitParameters`.
  public var parameters: [Tensor]

  public init(input: Tensor?, parameters: [Tensor]) {
    self.input = input
    self.parameters = parameters
  }
}

extension Layer {
  public func parameterGradients(_ outputGradient: Tensor, memory: Memory) -> [Tensor] { [] }

  public func gradients(_ outputGradient: Tensor, memory: Memory, toInput: Bool) -> Gradients {
    let parameters = parameterGradients(outputGradient, memory: memory)
    return Gradients(
      input: toInput ? backward(outputGradient, memory: memory) : nil, parameters: parameters)
  }

  public mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {}
  public mutating func visitStatistics(_ visit: (String, inout Tensor) -> Void) {}
  public mutating func updateRunningStatistics(from memory: Memory) {}
  public mutating func initialize(seed: Int) {}
  public func multiplyAccumulates(for input: [Int]) -> Int { 0 }
  public var receptiveField: ReceptiveField { .point }

  /// Returns the output for a batch as the trained network computes it (no dropout), and the memory.
  public func forward(_ input: Tensor) -> (output: Tensor, memory: Memory) {
    forward(input, in: .inference)
  }

  /// Returns the output for a batch, as the trained network computes it.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    forward(input, in: .inference).output
  }

  /// The parameters and their names, in the order of `visitParameters`.
  public var parameters: [(name: String, value: Tensor)] {
    var copy = self
    var list = [(name: String, value: Tensor)]()
    copy.visitParameters { list.append(($0, $1)) }
    return list
  }

  /// The running statistics and their names, in the order of `visitStatistics`.
  public var statistics: [(name: String, value: Tensor)] {
    var copy = self
    var list = [(name: String, value: Tensor)]()
    copy.visitStatistics { list.append(($0, $1)) }
    return list
  }

  /// How many numbers training adjusts.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.value.count }
  }

  /// The layer as it is written in a model; one with settings says them.
  public var description: String { "\(kind)()" }

  /// The layer's kind, without its settings: `Conv2D`.
  public var kind: String { "\(Self.self)" }
}
