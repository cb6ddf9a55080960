import NeuralNetworks

/// An operator with what stands around it on the way back: its activation's derivative before it, and the
/// sum of a value's gradients behind it where several operations read the value.
struct PlacedOperator: DeviceOperator {
  /// The sum of what each reader contributes to a value's gradient.
  struct Sum {
    let parts: [MemoryPlan.Block]
    let target: MemoryPlan.Block
    let count: Int
  }

  private let inner: any DeviceOperator
  private let output: DeviceValue
  private let outputNumber: Int
  private let batch: Int
  private let sums: [Sum]
  private var activation: Activation?

  init(_ inner: any DeviceOperator, site: CompilationSite, sums: [Sum]) {
    self.inner = inner
    self.sums = sums
    output = site.output
    outputNumber = site.step.output
    batch = site.batch
    activation = site.handlesActivation ? nil : site.step.activation
  }

  /// The same, without the derivative where the operation above it has applied it.
  func withActivationTakenOver(_ outputs: Set<Int>) -> PlacedOperator {
    var copy = self
    if outputs.contains(outputNumber) { copy.activation = nil }
    return copy
  }

  func prepare(_ run: DeviceRun) throws { try inner.prepare(run) }

  func measure(_ run: DeviceRun, _ step: StepSite) throws -> Bool {
    try inner.measure(run, step)
  }

  func forward(_ run: DeviceRun) throws { try inner.forward(run) }

  func backward(_ run: DeviceRun) throws {
    // Nothing below needs a gradient, and there is nothing to learn here.
    guard let gradient = output.gradient else { return }
    if let activation {
      try run.gpu.launch(
        ActivationKernels.backward(
          DeviceActivation(activation), run.address(gradient), output: run.address(output.block),
          count: output.count * batch, into: run.address(gradient)))
    }
    try inner.backward(run)
    for sum in sums {
      let target = run.address(sum.target)
      try run.gpu.copy(from: run.address(sum.parts[0]), to: target, bytes: sum.count * 4)
      for part in sum.parts.dropFirst() {
        try run.gpu.launch(
          ActivationKernels.add(target, run.address(part), count: sum.count, into: target))
      }
    }
  }
}
