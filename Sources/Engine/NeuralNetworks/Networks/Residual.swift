import Contracts
import Tensors

/// A chain whose input is added to its output, so that it learns only the difference.
///
/// `output = layers(input) + input`, or `layers(input) + shortcut(input)` where the shapes differ.
///
/// - SeeAlso: He, Zhang, Ren and Sun, *Deep Residual Learning for Image Recognition*, 2016.
public struct Residual: Layer {
  private(set) var branch: Sequential
  private(set) var shortcut: Sequential

  /// Creates a residual block.
  ///
  /// - Parameters:
  ///   - shortcut: What brings the input to the shape of the output, such as a 1×1 convolution;
  ///     nothing unless given.
  ///   - layers: The layers of the branch.
  public init(
    @SequentialBuilder shortcut: () -> [SequentialBuilder.Part] = { [] },
    @SequentialBuilder _ layers: () -> [SequentialBuilder.Part]
  ) {
    branch = Sequential(layers)
    self.shortcut = Sequential(shortcut)
  }

  public struct Memory: Sendable {
    let branch: Sequential.Memory
    let shortcut: Sequential.Memory
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory) {
    var (output, memory) = branch.forward(input, in: pass.inside(0))
    let (carried, carriedMemory) = shortcut.forward(input, in: pass.inside(1))
    require(
      output.shape == carried.shape,
      "Residual: the layers make \(output.shape), but the input to add is \(carried.shape). "
        + "Keep the shape in the layers, or give a shortcut.")
    output += carried
    return (output, Memory(branch: memory, shortcut: carriedMemory))
  }

  public func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor {
    // output = branch + shortcut, so both see the same gradient of the output.
    branch.backward(outputGradient, memory: memory.branch)
      + shortcut.backward(outputGradient, memory: memory.shortcut)
  }

  public func parameterGradients(_ outputGradient: Tensor, memory: Memory) -> [Tensor] {
    gradients(outputGradient, memory: memory, toInput: false).parameters
  }

  public func gradients(_ outputGradient: Tensor, memory: Memory, toInput: Bool) -> Gradients {
    let through = branch.gradients(outputGradient, memory: memory.branch, toInput: toInput)
    let around = shortcut.gradients(outputGradient, memory: memory.shortcut, toInput: toInput)
    var input = through.input
    if let carried = around.input { input? += carried }
    return Gradients(input: input, parameters: through.parameters + around.parameters)
  }

  public mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
    branch.visitParameters(visit)
    shortcut.visitParameters { visit("shortcut.\($0)", &$1) }
  }

  public mutating func visitStatistics(_ visit: (String, inout Tensor) -> Void) {
    branch.visitStatistics(visit)
    shortcut.visitStatistics { visit("shortcut.\($0)", &$1) }
  }

  public mutating func updateRunningStatistics(from memory: Memory) {
    branch.updateRunningStatistics(from: memory.branch)
    shortcut.updateRunningStatistics(from: memory.shortcut)
  }

  public mutating func initialize(seed: Int) {
    var stream = RandomStream(seed: seed, purpose: "residual")
    branch.initialize(seed: Int(truncatingIfNeeded: stream.next()))
    shortcut.initialize(seed: Int(truncatingIfNeeded: stream.next()))
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    let through = try branch.outputShape(for: input).output
    let around = try shortcut.outputShape(for: input).output
    guard through == around else {
      throw ShapeMismatch(
        expected: "layers that keep the shape \(sizes(around))", found: sizes(through),
        fix: "Keep the shape in the layers, or give Residual a shortcut that makes "
          + "\(sizes(through)) of \(sizes(input)).")
    }
    return ShapeStep(through)
  }

  public func multiplyAccumulates(for input: [Int]) -> Int {
    branch.multiplyAccumulates(for: input) + shortcut.multiplyAccumulates(for: input)
  }

  public var receptiveField: ReceptiveField { branch.receptiveField }

  public var description: String {
    let body = "\(branch)".dropFirst("Sequential".count)
    guard !shortcut.layers.isEmpty else { return "Residual\(body)" }
    return "Residual(shortcut: \("\(shortcut)".dropFirst("Sequential ".count)))\(body)"
  }
}
