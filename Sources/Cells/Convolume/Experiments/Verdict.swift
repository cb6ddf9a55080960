import Contracts
import NeuralNetworks
import Plots

/// What can be said about two variants: better, worse, or not told apart.
///
/// As text it is what a sentence quotes: `better (by 1.3 points; 95 % interval 0.4 to 2.2)`.
public struct Verdict: Hashable, Sendable {
  /// Larger is better, but for a gap, where smaller is.
  public enum Outcome: String, Hashable, Sendable { case better, worse, notToldApart }

  /// What the outcome rests on.
  public enum Evidence: Hashable, Sendable {
    /// Between these bounds the difference lies, with a confidence of 95 %; over so many seeds.
    case interval(ClosedRange<Double>, seeds: Int)
    /// So probable is a difference at least as large between two equally good networks.
    case probability(Double)
    /// A run gave no number.
    case none
  }

  /// What was compared.
  public let measure: Comparison.Measure
  /// The first minus the second: a fraction of the images, or in the unit of the score.
  public let difference: Double
  public let evidence: Evidence

  package init(measure: Comparison.Measure, difference: Double, evidence: Evidence) {
    self.measure = measure
    self.difference = difference
    self.evidence = evidence
  }

  /// Whether the first is better than the second: told apart when the interval leaves out zero, or the
  /// probability is below 5 %.
  public var outcome: Outcome {
    let isTold =
      switch evidence {
      case .interval(let interval, _): !interval.contains(0)
      case .probability(let probability): probability < 0.05
      case .none: false
      }
    guard isTold else { return .notToldApart }
    return (difference > 0) == (measure != .gap) ? .better : .worse
  }
}

extension Verdict: CustomStringConvertible {
  public var description: String {
    guard outcome != .notToldApart else {
      return "not told apart (\(differenceText)\(evidenceText(sign: 1)))"
    }
    let sign: Double = difference < 0 ? -1 : 1
    return "\(word) (by \(amount(abs(difference)))\(evidenceText(sign: sign)))"
  }

  private var word: String {
    switch measure {
    case .training, .validation: outcome == .better ? "better" : "worse"
    case .gap, .score: difference > 0 ? "larger" : "smaller"
    }
  }

  private var differenceText: String {
    evidence == .none ? "a run gave no number" : "difference \(amount(difference))"
  }

  /// The bounds change sides with `sign` −1, where the difference is told by its size alone.
  private func evidenceText(sign: Double) -> String {
    switch evidence {
    case .interval(let interval, let seeds):
      let bounds = [sign * interval.lowerBound, sign * interval.upperBound].sorted()
      let ending =
        switch seeds {
        case 1 where measure == .score: ", of one seed, which says nothing about others"
        case 1: ", over the images alone: one seed"
        case 2: ", with two seeds only"
        default: ""
        }
      return "; 95\u{202F}% interval \(number(bounds[0])) to \(number(bounds[1]))\(ending)"
    case .probability(let probability):
      return probability < 0.001
        ? "; p < 0.001"
        : "; p = \(NumberFormat.decimal(places: probability < 0.1 ? 3 : 2).text(probability))"
    case .none: return ""
    }
  }

  private func amount(_ value: Double) -> String {
    measure == .score ? number(value) : "\(number(value)) points"
  }

  /// Points with one decimal, with two where the interval is no wider than a point.
  private func number(_ value: Double) -> String {
    guard measure != .score else { return value.tableText }
    let isNarrow =
      if case .interval(let interval, _) = evidence {
        interval.upperBound - interval.lowerBound < 0.01
      } else {
        abs(difference) < 0.01
      }
    return NumberFormat.decimal(places: isNarrow ? 2 : 1).text(100 * value)
  }
}

extension Comparison {
  /// Whether one variant is better than another, by a bootstrap over seeds and images at once.
  ///
  /// The two are paired: seed by seed, and image by image where both were asked about the same images. A
  /// variant is told apart when the 95 % interval of the difference leaves out zero. With one seed the
  /// interval is over the images alone, and the text says so; nothing is then known of other seeds.
  ///
  /// - Parameters:
  ///   - first: The variant that the verdict is about.
  ///   - second: The variant that it is measured against.
  ///   - measure: The validation accuracy, or the score, unless given. A score or a gap is called larger or
  ///     smaller.
  /// - Returns: The verdict; `.better` means a smaller gap, and of all else the larger.
  /// - Precondition: There are such variants, and the trials have that measure.
  /// - SeeAlso: `PairedBootstrap` for the method and its sources.
  public func verdict(
    _ first: String, against second: String, on measure: Measure? = nil
  ) -> Verdict {
    let measure = measure ?? mainMeasure
    let (one, other) = (self[first], self[second])
    let differences = zip(values(of: measure, in: one), values(of: measure, in: other))
      .map { $0 - $1 }
    guard differences.allSatisfy(\.isFinite) else {
      return Verdict(measure: measure, difference: .nan, evidence: .none)
    }
    func images(_ trials: (Trial) -> Evaluation?, sign: Int) -> [PairedBootstrap.Part] {
      PairedBootstrap.parts(
        one.trials.compactMap(trials), other.trials.compactMap(trials), sign: sign)
    }
    let parts =
      switch measure {
      case .training: images(\.training, sign: 1)
      case .validation: images(\.validation, sign: 1)
      case .gap: images(\.training, sign: 1) + images(\.validation, sign: -1)
      case .score: [PairedBootstrap.Part(scores: differences)]
      }
    let bootstrap = PairedBootstrap(parts)
    return Verdict(
      measure: measure, difference: bootstrap.difference,
      evidence: .interval(
        measure.clamped(bootstrap.interval), seeds: differences.count))
  }
}

extension Comparison.Measure {
  /// The part of an interval in which a difference can lie.
  ///
  /// With three seeds of which one failed, Student's factor makes it wider than there is room: two
  /// accuracies are not more than 1 apart, two gaps not more than 2.
  fileprivate func clamped(_ interval: ClosedRange<Double>) -> ClosedRange<Double> {
    switch self {
    case .training, .validation: interval.clamped(to: -1...1)
    case .gap: interval.clamped(to: -2...2)
    case .score: interval
    }
  }
}

extension PairedBootstrap {
  /// The difference in accuracy between two variants.
  ///
  /// One part where both were asked about the same images, else one for each.
  fileprivate static func parts(
    _ one: [Evaluation], _ other: [Evaluation], sign: Int
  ) -> [Part] {
    func isShared(_ evaluations: [Evaluation]) -> Bool {
      evaluations.allSatisfy { $0.labels == evaluations[0].labels }
    }
    func part(_ rows: [[Int]], _ evaluations: [Evaluation]) -> Part {
      Part(rows: rows, isShared: isShared(evaluations))
    }
    guard zip(one, other).allSatisfy({ $0.labels == $1.labels }) else {
      return [
        part(one.map { $0.recognised.map { sign * $0 } }, one),
        part(other.map { $0.recognised.map { -sign * $0 } }, other),
      ]
    }
    let rows = zip(one, other).map { one, other in
      zip(one.recognised, other.recognised).map { sign * ($0 - $1) }
    }
    return [part(rows, one)]
  }
}

extension Evaluation {
  /// 1 for each image that was recognised, 0 for the others.
  fileprivate var recognised: [Int] { zip(labels, predictions).map { $0 == $1 ? 1 : 0 } }
}

/// Whether one network is better than another on the same test images, by McNemar's exact test.
///
/// It speaks of these two networks, not of others from other seeds.
///
/// - Parameters:
///   - first: What the network made of the images that the verdict is about.
///   - second: What the other network made of them.
/// - Returns: The verdict, which tells them apart below a probability of 5 %.
/// - Precondition: Both were asked about the same images.
/// - SeeAlso: McNemar, *Note on the Sampling Error of the Difference Between Correlated Proportions or
///   Percentages*, Psychometrika 12, 1947.
public func verdict(first: Evaluation, second: Evaluation) -> Verdict {
  require(
    first.labels == second.labels,
    "verdict(first:second:): expected the same images, got \(first.count) and \(second.count) "
      + "images whose labels differ.")
  let test = McNemarTest(
    labels: first.labels, first: first.predictions, second: second.predictions)
  return Verdict(
    measure: .validation, difference: first.accuracy - second.accuracy,
    evidence: .probability(test.probability))
}
