import Tensors

/// All that a training run needs to go on: parameters, statistics, the optimizer's memory, history.
///
/// A state is a value; `bytes` and `init(bytes:)` turn it into a file's content and back, to the same
/// bits.
public struct TrainingState: Sendable, Equatable {
  public let parameters: [Tensor]
  public let statistics: [Tensor]
  public let optimizer: OptimizerMemory
  public let history: History

  /// Captures where a run stands.
  public init(of model: some Layer, _ optimizer: some Optimizer, history: History) {
    self.init(
      parameters: model.parameters.map(\.value), statistics: model.statistics.map(\.value),
      optimizer: optimizer.memory, history: history)
  }

  init(
    parameters: [Tensor], statistics: [Tensor], optimizer: OptimizerMemory, history: History
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.optimizer = optimizer
    self.history = history
  }

  /// How many epochs are done.
  public var epochs: Int { history.epochs.count }

  /// Puts the parameters and statistics back into a network of the same layers.
  ///
  /// - Parameter model: The network, which is changed.
  /// - Throws: `TrainingError.stateDoesNotFit` when the shapes differ.
  public func restore(_ model: inout some Layer) throws {
    try Self.check(model.parameters, against: parameters, "parameters")
    try Self.check(model.statistics, against: statistics, "statistics")
    var index = 0
    model.visitParameters { _, parameter in
      parameter = parameters[index]
      index += 1
    }
    index = 0
    model.visitStatistics { _, statistic in
      statistic = statistics[index]
      index += 1
    }
  }

  /// Puts everything back, the optimizer's memory included.
  func restore<Rule: Optimizer>(_ model: inout some Layer, _ rule: inout Rule) throws {
    guard optimizer.steps == 0 || optimizer.slots.count == Rule.slots else {
      throw TrainingError.stateDoesNotFit(
        expected: "\(Rule.slots) averages for each parameter (\(Rule.self))",
        found: "\(optimizer.slots.count)")
    }
    try restore(&model)
    rule.memory = optimizer
  }

  private static func check(
    _ own: [(name: String, value: Tensor)], against saved: [Tensor], _ what: String
  ) throws {
    let (expected, found) = (own.map(\.value.shape), saved.map(\.shape))
    guard expected == found else {
      throw TrainingError.stateDoesNotFit(
        expected: "\(what) of shapes \(expected)", found: "\(found)")
    }
  }
}
