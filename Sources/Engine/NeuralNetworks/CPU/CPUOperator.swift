import Tensors

/// One operation of a plan, compiled for sixteen interleaved images at a time.
///
/// An operator reads the numbers of one buffer and writes those of another; on the way back it reads the
/// gradient of the one and writes that of the other. `CPUNetwork` says what all this is for.
protocol CPUOperator: AnyObject {
  /// Computes the output of all images.
  func forward(_ run: ExecutionContext)

  /// Computes the gradients of the parameters and, where someone needs it, of the input.
  func backward(_ run: ExecutionContext)
}

/// An operator that measures numbers without a gradient while a network is trained, as running means are.
protocol MeasuringOperator: CPUOperator {
  /// Takes over what the last forward pass has measured.
  ///
  /// Returns the running values so far, in the order of the layer's `visitStatistics`.
  func updateRunningStatistics() -> [Tensor]
}

/// An operator that handles each block of sixteen images by itself.
///
/// Several such operators behind each other run as one task for each block, whose numbers then stay in
/// the cache of one core from the first operator to the last.
protocol BlockwiseOperator: CPUOperator {
  /// Gets ready, before the blocks, what depends on the parameters alone.
  func prepare(_ run: ExecutionContext)

  /// Computes the output of one block.
  func forward(_ run: ExecutionContext, block: Int)

  /// Computes the gradients that one block contributes.
  func backward(_ run: ExecutionContext, block: Int)

  /// Adds up, after the blocks, what each contributed.
  func finish(_ run: ExecutionContext)

  /// Whether the work of one block is too small to be divided.
  var isSmall: Bool { get }
}

extension BlockwiseOperator {
  var isSmall: Bool { true }

  func prepare(_ run: ExecutionContext) {}
  func finish(_ run: ExecutionContext) {}

  func forward(_ run: ExecutionContext) {
    prepare(run)
    forEachTask(run.blocks) { forward(run, block: $0) }
  }

  func backward(_ run: ExecutionContext) {
    forEachTask(run.blocks) { backward(run, block: $0) }
    finish(run)
  }
}

/// Small blockwise operators that follow each other, run as one.
final class OperatorChain: CPUOperator {
  private let operators: [any BlockwiseOperator]

  init(_ operators: [any BlockwiseOperator]) { self.operators = operators }

  func forward(_ run: ExecutionContext) {
    for each in operators { each.prepare(run) }
    forEachTask(run.blocks) { block in
      for each in operators { each.forward(run, block: block) }
    }
  }

  func backward(_ run: ExecutionContext) {
    forEachTask(run.blocks) { block in
      for each in operators.reversed() { each.backward(run, block: block) }
    }
    for each in operators { each.finish(run) }
  }

  /// Joins neighbours among the operators that are small and blockwise.
  static func joining(_ operators: [any CPUOperator]) -> [any CPUOperator] {
    var joined = [any CPUOperator]()
    var waiting = [any BlockwiseOperator]()
    func flush() {
      if !waiting.isEmpty { joined.append(OperatorChain(waiting)) }
      waiting = []
    }
    for each in operators {
      if let each = each as? any BlockwiseOperator, each.isSmall {
        waiting.append(each)
      } else {
        flush()
        joined.append(each)
      }
    }
    flush()
    return joined
  }
}
