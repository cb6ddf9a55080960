import CKernels

/// The sum of two values, as a residual block ends in.
final class InterleavedSum: BlockwiseOperator {
  private let first: InterleavedBuffer
  private let second: InterleavedBuffer
  private let output: InterleavedBuffer

  init(_ first: InterleavedBuffer, _ second: InterleavedBuffer, output: InterleavedBuffer) {
    self.first = first
    self.second = second
    self.output = output
  }

  var isSmall: Bool { output.count <= smallOperator }

  private var count: Int { output.count * blockSize }

  func forward(_ run: ExecutionContext, block: Int) {
    let target = run.values(output, block: block)
    target.update(from: run.values(first, block: block), count: count)
    convolume_add(target, run.values(second, block: block), Int64(count))
  }

  func backward(_ run: ExecutionContext, block: Int) {
    // Both see the sum's gradient.
    for input in [first, second] where input.hasGradient {
      run.gradient(input, block: block).update(
        from: run.gradient(output, block: block), count: count)
    }
  }
}

extension SumOperation: CPUOperation {
  func compile(_ compiler: inout CPUCompiler) {
    guard let second = compiler.secondInput else {
      fatalError("SumOperation: a sum needs two values.")
    }
    compiler.add(InterleavedSum(compiler.input, second, output: compiler.output))
  }
}

/// On the way back, adds what several readers of a value contribute to its gradient.
final class GradientSum: BlockwiseOperator {
  private let parts: [InterleavedBuffer]
  private let total: InterleavedBuffer

  init(of parts: [InterleavedBuffer], into total: InterleavedBuffer) {
    self.parts = parts
    self.total = total
  }

  var isSmall: Bool { total.count <= smallOperator }

  func forward(_ run: ExecutionContext, block: Int) {}

  func backward(_ run: ExecutionContext, block: Int) {
    let count = total.count * blockSize
    let target = run.gradient(total, block: block)
    target.update(from: run.gradient(parts[0], block: block), count: count)
    for part in parts.dropFirst() {
      convolume_add(target, run.gradient(part, block: block), Int64(count))
    }
  }
}
