/// How far a training run has come, as a terminal shows it while a cell runs.
public struct TrainingProgress: Hashable, Codable, Sendable {
  /// From 1.
  public var epoch: Int
  public var epochs: Int
  /// From 1, within the epoch.
  public var batch: Int
  public var batches: Int
  /// The mean training loss of this epoch so far, in nats.
  public var loss: Double
  /// The time that the rest of the run should take, in seconds.
  public var secondsLeft: Double
  /// Which of several runs it is, such as `max 2×2, seed 2 (5/9)`.
  public var run: String?

  public init(
    epoch: Int, epochs: Int, batch: Int, batches: Int, loss: Double, secondsLeft: Double,
    run: String? = nil
  ) {
    self.run = run
    self.epoch = epoch
    self.epochs = epochs
    self.batch = batch
    self.batches = batches
    self.loss = loss
    self.secondsLeft = secondsLeft
  }
}
