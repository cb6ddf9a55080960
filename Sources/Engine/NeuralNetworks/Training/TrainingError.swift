/// Why a training run cannot go on.
public enum TrainingError: Error, Equatable, Sendable {
  /// The loss is infinite or not a number; epoch and batch count from 1. `layer` is where the first
  /// number appeared that is not finite, such as `Conv2D 2`; nil where all outputs are finite.
  case diverged(epoch: Int, batch: Int, layer: String?, loss: Double, learningRate: Double)

  /// The loss was still finite, but the last step of an epoch has left a weight or a statistic that is
  /// not; the epoch counts from 1. `value` is its name, such as `Conv2D 2.weight`.
  case divergedAfter(epoch: Int, value: String, learningRate: Double)

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
    case .diverged(let epoch, let batch, let layer, let loss, let rate):
      "Training diverged in epoch \(epoch), batch \(batch): the loss is "
        + "\(loss.isNaN ? "not a number" : "\(loss)") at learning rate "
        + "\(rate)\(layer.map { ", and the first numbers that are not finite come from \($0)" } ?? ""). "
        + (layer == FiniteCheck.images
          ? "Check the images for values that are not numbers." : "Use a smaller learning rate.")
    case .divergedAfter(let epoch, let value, let rate):
      "Training diverged in the last batch of epoch \(epoch): \(value) has numbers that are not finite "
        + "since the step at learning rate \(rate). Use a smaller learning rate."
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
