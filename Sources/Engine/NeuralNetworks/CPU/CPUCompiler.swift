import Tensors

/// An operation that has a form for sixteen interleaved images; the form stands in a file of its own.
protocol CPUOperation: Operation {
  /// Whether the form can do these shapes and settings; else the layer is computed as it is.
  func isSupported(by compiler: CPUCompiler) -> Bool

  /// Adds the operator that makes `compiler.output` of `compiler.input`.
  func compile(_ compiler: inout CPUCompiler)

  /// Whether that operator can compute `max(x, 0)` of what it makes before it writes it.
  static var fusesReLU: Bool { get }
}

extension CPUOperation {
  func isSupported(by compiler: CPUCompiler) -> Bool { true }
  static var fusesReLU: Bool { false }
}

/// A plan on its way to operators and memory.
struct CPUCompiler {
  let plan: NetworkPlan

  /// Blocks of sixteen images in the largest batch.
  let blocks: Int

  /// Whether there will be a backward pass.
  let isTraining: Bool

  /// All operators so far, first to last, and those of them that take part in the backward pass.
  private(set) var operators: [any CPUOperator] = []
  private(set) var backwardOperators: [any CPUOperator] = []

  /// Where the numbers of one block lie.
  private(set) var memory = MemoryPlan()

  private(set) var workspaces: [Workspace] = []

  /// The most numbers that one task needs for a moment.
  private(set) var scratch = 0

  /// The multiply-accumulates of one image in layers that are computed as they are.
  private(set) var fallbackCost = 0

  /// The step that is being compiled.
  private(set) var step: NetworkPlan.Step

  /// What the present operation reads; the second of a sum is `secondInput`.
  private(set) var input: InterleavedBuffer
  private(set) var secondInput: InterleavedBuffer?

  /// What the present operation writes.
  private(set) var output: InterleavedBuffer

  /// The buffer of each value, and the operator that wrote it.
  private var buffers: [Int: InterleavedBuffer] = [:]
  private var producers: [Int: any CPUOperator] = [:]
  private let needsGradient: [Bool]
  private let readers: [[Int]]
  private let names: [Int]

  /// Compiles a plan; nil where it has no steps.
  init?(_ plan: NetworkPlan, blocks: Int, isTraining: Bool) {
    guard let first = plan.steps.first else { return nil }
    self.plan = plan
    self.blocks = blocks
    self.isTraining = isTraining
    step = first
    needsGradient = plan.needsGradient
    names = plan.canonicalValues { step in
      switch step.operation {
      case is FlatteningOperation: true
      case let dropout as DropoutOperation: !isTraining || dropout.rate == 0
      default: false
      }
    }
    readers = plan.readers(names: names)
    input = InterleavedBuffer([0])
    output = input
    buffers[plan.input] = makeBuffer(for: plan.input, at: 0)
    for (index, step) in plan.steps.enumerated() where names[step.output] == step.output {
      compile(step, at: index)
    }
  }

  /// All buffers, to be told their places.
  private(set) var allBuffers: [InterleavedBuffer] = []

  /// The buffers of the images and of the network's output.
  var ends: (input: InterleavedBuffer, output: InterleavedBuffer)? {
    guard let input = buffers[plan.input], let output = buffers[names[plan.output]] else {
      return nil
    }
    return (input, output)
  }

  /// What the present operation takes and makes of one image.
  var inputShape: [Int] { plan.shapes[step.inputs[0]] }
  var outputShape: [Int] { plan.shapes[step.output] }

  /// Whether anyone needs the gradient of what the present operation reads.
  var givesInputGradient: Bool { isTraining && needsGradient[names[step.inputs[0]]] }

  /// The operator that made the input, when nobody but the present operation reads it.
  var producerOfInput: (any CPUOperator)? {
    readers[names[step.inputs[0]]].count == 1 ? producers[names[step.inputs[0]]] : nil
  }

  private mutating func compile(_ step: NetworkPlan.Step, at index: Int) {
    self.step = step
    let last = plan.steps.count
    let made = makeBuffer(for: step.output, at: index)
    let views = step.inputs.map { view(of: names[$0], by: index) }
    (input, secondInput) = (views[0], views.count > 1 ? views[1] : nil)
    let operation = step.operation as? any CPUOperation
    let isSupported = operation?.isSupported(by: self) ?? false
    let fuses =
      step.activation == .rectifier && isSupported
      && operation.map { type(of: $0).fusesReLU } == true
    output = made
    if step.activation != nil, !fuses {
      output = InterleavedBuffer(outputShape)
      allBuffers.append(output)
      output.valueBlock = memory.reserve(
        bytes: bytes(made.count), during: index...(isTraining ? 2 * last - index : index))
      if needsGradient[step.output], isTraining {
        output.gradientBlock = memory.reserve(
          bytes: bytes(made.count), during: (2 * last - index)...(2 * last - index))
      }
    }
    let firstNew = operators.count
    if let operation, isSupported {
      operation.compile(&self)
    } else {
      addFallback()
    }
    if fuses { (operators.last as? any ReLUFusingOperator)?.fusesReLU = true }
    if let activation = step.activation, !fuses {
      add(InterleavedActivation(activation, input: output, output: made))
    }
    producers[step.output] = operators.last
    buffers[step.output] = made
    if isTraining, needsGradient[step.output] {
      if readers[step.output].count > 1 {
        // On the way back, what each reader contributes is added before the operator sees it.
        made.contributions = readers[step.output].map { reader in
          let view = InterleavedBuffer(plan.shapes[step.output])
          view.valueBlock = made.valueBlock
          view.gradientBlock = memory.reserve(
            bytes: bytes(made.count), during: (2 * last - reader)...(2 * last - index))
          return (reader, view)
        }
        add(GradientSum(of: made.contributions.map(\.view), into: made))
      }
      backwardOperators += operators[firstNew...]
    }
  }

  /// The buffer of a value as one of its readers sees it: with a gradient of its own where there are more.
  private func view(of value: Int, by reader: Int) -> InterleavedBuffer {
    guard let buffer = buffers[value] else {
      fatalError("CPUCompiler: value \(value) is read before it is made.")
    }
    return buffer.contributions.first { $0.reader == reader }?.view ?? buffer
  }

  private mutating func makeBuffer(for value: Int, at index: Int) -> InterleavedBuffer {
    let last = plan.steps.count
    let lastReader = value == names[plan.output] ? last : readers[value].max() ?? index
    let buffer = InterleavedBuffer(plan.shapes[value])
    buffer.valueBlock = memory.reserve(
      bytes: bytes(buffer.count), during: index...(isTraining ? 2 * last - index : lastReader))
    if isTraining, needsGradient[value] {
      buffer.gradientBlock = memory.reserve(
        bytes: bytes(buffer.count), during: (2 * last - lastReader)...(2 * last - index))
    }
    allBuffers.append(buffer)
    return buffer
  }

  private func bytes(_ count: Int) -> Int { count * blockSize * 4 }

  mutating func add(_ new: any CPUOperator) { operators.append(new) }

  /// Reserves memory for an operator, until the end of the step or only while it runs.
  mutating func reserve(_ count: Int, isBorrowed: Bool = false) -> Workspace {
    let workspace = Workspace(count, isBorrowed: isBorrowed)
    workspaces.append(workspace)
    return workspace
  }

  mutating func needScratch(_ count: Int) { scratch = max(scratch, count) }

  /// Adds the step's layer as it is.
  private mutating func addFallback() {
    fallbackCost += step.multiplyAccumulates
    add(
      FallbackOperator(
        step, inputShape: inputShape, outputShape: outputShape, input: input, output: output,
        givesInputGradient: givesInputGradient))
  }
}

extension NetworkPlan {
  /// The value that each value is another name for, given which steps do nothing.
  package func canonicalValues(doesNothing: (Step) -> Bool) -> [Int] {
    var names = Array(shapes.indices)
    for step in steps where doesNothing(step) { names[step.output] = names[step.inputs[0]] }
    return names
  }

  /// The steps that read each value, by its canonical name; a step that does nothing does not read.
  package func readers(names: [Int]) -> [[Int]] {
    var readers = Array(repeating: [Int](), count: shapes.count)
    for (index, step) in steps.enumerated() where names[step.output] == step.output {
      for input in step.inputs { readers[names[input]].append(index) }
    }
    return readers
  }
}
