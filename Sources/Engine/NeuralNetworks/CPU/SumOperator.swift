import CKernels
import Tensors

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

  private var channels: Int { output.divisions }
  private var numbers: Int { output.count / channels * blockSize }

  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: channels, work: Work.moving(3 * output.count * blockSize),
        channelwise: [.values(first), .values(second), .values(output)]
      ) { [self] run, block, part in
        let (start, count) = (part.lowerBound * numbers, part.count * numbers)
        let target = run.values(output, block: block) + start
        target.update(from: run.values(first, block: block) + start, count: count)
        convolume_add(target, run.values(second, block: block) + start, Int64(count))
      }
    ]
  }

  var backwardStages: [BlockStage] {
    // Both see the sum's gradient.
    let inputs = [first, second].filter(\.hasGradient)
    return [
      BlockStage(
        channels: channels, work: Work.moving(3 * output.count * blockSize),
        channelwise: [.gradient(output)] + inputs.map { .gradient($0) }
      ) { [self] run, block, part in
        let start = part.lowerBound * numbers
        for input in inputs {
          (run.gradient(input, block: block) + start).update(
            from: run.gradient(output, block: block) + start, count: part.count * numbers)
        }
      }
    ]
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

  var forwardStages: [BlockStage] { [] }

  var backwardStages: [BlockStage] {
    let channels = total.divisions
    let numbers = total.count / channels * blockSize
    return [
      BlockStage(
        channels: channels, work: Work.moving((parts.count + 1) * total.count * blockSize),
        channelwise: [.gradient(total)] + parts.map { .gradient($0) }
      ) { [self] run, block, part in
        let (start, count) = (part.lowerBound * numbers, part.count * numbers)
        let target = run.gradient(total, block: block) + start
        target.update(from: run.gradient(parts[0], block: block) + start, count: count)
        for each in parts.dropFirst() {
          convolume_add(target, run.gradient(each, block: block) + start, Int64(count))
        }
      }
    ]
  }
}
