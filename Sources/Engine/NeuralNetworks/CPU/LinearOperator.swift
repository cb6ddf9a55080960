import CKernels
import Tensors

/// A linear layer for sixteen interleaved images.
///
/// Each weight is read from memory once for the whole batch: large layers have far more weights than
/// the batch has numbers, and wait for the memory otherwise.
final class InterleavedLinear: ReLUFusingOperator {
  private let inputs: Int
  private let outputs: Int
  private let weight: Int
  private let bias: Int?
  private let input: InterleavedBuffer
  let output: InterleavedBuffer
  /// The inputs, one image a row, for the gradient of the weights; rows are whole vectors long.
  private let rows: Workspace?
  var fusesReLU = false
  var gradientIsRectified = false

  init(
    weight: Int, bias: Int?, input: InterleavedBuffer, output: InterleavedBuffer,
    in compiler: inout CPUCompiler
  ) {
    self.weight = weight
    self.bias = bias
    self.input = input
    self.output = output
    (inputs, outputs) = (input.count, output.count)
    guard compiler.isTraining else {
      rows = nil
      return
    }
    rows = compiler.reserve(compiler.blocks * blockSize * wholeVectors(inputs))
    compiler.needScratch(outputsAtATime * compiler.blocks * blockSize)
  }

  /// Inputs, rounded up to whole vectors.
  private var rowLength: Int { wholeVectors(inputs) }

  /// Outputs, and in the backward pass inputs, that one task computes.
  private var outputsAtATime: Int { share(of: outputs) }
  private var inputsAtATime: Int { share(of: inputs) }

  private func share(of count: Int) -> Int {
    guard inputs * outputs >= 1 << 12 else { return count }
    // Whole tiles of the products, which are six rows high.
    return min(64, (count + 95) / 96 * 6)
  }

  /// Multiplications of a batch.
  private func work(_ run: ExecutionContext) -> Int { run.blocks * blockSize * inputs * outputs }

  func forward(_ run: ExecutionContext) {
    let parts = (outputs + outputsAtATime - 1) / outputsAtATime
    // The backward pass needs the inputs in rows; they are at hand now.
    forEachTask(parts + (rows == nil ? 0 : run.blocks), work: work(run)) { task in
      guard task < parts else {
        writeRows(run, block: task - parts)
        return
      }
      let first = task * outputsAtATime
      let part = first..<min(first + outputsAtATime, outputs)
      for block in 0..<run.blocks {
        let target = run.values(output, block: block)
        for output in part {
          (target + output * blockSize).update(
            repeating: bias.map { run.parameters[$0][output] } ?? 0, count: blockSize)
        }
      }
      var product = convolume_panel_product(
        left: run.parameters[weight] + part.lowerBound * inputs, left_row: Int64(inputs),
        left_step: 1, right: run.values(input, block: 0), right_step: Int64(blockSize),
        right_vector: Int64(run.arena.blockStride),
        result: run.values(output, block: 0) + part.lowerBound * blockSize,
        result_row: Int64(blockSize), result_vector: Int64(run.arena.blockStride),
        rows: Int64(part.count), columns: Int64(run.blocks * blockSize), depth: Int64(inputs),
        accumulate: 1)
      convolume_multiply_panel(&product)
      guard fusesReLU else { return }
      for block in 0..<run.blocks {
        let target = run.values(output, block: block) + part.lowerBound * blockSize
        convolume_rectify(target, target, Int64(part.count * blockSize))
      }
    }
  }

  private func writeRows(_ run: ExecutionContext, block: Int) {
    guard let rows else { return }
    convolume_deinterleave(
      run.values(input, block: block), Int64(inputs), Int64(blockSize),
      run.memory(rows) + block * blockSize * rowLength, Int64(rowLength))
  }

  func backward(_ run: ExecutionContext) {
    guard let rows else { return }
    if fusesReLU {
      run.forEachPart(of: [
        BlockStage(
          channels: outputs, work: Work.moving(3 * outputs * blockSize),
          channelwise: [.values(output), .gradient(output)]
        ) { [self] run, block, part in applyReLUGradient(run, block: block, channels: part) }
      ])
    }
    let weightTasks = (outputs + outputsAtATime - 1) / outputsAtATime
    let inputTasks = input.hasGradient ? (inputs + inputsAtATime - 1) / inputsAtATime : 0
    forEachTask(
      weightTasks + inputTasks, work: (input.hasGradient ? 2 : 1) * work(run)
    ) { task in
      if task < weightTasks {
        let first = task * outputsAtATime
        addGradients(run, outputs: first..<min(first + outputsAtATime, outputs), rows)
      } else {
        let first = (task - weightTasks) * inputsAtATime
        passGradient(run, inputs: first..<min(first + inputsAtATime, inputs))
      }
    }
  }

  /// Computes `outputGradient × inputᵀ` for some outputs, and the sum of each row for the bias.
  private func addGradients(_ run: ExecutionContext, outputs part: Range<Int>, _ rows: Workspace) {
    let length = run.blocks * blockSize
    run.arena.withScratch { outputGradient in
      for (row, output) in part.enumerated() {
        for block in 0..<run.blocks {
          (outputGradient + row * length + block * blockSize).update(
            from: run.gradient(self.output, block: block) + output * blockSize, count: blockSize)
        }
        guard let bias else { continue }
        run.parameterGradients[bias][output] = convolume_sum(
          outputGradient + row * length, Int64(length))
      }
      var product = convolume_panel_product(
        left: outputGradient, left_row: Int64(length), left_step: 1, right: run.memory(rows),
        right_step: Int64(rowLength), right_vector: Int64(blockSize),
        result: run.parameterGradients[weight] + part.lowerBound * inputs,
        result_row: Int64(inputs), result_vector: Int64(blockSize), rows: Int64(part.count),
        columns: Int64(inputs), depth: Int64(length), accumulate: 0)
      convolume_multiply_panel(&product)
    }
  }

  /// Computes `weightᵀ × outputGradient` for some inputs.
  private func passGradient(_ run: ExecutionContext, inputs part: Range<Int>) {
    var product = convolume_panel_product(
      left: run.parameters[weight] + part.lowerBound, left_row: 1, left_step: Int64(inputs),
      right: run.gradient(output, block: 0), right_step: Int64(blockSize),
      right_vector: Int64(run.arena.blockStride),
      result: run.gradient(input, block: 0) + part.lowerBound * blockSize,
      result_row: Int64(blockSize), result_vector: Int64(run.arena.blockStride),
      rows: Int64(part.count), columns: Int64(run.blocks * blockSize), depth: Int64(outputs),
      accumulate: 0)
    convolume_multiply_panel(&product)
  }
}

extension LinearOperation: CPUOperation {
  static var fusesReLU: Bool { true }

  func isSupported(by compiler: CPUCompiler) -> Bool { compiler.inputShape.count == 1 }

  func compile(_ compiler: inout CPUCompiler) {
    let first = compiler.step.parameters.lowerBound
    compiler.add(
      InterleavedLinear(
        weight: first, bias: hasBias ? first + 1 : nil, input: compiler.input,
        output: compiler.output, in: &compiler))
  }
}
