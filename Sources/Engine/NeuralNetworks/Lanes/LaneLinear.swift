import CKernels
import Tensors

/// A linear layer for sixteen images abreast.
///
/// Each weight is read from memory once for the whole batch: large layers have far more weights than
/// the batch has numbers, and wait for the memory otherwise.
final class LaneLinear: RectifyingStage {
  private let inputs: Int
  private let outputs: Int
  private let weight: Int
  private let bias: Int?
  private let input: LaneBuffer
  let output: LaneBuffer
  /// The inputs, one image a row, for the gradient of the weights; rows are whole vectors long.
  private let rows: LaneBlock?
  var rectifies = false
  var upstreamIsRectified = false
  var givesInputGradient = true
  var isTrained: Bool { true }

  init(
    weight: Int, bias: Int?, input: LaneBuffer, output: LaneBuffer, in planner: inout LanePlanner
  ) {
    self.weight = weight
    self.bias = bias
    self.input = input
    self.output = output
    (inputs, outputs) = (input.count, output.count)
    guard planner.isTraining else {
      rows = nil
      return
    }
    rows = planner.reserve(planner.groups * laneCount * wholeVectors(inputs), isBorrowed: true)
    planner.needScratch(outputsAtATime * planner.groups * laneCount)
  }

  /// Inputs, rounded up to whole vectors.
  private var rowLength: Int { wholeVectors(inputs) }

  /// Outputs, and in the backward pass inputs, that one task computes.
  private var outputsAtATime: Int { share(of: outputs) }
  private var inputsAtATime: Int { share(of: inputs) }

  private func share(of count: Int) -> Int {
    inputs * outputs < 1 << 12 ? count : min(64, (count + 3) / 4)
  }

  func forward(_ run: LaneRun) {
    forEachPart(of: outputs, length: outputsAtATime) { part in
      for group in 0..<run.groups {
        let target = run.values(output, group: group)
        for output in part {
          (target + output * laneCount).update(
            repeating: bias.map { run.parameters[$0][output] } ?? 0, count: laneCount)
        }
      }
      var product = convolume_panel_product(
        left: run.parameters[weight] + part.lowerBound * inputs, left_row: Int64(inputs),
        left_step: 1, right: run.values(input, group: 0), right_step: Int64(laneCount),
        right_vector: Int64(input.valueStride),
        result: run.values(output, group: 0) + part.lowerBound * laneCount,
        result_row: Int64(laneCount), result_vector: Int64(output.valueStride),
        rows: Int64(part.count), columns: Int64(run.groups * laneCount), depth: Int64(inputs),
        accumulate: 1)
      convolume_multiply_panel(&product)
      guard rectifies else { return }
      for group in 0..<run.groups {
        let target = run.values(output, group: group) + part.lowerBound * laneCount
        convolume_rectify(target, target, Int64(part.count * laneCount))
      }
    }
  }

  func backward(_ run: LaneRun) {
    guard let rows else { return }
    forEachTask(run.groups) { group in
      rectifyGradient(run, group: group)
      convolume_lanes_to_rows(
        run.values(input, group: group), Int64(inputs), Int64(laneCount),
        run.memory(rows) + group * laneCount * rowLength, Int64(rowLength))
    }
    let weightTasks = (outputs + outputsAtATime - 1) / outputsAtATime
    let inputTasks = givesInputGradient ? (inputs + inputsAtATime - 1) / inputsAtATime : 0
    forEachTask(weightTasks + inputTasks) { task in
      if task < weightTasks {
        let first = task * outputsAtATime
        addGradients(run, outputs: first..<min(first + outputsAtATime, outputs), rows)
      } else {
        let first = (task - weightTasks) * inputsAtATime
        passGradient(run, inputs: first..<min(first + inputsAtATime, inputs))
      }
    }
  }

  /// Computes `upstream × inputᵀ` for some outputs, and the sum of each row for the bias.
  private func addGradients(_ run: LaneRun, outputs part: Range<Int>, _ rows: LaneBlock) {
    let length = run.groups * laneCount
    run.arena.withScratch { upstream in
      for (row, output) in part.enumerated() {
        for group in 0..<run.groups {
          (upstream + row * length + group * laneCount).update(
            from: run.gradient(self.output, group: group) + output * laneCount, count: laneCount)
        }
        guard let bias else { continue }
        run.parameterGradients[bias][output] = convolume_sum(upstream + row * length, Int64(length))
      }
      var product = convolume_panel_product(
        left: upstream, left_row: Int64(length), left_step: 1, right: run.memory(rows),
        right_step: Int64(rowLength), right_vector: Int64(laneCount),
        result: run.parameterGradients[weight] + part.lowerBound * inputs,
        result_row: Int64(inputs), result_vector: Int64(laneCount), rows: Int64(part.count),
        columns: Int64(inputs), depth: Int64(length), accumulate: 0)
      convolume_multiply_panel(&product)
    }
  }

  /// Computes `weightᵀ × upstream` for some inputs.
  private func passGradient(_ run: LaneRun, inputs part: Range<Int>) {
    var product = convolume_panel_product(
      left: run.parameters[weight] + part.lowerBound, left_row: 1, left_step: Int64(inputs),
      right: run.gradient(output, group: 0), right_step: Int64(laneCount),
      right_vector: Int64(output.gradientStride),
      result: run.gradient(input, group: 0) + part.lowerBound * laneCount,
      result_row: Int64(laneCount), result_vector: Int64(input.gradientStride),
      rows: Int64(part.count), columns: Int64(run.groups * laneCount), depth: Int64(outputs),
      accumulate: 0)
    convolume_multiply_panel(&product)
  }
}

extension Linear: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard planner.shape == [weight.shape[1]] else { return false }
    let first = planner.takeParameters(bias == nil ? 1 : 2)
    let input = planner.input
    let output = planner.makeOutput([weight.shape[0]])
    planner.add(
      LaneLinear(
        weight: first, bias: bias == nil ? nil : first + 1, input: input, output: output,
        in: &planner))
    return true
  }
}
