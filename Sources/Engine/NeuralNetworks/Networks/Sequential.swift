import Contracts
import Tensors

/// A chain of layers: each takes what the one before it makes.
///
/// ```swift
/// let lenet = Sequential(input: [1, 28, 28], seed: 7) {
///   Conv2D(from: 1, to: 6, kernel: 5, padding: .same)
///   ReLU()
///   MaxPool2D(window: 2)
///   Flatten()
///   Linear(from: 6 * 14 * 14, to: 10)
/// }
/// let scores = lenet(images)  // [batch, 10]
/// ```
///
/// With `input:`, the shapes are checked from layer to layer when the chain is built. A chain is a
/// layer itself and may stand inside another.
public struct Sequential: Layer {
  /// The layers, first to last.
  public private(set) var layers: [any Layer]

  /// The layers' names, `Conv2D 1` or as given with `named(_:)`.
  public let names: [String]

  /// What the chain was compiled to when it was used.
  private let inference = InferenceNetworks()
  private let deviceInference = DeviceInference()

  /// Creates a chain of layers and draws their starting weights.
  ///
  /// - Parameters:
  ///   - input: The shape of one image or feature vector, without the batch axis. Shapes are checked
  ///     at once when it is given.
  ///   - seed: Where the drawing of the weights starts. Weights that a layer was given are kept.
  ///   - layers: The layers, one a line; `if` and `for` may be used.
  /// - Precondition: Each layer can take what the one before it makes.
  public init(
    input: [Int]? = nil, seed: Int = 0, @SequentialBuilder _ layers: () -> [SequentialBuilder.Part]
  ) {
    let parts = layers()
    self.init(parts)
    if let input {
      do throws(ShapeMismatch) {
        _ = try outputShape(for: input)
      } catch {
        require(false, "Sequential(input: \(input)): \(brokenChain(from: input, error))")
      }
    }
    initialize(seed: seed)
  }

  private init(_ parts: [SequentialBuilder.Part]) {
    layers = parts.map(\.layer)
    var seen = [String: Int]()
    names = parts.map { part in
      if let name = part.name { return name }
      seen[part.layer.kind, default: 0] += 1
      return "\(part.layer.kind) \(seen[part.layer.kind, default: 1])"
    }
    for (index, name) in names.enumerated() {
      require(
        names.firstIndex(of: name) == index,
        "Sequential: two layers are named '\(name)'. Give each a name of its own.")
    }
  }

  /// What each layer remembers, first to last.
  public struct Memory: Sendable {
    let layers: [any Sendable]
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory) {
    var memories = [any Sendable]()
    var output = input
    for (index, layer) in layers.enumerated() {
      let memory: any Sendable
      (output, memory) = layer.erasedForward(output, in: pass.inside(index))
      memories.append(memory)
    }
    return (output, Memory(layers: memories))
  }

  /// Returns the scores alone; what the layers remember is let go on the way.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let output = deviceInference.output(of: self, for: input) { return output }
    guard let batch = input.shape.first, CPUNetwork.pays(batch: batch) else {
      return layers.reduce(input) { output, layer in layer(output) }
    }
    return inference.withNetwork(for: self, input) { network in
      guard let network else { return layers.reduce(input) { output, layer in layer(output) } }
      return network.output(
        for: input, parameters: parameters.map(\.value), buffers: statistics.map(\.value),
        in: .inference)
    }
  }

  public func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor {
    var gradient = outputGradient
    for (layer, memory) in zip(layers, memory.layers).reversed() {
      gradient = layer.erasedBackward(gradient, memory: memory)
    }
    return gradient
  }

  public func parameterGradients(_ outputGradient: Tensor, memory: Memory) -> [Tensor] {
    gradients(outputGradient, memory: memory, toInput: false).parameters
  }

  public func gradients(_ outputGradient: Tensor, memory: Memory, toInput: Bool) -> Gradients {
    var parameters = [[Tensor]]()
    var outputGradient: Tensor? = outputGradient
    // Below the first layer with parameters, nobody needs a gradient unless the input's is asked for.
    let last = toInput ? 0 : layers.firstIndex { $0.parameterCount > 0 } ?? layers.count
    for index in layers.indices.reversed() where index >= last {
      guard let gradient = outputGradient else { break }
      let found = layers[index].erasedGradients(
        gradient, memory: memory.layers[index], toInput: toInput || index > last)
      parameters.append(found.parameters)
      outputGradient = found.input
    }
    return Gradients(
      input: toInput ? outputGradient : nil, parameters: parameters.reversed().flatMap { $0 })
  }

  public mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
    for index in layers.indices {
      let name = names[index]
      layers[index].visitParameters { visit("\(name).\($0)", &$1) }
    }
  }

  public mutating func visitStatistics(_ visit: (String, inout Tensor) -> Void) {
    for index in layers.indices {
      let name = names[index]
      layers[index].visitStatistics { visit("\(name).\($0)", &$1) }
    }
  }

  public mutating func updateRunningStatistics(from memory: Memory) {
    for index in layers.indices { layers[index].erasedLearn(from: memory.layers[index]) }
  }

  public mutating func initialize(seed: Int) {
    for index in layers.indices {
      var stream = RandomStream(seed: seed, purpose: "layer", index)
      layers[index].initialize(seed: Int(truncatingIfNeeded: stream.next()))
    }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    var step = ShapeStep(input)
    for layer in layers { step = try layer.outputShape(for: step.output) }
    return ShapeStep(step.output)
  }

  public func multiplyAccumulates(for input: [Int]) -> Int {
    walk(from: input).reduce(0) { $0 + $1.layer.multiplyAccumulates(for: $1.input) }
  }

  public var receptiveField: ReceptiveField {
    layers.reduce(.point) { $0.followed(by: $1.receptiveField) }
  }

  public var description: String {
    let lines = layers.map { "  \($0)".split(separator: "\n").joined(separator: "\n  ") }
    return "Sequential {\n" + lines.joined(separator: "\n") + "\n}"
  }
}

extension Sequential {
  /// One layer of a chain and the shapes around it.
  struct Place {
    let name: String
    let layer: any Layer
    let input: [Int]
    let step: ShapeStep
  }

  /// Returns each layer with the shapes around it, as far as the shapes fit.
  func walk(from input: [Int]) -> [Place] {
    var places = [Place]()
    var shape = input
    for (name, layer) in zip(names, layers) {
      guard case .success(let step) = layer.shapeResult(for: shape) else { break }
      places.append(Place(name: name, layer: layer, input: shape, step: step))
      shape = step.output
    }
    return places
  }

  /// Returns the output of every layer, first to last, as the trained network computes it.
  public func activations(for input: Tensor) -> [(name: String, output: Tensor)] {
    var output = input
    return zip(names, layers).map { name, layer in
      output = layer(output)
      return (name, output)
    }
  }

  /// The layer of this name.
  ///
  /// - Precondition: There is one.
  public subscript(name: String) -> any Layer {
    guard let index = names.firstIndex(of: name) else {
      fatalError("Sequential: no layer is named '\(name)'. There are: \(listing(names)).")
    }
    return layers[index]
  }

  /// Returns the weights of one layer, the filters of a convolution.
  ///
  /// - Precondition: The layer has weights.
  public func weights(ofLayer index: Int) -> Tensor {
    require(
      layers.indices.contains(index),
      "weights(ofLayer:): there is no layer \(index); there are \(layers.count), counted from 0.")
    guard let weight = layers[index].parameters.first(where: { $0.name == "weight" }) else {
      fatalError("weights(ofLayer:): layer \(index), \(layers[index]), has no weights.")
    }
    return weight.value
  }

  /// Returns the weights of the layer of this name.
  ///
  /// - Precondition: There is such a layer, and it has weights.
  public func weights(of name: String) -> Tensor {
    guard let index = names.firstIndex(of: name) else {
      fatalError("weights(of:): no layer is named '\(name)'. There are: \(listing(names)).")
    }
    return weights(ofLayer: index)
  }

  private func listing(_ names: [String]) -> String { names.joined(separator: ", ") }
}
