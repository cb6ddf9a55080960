import CellOutputs
import Foundation

/// A recorded value beside the one that the chapters give now.
package struct ResultComparison: Hashable, Sendable {
  package enum Verdict: String, Hashable, Sendable {
    case same
    case within = "within tolerance"
    /// Further than its tolerance allows, or other than it was where none is stated.
    case differs
    /// A time: another each run.
    case time = "a time, not compared"
    /// Recorded once, and by no cell any more.
    case gone = "no cell records it"
    /// What a cell records, and the file does not hold yet.
    case new = "not in the file"
    /// The cell's result is not kept, and nobody asked to run it.
    case notRun = "not run here"

    /// Whether the recorded results no longer hold.
    package var isDifference: Bool { self == .differs || self == .gone }
  }

  package var chapter: String
  package var name: String
  package var recorded: RecordedResults.Value?
  package var now: RecordedValue.Content?
  package var verdict: Verdict
  /// The largest difference between numbers; `nil` where they are not both numbers.
  package var difference: Double?

  /// Compares what was recorded of a chapter with what its cells record now.
  ///
  /// - Parameters:
  ///   - results: What was recorded.
  ///   - values: What is recorded now.
  ///   - missing: The cells whose results are not known.
  /// - Returns: One for each value, those of the file first.
  package static func all(
    of results: RecordedResults, with values: [RecordedResults.Value], missing: Set<String>
  ) -> [ResultComparison] {
    let old = results.values.map { recorded in
      let now = values.first { $0.name == recorded.name }
      return ResultComparison(
        results.chapter, recorded, now?.content,
        otherwise: missing.contains(recorded.cell) ? .notRun : .gone)
    }
    let names = Set(results.values.map(\.name))
    let new = values.filter { !names.contains($0.name) }.map { value in
      ResultComparison(
        chapter: results.chapter, name: value.name, recorded: nil, now: value.content,
        verdict: .new)
    }
    return old + new
  }

  private init(
    chapter: String, name: String, recorded: RecordedResults.Value?, now: RecordedValue.Content?,
    verdict: Verdict, difference: Double? = nil
  ) {
    self.chapter = chapter
    self.name = name
    self.recorded = recorded
    self.now = now
    self.verdict = verdict
    self.difference = difference
  }

  private init(
    _ chapter: String, _ recorded: RecordedResults.Value, _ now: RecordedValue.Content?,
    otherwise: Verdict
  ) {
    self.init(
      chapter: chapter, name: recorded.name, recorded: recorded, now: now, verdict: otherwise)
    guard let now else { return }
    difference = recorded.content.difference(from: now)
    if recorded.unit.map(Self.unitsOfTime.contains) == true {
      verdict = .time
    } else if let difference {
      verdict =
        difference == 0 ? .same : difference <= recorded.allowance(for: now) ? .within : .differs
    } else {
      verdict = recorded.content.text == now.text ? .same : .differs
    }
  }

  private static let unitsOfTime: Set = ["s", "ms", "seconds", "milliseconds", "minutes", "hours"]
}

extension RecordedResults.Value {
  /// How far a value may be from this one.
  fileprivate func allowance(for now: RecordedValue.Content) -> Double {
    guard let tolerance else { return 0 }
    // Decimals such as 0.9876 - 0.002 have no exact binary form: the edge belongs to the range.
    let largest = ((content.numbers ?? []) + (now.numbers ?? [])).map(\.magnitude).max() ?? 0
    return tolerance + 4 * largest.ulp
  }
}

extension RecordedValue.Content {
  fileprivate var numbers: [Double]? {
    switch self {
    case .integer(let value): [Double(value)]
    case .number(let value): [value]
    case .numbers(let values): values
    case .text: nil
    }
  }

  /// The largest difference between two numbers, or lists of as many; `nil` for anything else.
  fileprivate func difference(from other: Self) -> Double? {
    guard let left = numbers, let right = other.numbers, left.count == right.count else {
      return nil
    }
    let differences = zip(left, right).map { left, right in
      left == right || left.isNaN && right.isNaN ? 0 : abs(left - right)
    }
    // One NaN, which is near nothing, would hide among numbers.
    return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
  }
}
