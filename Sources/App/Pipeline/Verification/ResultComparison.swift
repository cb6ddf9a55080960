import CellOutputs
import Foundation

/// A recorded value beside the one that the chapters give now.
package struct ResultComparison: Hashable, Sendable {
  package enum Verdict: String, Hashable, Sendable {
    case same
    case within = "within tolerance"
    /// Of two variants the same is better as far as anything is told, but only one of the runs tells them
    /// apart.
    case otherWord = "within tolerance, but another word"
    /// Further than its tolerance allows, or other than it was where none is stated.
    case differs
    /// A time: another each run.
    case time = "a time, not compared"
    /// What a run tells of itself.
    case remark = "of its run, not compared"
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
  /// How large that may be; `nil` where the two must be the same.
  package var tolerance: Double?

  /// Compares what was recorded of a chapter with what its cells record now.
  ///
  /// How near they must be is what the cell says now, and what it said then where it says nothing.
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
        results.chapter, recorded, now,
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
    _ chapter: String, _ recorded: RecordedResults.Value, _ now: RecordedResults.Value?,
    otherwise: Verdict
  ) {
    self.init(
      chapter: chapter, name: recorded.name, recorded: recorded, now: now?.content,
      verdict: otherwise)
    let statesNothing = now?.tolerance == nil && now?.basis == nil
    let stated = statesNothing ? recorded : now ?? recorded
    tolerance = stated.tolerance
    guard let now else { return }
    let judgement = Judgement(
      recorded.content, now.content, tolerance: stated.tolerance, basis: stated.basis)
    difference = judgement.difference
    tolerance = judgement.tolerance
    verdict =
      recorded.unit.map(Self.unitsOfTime.contains) == true ? .time : judgement.verdict
  }

  private static let unitsOfTime: Set = ["s", "ms", "seconds", "milliseconds", "minutes", "hours"]
}
