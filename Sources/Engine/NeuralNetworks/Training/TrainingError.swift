/// Why a training run cannot go on.
public enum TrainingError: Error, Equatable, Sendable {
  /// The loss is infinite or not a number; epoch and batch count from 1.
  case diverged(epoch: Int, batch: Int, loss: Double, learningRate: Double)

  /// There are no images to train on.
  case noImages

  /// A saved state belongs to another network or another optimizer.
  case stateDoesNotFit(expected: String, found: String)

  /// Saved bytes are not a training state.
  case unreadableState(offset: Int, reason: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .diverged(let epoch, let batch, let loss, let rate):
      "Training diverged in epoch \(epoch), batch \(batch): the loss is \(loss) at learning rate "
        + "\(rate). Use a smaller learning rate, or check the images for values that are not numbers."
    case .noImages:
      "There are no images to train on. Check the data set and its prefix(_:)."
    case .stateDoesNotFit(let expected, let found):
      "The saved training state does not fit this run: expected \(expected), found \(found). "
        + "Train from the beginning, or restore the model that the state was saved from."
    case .unreadableState(let offset, let reason):
      "The saved training state cannot be read at byte \(offset): \(reason). Train from the beginning."
    }
  }
}
