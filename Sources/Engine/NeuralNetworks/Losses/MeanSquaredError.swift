import Contracts
import Tensors

/// The mean of the squared differences between outputs and targets.
///
/// For a classifier the target is 1 at the true class and 0 elsewhere.
public struct MeanSquaredError: Loss {
  public init() {}

  public func measure(_ output: Tensor, labels: [Int]) -> LossValue {
    requireLabels(labels, for: output, "MeanSquaredError")
    var targets = Tensor(zeros: output.shape)
    targets.withMutableValues { targets in
      for (row, label) in labels.enumerated() { targets[row * output.shape[1] + label] = 1 }
    }
    return measure(output, targets: targets)
  }

  /// Returns the mean over all numbers of two tensors of one shape, and its gradient.
  public func measure(_ output: Tensor, targets: Tensor) -> LossValue {
    require(
      output.shape == targets.shape,
      "MeanSquaredError: expected targets \(output.shape), got \(targets.shape).")
    let difference = output - targets
    let count = max(output.count, 1)
    let sum = difference.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    return LossValue(value: sum / Double(count), gradient: difference * (2 / Float(count)))
  }
}
