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
