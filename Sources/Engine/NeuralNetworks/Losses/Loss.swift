import Contracts
import Tensors

/// What training makes small: a number for the outputs of a batch and their true classes.
public protocol Loss: Sendable {
  /// Returns the mean loss of a batch, and its gradient with respect to the network's output.
  ///
  /// `output` is `[batch, classes]`, `labels` the true class of each row.
  func measure(_ output: Tensor, labels: [Int]) -> LossValue
}

/// A batch's loss and where it comes from.
public struct LossValue: Sendable {
  /// The mean over the batch.
  public var value: Double

  /// With respect to the network's output, in its shape.
  public var gradient: Tensor

  public init(value: Double, gradient: Tensor) {
    self.value = value
    self.gradient = gradient
  }
}

/// Stops unless there is one class in range for each row of scores.
func requireLabels(_ labels: [Int], for output: Tensor, _ loss: String) {
  require(
    output.rank == 2 && output.shape[0] == labels.count,
    "\(loss): expected [batch, classes] with a label for each row, got \(output.shape) and "
      + "\(labels.count) labels.")
  let classes = output.shape[1]
  if let wrong = labels.first(where: { $0 < 0 || $0 >= classes }) {
    require(
      false,
      "\(loss): the label \(wrong) is outside 0..<\(classes). The network must have one output for "
        + "each class.")
  }
}
