import Contracts

/// How a training run went, epoch by epoch.
public struct History: Sendable, Equatable {
  /// What one epoch achieved.
  public struct Epoch: Sendable, Equatable {
    /// From 1.
    public var epoch: Int
    /// The mean over the epoch's images, each measured when it was trained on, in nats.
    public var trainingLoss: Double
    /// The fraction of the epoch's images that were recognised when they were trained on.
    public var trainingAccuracy: Double
    /// The mean over the validation images after the epoch, in nats; nil without them.
    public var validationLoss: Double?
    /// The fraction of validation images recognised after the epoch; nil without them.
    public var validationAccuracy: Double?
    /// The learning rate of the epoch's last step.
    public var learningRate: Double
    /// How long the epoch took, validation included.
    public var seconds: Double

    public init(
      epoch: Int, trainingLoss: Double, trainingAccuracy: Double, validationLoss: Double? = nil,
      validationAccuracy: Double? = nil, learningRate: Double, seconds: Double
    ) {
      self.epoch = epoch
      self.trainingLoss = trainingLoss
      self.trainingAccuracy = trainingAccuracy
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
      self.learningRate = learningRate
      self.seconds = seconds
    }
  }

  /// First to last.
  public var epochs: [Epoch]

  public init(epochs: [Epoch] = []) { self.epochs = epochs }

  /// The last epoch's accuracy on the training images minus that on the validation images.
  ///
  /// A fraction: 0.05 is five points. The training accuracy was measured while training, with what dropout
  /// and augmentation did to the images, and while the network was still changing: such a gap comes out
  /// smaller than that of the trained network, which is
  /// `evaluate(model, on: training).accuracy − evaluate(model, on: validation).accuracy`.
  ///
  /// - Precondition: There is an epoch, and validation images were measured.
  public var gap: Double {
    let last = epochs.last
    require(
      last?.validationAccuracy != nil,
      "History.gap: expected an epoch with validation images, got \(epochs.count) epochs without. "
        + "Give 'train' validation images: validatingOn: …")
    return (last?.trainingAccuracy ?? 0) - (last?.validationAccuracy ?? 0)
  }

  /// How long all epochs took.
  public var seconds: Double { epochs.reduce(0) { $0 + $1.seconds } }
}

extension History: CustomStringConvertible {
  /// One line for each epoch.
  public var description: String {
    epochs.map { epoch in
      var line =
        "epoch \(epoch.epoch): loss \(rounded(epoch.trainingLoss, 4)), "
        + "accuracy \(rounded(100 * epoch.trainingAccuracy, 2)) %"
      if let loss = epoch.validationLoss, let accuracy = epoch.validationAccuracy {
        line += "; validation \(rounded(loss, 4)), \(rounded(100 * accuracy, 2)) %"
      }
      return line
    }.joined(separator: "\n")
  }

  private func rounded(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
