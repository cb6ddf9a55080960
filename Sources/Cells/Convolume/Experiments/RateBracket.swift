import CellOutputs
import Contracts
import NeuralNetworks
import Plots

/// Tries learning rates, and keeps what each one achieved.
///
/// A rate at which training diverges has lost; that is a result and no error. Where the best of the rates is
/// the first or the last of them, a better one may lie outside: then the next rate outside is tried, in the
/// ratio of the two at that end, until the best one has a worse neighbour on each side.
///
/// ```swift
/// let race = try bracket(rates: [0.01, 0.03, 0.1]) { rate in
///   var model = network(seed: 1)
///   let history = try train(
///     &model, on: few, optimizer: SGD(learningRate: .constant(rate)), epochs: 3)
///   return history.epochs.last?.trainingLoss ?? .nan
/// }
/// race  // 0.03 (of 0.01 to 0.1; 0.1 diverged)
/// ```
///
/// - Parameters:
///   - rates: At least two, rising.
///   - extensions: How many rates outside may be tried in all.
///   - run: Trains with a rate, and returns what is to be small, such as a loss or a number of steps; a number
///     that is not finite counts as diverged.
/// - Returns: All rates tried, and what they achieved.
/// - Throws: What `run` throws, but for `DivergedRun`.
/// - Precondition: The rates are positive and rise.
public func bracket(
  rates: [Double], extensions: Int = 3, _ run: (_ rate: Double) throws -> Double
) throws -> RateBracket {
  require(
    rates.count >= 2 && rates[0] > 0 && zip(rates, rates.dropFirst()).allSatisfy { $0 < $1 },
    "bracket(rates:): expected at least two positive rates that rise, got \(rates).")
  defer { Session.enter(run: nil) }
  func attempt(_ rate: Double) throws -> RateBracket.Attempt {
    Session.enter(run: "learning rate \(NumberFormat.automatic.text(rate))")
    do {
      let score = try run(rate)
      return RateBracket.Attempt(rate: rate, score: score.isFinite ? score : nil)
    } catch is DivergedRun {
      return RateBracket.Attempt(rate: rate, score: nil)
    }
  }
  var bracket = RateBracket(attempts: try rates.map(attempt))
  for _ in 0..<max(extensions, 0) {
    guard let outside = bracket.nextRate else { break }
    bracket.insert(try attempt(outside))
  }
  return bracket
}

/// Learning rates that were tried, and what became of each.
public struct RateBracket: Hashable, Sendable {
  public struct Attempt: Hashable, Sendable {
    public let rate: Double
    /// What was to be small; nil where training diverged.
    public let score: Double?
  }

  /// By rising rate.
  public private(set) var attempts: [Attempt]

  /// The rate of the least score, the smaller one of equals; nil where all diverged.
  public var best: Double? { bestIndex.map { attempts[$0].rate } }

  /// The least score; nil where all rates diverged.
  public var bestScore: Double? { bestIndex.flatMap { attempts[$0].score } }

  /// The rates at which training diverged.
  public var diverged: [Double] { attempts.filter { $0.score == nil }.map(\.rate) }

  /// Whether a better rate may lie outside those that were tried.
  public var isAtEdge: Bool { bestIndex == 0 || bestIndex == attempts.count - 1 }

  package init(attempts: [Attempt]) { self.attempts = attempts }

  mutating func insert(_ attempt: Attempt) {
    attempts.append(attempt)
    attempts.sort { $0.rate < $1.rate }
  }

  /// The rate to try next outside; nil where the best one has neighbours.
  ///
  /// Where all diverge, it is a smaller one.
  var nextRate: Double? {
    let last = attempts.count - 1
    return switch bestIndex {
    case 0, nil: attempts[0].rate * attempts[0].rate / attempts[1].rate
    case last: attempts[last].rate * attempts[last].rate / attempts[last - 1].rate
    default: nil
    }
  }

  private var bestIndex: Int? {
    attempts.indices.filter { attempts[$0].score != nil }
      .min { (attempts[$0].score ?? 0) < (attempts[$1].score ?? 0) }
  }
}

extension RateBracket: CustomStringConvertible, Displayable {
  /// The best rate, the range that was tried, and what diverged.
  public var description: String {
    func text(_ rate: Double) -> String { NumberFormat.automatic.text(rate) }
    guard let best else {
      return "none: training diverged at all rates from \(text(attempts[0].rate)) to "
        + text(attempts[attempts.count - 1].rate)
    }
    var remarks = [
      "of \(text(attempts[0].rate)) to \(text(attempts[attempts.count - 1].rate))"
    ]
    if isAtEdge { remarks.append("at the edge of what was tried") }
    if !diverged.isEmpty {
      remarks.append("\(diverged.map(text).joined(separator: ", ")) diverged")
    }
    return "\(text(best)) (\(remarks.joined(separator: "; ")))"
  }

  /// One row a rate.
  public func table(score: String = "score") -> Table {
    Table(
      columns: ["learning rate", score],
      rows: attempts.map { attempt -> [any TableValue] in
        [NumberFormat.automatic.text(attempt.rate), attempt.score?.tableText ?? "diverged"]
      })
  }

  public var cellOutput: CellOutput { .table(table()) }
}
