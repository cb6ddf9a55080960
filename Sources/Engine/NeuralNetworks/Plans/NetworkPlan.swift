import Tensors

/// A network as a list of operations over numbered values: all that a device must know to run it.
///
/// A plan holds shapes and settings, no weights: those come in slots, in the order in which the model's
/// `visitParameters` shows them, and so do the buffers that training collects without a gradient. A
/// `Backend` compiles a plan for a batch size; which device that is, the plan does not know.
///
/// ```
/// 0  [1, 32, 32]                            the images
/// 1  [6, 28, 28]  convolution(0) + ReLU     parameters 0..<2
/// 2  [6, 14, 14]  pooling(1)
/// ```
package struct NetworkPlan: Sendable {
  /// One operation and where it stands.
  package struct Step: Sendable {
    /// What is computed.
    package let operation: any Operation

    /// The numbers of the values that it reads.
    package let inputs: [Int]

    /// The number of the value that it makes.
    package let output: Int

    /// What is applied to each number that the operation makes, before it is written.
    package internal(set) var activation: Activation?

    /// The slots of its parameters.
    package let parameters: Range<Int>

    /// The slots of its buffers.
    package let buffers: Range<Int>

    /// The place of the layer that it comes from, from the outermost chain inwards; dropout draws by it.
    package let path: [Int]

    /// How many multiplications, each with its addition, one image costs.
    package let multiplyAccumulates: Int

    /// The layer that it comes from, without its parameters, for a device that has no form of its own.
    let layer: any Layer
  }

  /// The operations, each behind those whose values it reads.
  package internal(set) var steps: [Step] = []

  /// The shape of each value, for one image: `[channels, height, width]` or `[features]`.
  package internal(set) var shapes: [[Int]]

  /// The value that the last operation makes.
  package internal(set) var output = 0

  /// The shape of each parameter.
  package internal(set) var parameters: [[Int]] = []

  /// The shape of each buffer.
  package internal(set) var buffers: [[Int]] = []

  /// The value that holds the images.
  package var input: Int { 0 }

  /// Lowers a network; nil where the shapes do not fit.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - shape: That of one image or feature vector, without the batch axis.
  package init?(_ model: some Layer, input shape: [Int]) {
    var builder = PlanBuilder(input: shape)
    guard builder.append(model) else { return nil }
    self = builder.plan
  }

  init(input shape: [Int]) { shapes = [shape] }

  /// Puts one operation in the place of two that follow each other, where the second alone reads what the
  /// first makes; it has the parameters and buffers of both.
  package mutating func fuse(_ first: Int, with second: Int, into operation: any Operation) {
    let (before, after) = (steps[first], steps[second])
    steps[first] = Step(
      operation: operation, inputs: before.inputs, output: after.output,
      activation: after.activation,
      parameters: before.parameters
        .lowerBound..<max(
          before.parameters.upperBound, after.parameters.upperBound),
      buffers: before.buffers.lowerBound..<max(before.buffers.upperBound, after.buffers.upperBound),
      path: before.path,
      multiplyAccumulates: before.multiplyAccumulates + after.multiplyAccumulates,
      layer: before.layer)
    steps.remove(at: second)
  }

  /// Puts another operation, with the same values and parameters, in the place of the last; its activation
  /// is the operation's own.
  package mutating func replaceLast(with operation: any Operation) {
    guard let last = steps.popLast() else { return }
    steps.append(
      Step(
        operation: operation, inputs: last.inputs, output: last.output, activation: nil,
        parameters: last.parameters, buffers: last.buffers, path: last.path,
        multiplyAccumulates: last.multiplyAccumulates, layer: last.layer))
  }

  /// How many operations read each value.
  package var readers: [Int] {
    var counts = Array(repeating: 0, count: shapes.count)
    for step in steps { for input in step.inputs { counts[input] += 1 } }
    return counts
  }

  /// Whether the gradient of each value is needed: only behind the first operation with parameters.
  package var needsGradient: [Bool] {
    var needed = Array(repeating: false, count: shapes.count)
    for step in steps {
      needed[step.output] = !step.parameters.isEmpty || step.inputs.contains { needed[$0] }
    }
    return needed
  }
}

/// A function of one number, whose derivative can be told from what it returned.
package enum Activation: String, Sendable, Hashable {
  /// `max(x, 0)`
  case rectifier
  /// The hyperbolic tangent.
  case tanh
  /// `1 / (1 + exp(−x))`
  case sigmoid
}

extension NetworkPlan: CustomStringConvertible {
  /// A line for each value.
  package var description: String {
    let lines = steps.map { step in
      let reads = step.inputs.map { "\($0)" }.joined(separator: ", ")
      return "\(step.output)  \(shapes[step.output])  \(step.operation)(\(reads))"
        + (step.activation.map { " + \($0)" } ?? "")
        + (step.parameters.isEmpty ? "" : "  parameters \(step.parameters)")
        + (step.buffers.isEmpty ? "" : "  buffers \(step.buffers)")
    }
    return (["\(input)  \(shapes[input])"] + lines).joined(separator: "\n")
  }
}
