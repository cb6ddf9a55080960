import CKernels
import Contracts
import Tensors

/// Weighs all inputs for each output: `output = input × weightᵀ + bias`.
///
/// Input `[batch, from]`, output `[batch, to]`.
public struct Linear: Layer {
  /// One row of weights for each output, shape `[to, from]`.
  public var weight: Tensor

  /// What is added to each output, shape `[to]`; nil without biases.
  public var bias: Tensor?

  /// How `initialize(seed:)` draws the weights; nil keeps the weights that were given.
  private let initialization: Initialization?

  /// Creates a layer with random weights.
  ///
  /// - Parameters:
  ///   - inputs: Features of the input.
  ///   - outputs: Features of the output.
  ///   - bias: Whether a bias is added to each output.
  ///   - initialization: How the weights are drawn.
  ///   - seed: Where the drawing starts; a `Sequential` around the layer sets its own.
  public init(
    from inputs: Int, to outputs: Int, bias: Bool = true,
    initialization: Initialization = .pyTorch, seed: Int = 0
  ) {
    require(
      inputs > 0 && outputs > 0,
      "Linear: the numbers of features must be positive, got \(inputs) and \(outputs).")
    weight = Tensor(zeros: [outputs, inputs])
    self.bias = bias ? Tensor(zeros: [outputs]) : nil
    self.initialization = initialization
    initialize(seed: seed)
  }

  /// Creates a layer with weights of your own.
  ///
  /// - Parameters:
  ///   - weight: One row for each output. Shape `[to, from]`.
  ///   - bias: One number for each output, if any.
  public init(weight: Tensor, bias: Tensor? = nil) {
    require(weight.rank == 2, "Linear: expected weights [to, from], got \(weight.shape).")
    if let bias {
      require(
        bias.shape == [weight.shape[0]],
        "Linear: expected one bias for each of \(weight.shape[0]) outputs, got \(bias.shape).")
    }
    self.weight = weight
    self.bias = bias
    initialization = nil
  }

  private var inputs: Int { weight.shape[1] }
  private var outputs: Int { weight.shape[0] }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    require(
      input.rank == 2 && input.shape[1] == inputs,
      "\(self): expected [batch, \(inputs)], got \(input.shape).")
    let batch = input.shape[0]
    let output = Tensor(shape: [batch, outputs]) { output in
      withAddresses(input, weight, output) { input, weight, output in
        if let bias {
          bias.withValues { bias in
            for row in 0..<batch {
              for column in 0..<outputs { output[row * outputs + column] = bias[column] }
            }
          }
        }
        multiplyInParallel(
          MatrixView(input, rowStride: inputs),
          MatrixView(weight, rowStride: inputs, isTransposed: true),
          into: output, resultStride: outputs, rows: batch, columns: outputs, depth: inputs,
          accumulating: bias != nil)
      }
    }
    return (output, input)
  }

  public func backward(_ outputGradient: Tensor, memory input: Tensor) -> Tensor {
    let batch = input.shape[0]
    return Tensor(shape: input.shape) { gradient in
      withAddresses(outputGradient, weight, gradient) { outputGradient, weight, gradient in
        multiplyInParallel(
          MatrixView(outputGradient, rowStride: outputs), MatrixView(weight, rowStride: inputs),
          into: gradient, resultStride: inputs, rows: batch, columns: inputs, depth: outputs)
      }
    }
  }

  public func parameterGradients(_ outputGradient: Tensor, memory input: Tensor) -> [Tensor] {
    let batch = input.shape[0]
    let weightGradient = Tensor(shape: weight.shape) { gradient in
      withAddresses(outputGradient, input, gradient) { outputGradient, input, gradient in
        multiplyInParallel(
          MatrixView(outputGradient, rowStride: outputs, isTransposed: true),
          MatrixView(input, rowStride: inputs),
          into: gradient, resultStride: inputs, rows: outputs, columns: inputs, depth: batch)
      }
    }
    guard bias != nil else { return [weightGradient] }
    let biasGradient = Tensor(shape: [outputs]) { sums in
      sums.update(repeating: 0)
      withAddresses(outputGradient, sums) { outputGradient, sums in
        for row in 0..<batch { convolume_add(sums, outputGradient + row * outputs, Int64(outputs)) }
      }
    }
    return [weightGradient, biasGradient]
  }

  public mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
    visitWeight(&weight, andBias: &bias, visit)
  }

  public mutating func initialize(seed: Int) {
    guard let initialization else { return }
    weight = initialization.weights(
      shape: weight.shape, fanIn: inputs, fanOut: outputs, seed: seed)
    if bias != nil { bias = initialization.biases(count: outputs, fanIn: inputs, seed: seed) }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    guard input.count == 1 else {
      throw ShapeMismatch(
        expected: "a row of \(inputs) features", found: "images of \(sizes(input))",
        fix: "Place Flatten() before it.")
    }
    guard input[0] == inputs else {
      throw ShapeMismatch(
        expected: "\(inputs) features", found: "\(input[0])",
        fix: "Write Linear(from: \(input[0]), to: \(outputs)), or change the layers above it.")
    }
    return ShapeStep([outputs])
  }

  public func multiplyAccumulates(for input: [Int]) -> Int { weight.count }

  public var receptiveField: ReceptiveField { .all }

  public var description: String { "Linear(from: \(inputs), to: \(outputs))" }
}
