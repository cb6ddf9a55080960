import NeuralNetworks

/// What one run of an experiment achieved, measured on the finished network.
///
/// Give it the training images as they are, not what the epochs saw of them: then the gap compares like
/// with like, without dropout, augmentation and the accuracy of a network that was still changing.
public struct Trial: Sendable {
  /// On the training images; nil where the experiment does not ask.
  public let training: Evaluation?
  /// On images that took no part in training; nil where the trial is a score.
  public let validation: Evaluation?
  /// A number that is no accuracy, such as an epoch; nil where there are evaluations.
  public let score: Double?

  /// Keeps how well a network recognises the images it was trained on, and others.
  public init(training: Evaluation? = nil, validation: Evaluation) {
    self.training = training
    self.validation = validation
    score = nil
  }

  /// Keeps a number that is no accuracy: an epoch, a distance, a loss.
  public init(score: Double) {
    training = nil
    validation = nil
    self.score = score
  }
}
