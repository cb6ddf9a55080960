import NeuralNetworks

/// A training run whose loss is no longer a number, and what is left of it.
public struct DivergedRun: Error, Hashable, CustomStringConvertible {
  /// The last state that was stored before the loss went astray.
  public enum LastGood: Hashable, Sendable {
    /// The weights after `epoch`, counted from 1, in the checkpoint called `file`.
    case checkpoint(file: String, epoch: Int)
    /// The run diverged in its first epoch; a checkpoint is stored after each.
    case noEpoch
    /// No folder for checkpoints was named.
    case noFolder
  }

  /// What the engine found: the epoch, the batch, the loss.
  public let finding: String
  public let lastGood: LastGood

  package init(finding: String, lastGood: LastGood) {
    self.finding = finding
    self.lastGood = lastGood
  }

  public var description: String { "\(finding) \(rest)" }

  private var rest: String {
    switch lastGood {
    case .checkpoint(let file, let epoch):
      "The weights after epoch \(epoch) are in the checkpoint \(file)."
    case .noEpoch:
      "There is no checkpoint yet: one is stored after each epoch."
    case .noFolder:
      "There is no checkpoint: CONVOLUME_CHECKPOINTS names no folder for them."
    }
  }
}
