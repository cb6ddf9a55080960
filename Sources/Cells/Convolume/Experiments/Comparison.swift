import Contracts
import NeuralNetworks

/// The runs of an experiment: some variants, each with the same seeds.
public struct Comparison: Sendable {
  /// What is compared.
  public enum Measure: String, Hashable, Sendable, CaseIterable {
    /// The accuracy on the training images, a fraction.
    case training
    /// The accuracy on images that took no part in training, a fraction.
    case validation
    /// The training accuracy minus the validation accuracy.
    case gap
    /// The trials' own numbers.
    case score
  }

  /// One variant and its runs, in the order of the seeds.
  public struct Variant: Sendable {
    public let name: String
    public let seeds: [Int]
    public let trials: [Trial]

    /// The accuracy on the training images, one a seed; empty where it was not measured.
    public var training: [Double] { trials.compactMap { $0.training?.accuracy } }

    /// The accuracy on the validation images, one a seed; empty where the trials are scores.
    public var validation: [Double] { evaluations.map(\.accuracy) }

    /// The training accuracy minus the validation accuracy, one a seed.
    public var gap: [Double] { zip(training, validation).map { $0 - $1 } }

    /// The trials' own numbers, one a seed; empty where there are evaluations.
    public var scores: [Double] { trials.compactMap(\.score) }

    /// What the networks made of the validation images, one a seed.
    public var evaluations: [Evaluation] { trials.compactMap(\.validation) }

    func values(of measure: Measure) -> [Double] {
      switch measure {
      case .training: training
      case .validation: validation
      case .gap: gap
      case .score: scores
      }
    }
  }

  /// In the order in which they were given.
  public let variants: [Variant]

  package init(_ variants: [Variant]) {
    self.variants = variants
    for variant in variants {
      require(
        variants.count { $0.name == variant.name } == 1,
        "compare: two variants are named '\(variant.name)'. Give each a name of its own.")
    }
    let trials = variants.flatMap(\.trials)
    for fact in [trials.map { $0.score == nil }, trials.map { $0.training == nil }] {
      require(
        Set(fact).count <= 1,
        "compare: the runs return different kinds of Trial. Return Trial(training:validation:), "
          + "Trial(validation:) or Trial(score:) from all of them.")
    }
  }

  public var names: [String] { variants.map(\.name) }

  /// The runs of the variant of that name.
  ///
  /// - Precondition: There is one.
  public subscript(name: String) -> Variant {
    let found = variants.first { $0.name == name }
    require(
      found != nil,
      "Comparison: no variant is named '\(name)'. The variants: "
        + "\(names.map { "'\($0)'" }.joined(separator: ", ")).")
    return found ?? variants[0]
  }

  /// The middle value over a variant's seeds; of an even number, the mean of the two in the middle.
  ///
  /// - Precondition: The trials have that measure.
  public func median(_ measure: Measure, of name: String) -> Double {
    Spread(values(of: measure, in: self[name])).median
  }

  /// What the trials have, as a table or a verdict takes it unless told otherwise.
  var mainMeasure: Measure { variants[0].scores.isEmpty ? .validation : .score }

  /// The values of a measure, one a seed.
  func values(of measure: Measure, in variant: Variant) -> [Double] {
    let values = variant.values(of: measure)
    require(
      !values.isEmpty,
      "Comparison: the trials have no \(measure.rawValue). They have: "
        + Measure.allCases.filter { !variant.values(of: $0).isEmpty }.map(\.rawValue)
        .joined(separator: ", ") + ".")
    return values
  }
}

/// Least, middle and largest of some numbers; all NaN where one of them is.
struct Spread {
  var low: Double
  var median: Double
  var high: Double

  init(_ values: [Double]) {
    guard !values.isEmpty, !values.contains(where: \.isNaN) else {
      (low, median, high) = (.nan, .nan, .nan)
      return
    }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    low = sorted[0]
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    high = sorted[sorted.count - 1]
  }
}
