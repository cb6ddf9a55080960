import CellOutputs
import Foundation
import Pipeline
import Testing

@Suite struct ResultComparisonTests {
  typealias Content = RecordedValue.Content

  private func value(
    _ content: RecordedValue.Content, _ tolerance: Double? = nil, unit: String? = nil,
    basis: RecordedValue.Basis? = nil, name: String = "a"
  ) -> RecordedResults.Value {
    RecordedResults.Value(
      RecordedValue(name: name, content: content, unit: unit, basis: basis), tolerance: tolerance,
      cell: "c", seed: nil)
  }

  private func compared(
    _ recorded: [RecordedResults.Value], with now: [RecordedResults.Value],
    missing: Set<String> = []
  ) -> [ResultComparison] {
    let results = RecordedResults(
      chapter: "chapters/a.md", profile: "full", parameters: [:], engine: "e", machine: [:],
      data: [:], values: recorded)
    return ResultComparison.all(of: results, with: now, missing: missing)
  }

  @Test(arguments: [
    (Content.number(0.98), Content.number(0.98), nil as Double?, ResultComparison.Verdict.same),
    (.number(0.98), .number(0.982), 0.002, .within),
    (.number(0.98), .number(0.983), 0.002, .differs),
    (.number(0.98), .number(0.9801), nil, .differs),
    (.integer(3), .number(3), nil, .same),
    (.number(.infinity), .number(.infinity), 0.1, .same),
    (.number(1), .number(.nan), 0.1, .differs),
    (.number(.nan), .number(.nan), nil, .same),
    (.numbers([1, .infinity]), .numbers([1, .infinity]), nil, .same),
    (.numbers([1, .infinity]), .numbers([1, -.infinity]), 5, .differs),
    (.numbers([1, 2]), .numbers([1, 2.1]), 0.2, .within),
    (.numbers([1, 2]), .numbers([1, 2, 3]), 10, .differs),
    (.numbers([]), .numbers([]), nil, .same),
    (.text("better"), .text("better"), nil, .same),
    (.text("better"), .text("worse"), 5, .differs),
    (.text("better"), .number(1), 5, .differs),
  ])
  func `a value holds where it is as near as its tolerance says`(
    recorded: Content, now: Content, tolerance: Double?, verdict: ResultComparison.Verdict
  ) {
    // The cell's word counts, and the file's where the cell states nothing.
    let statements: [(Double?, Double?)] = [
      (99, tolerance), (tolerance, tolerance), (tolerance, nil),
    ]
    for (then, today) in statements
    where today != nil || then == tolerance {
      let comparisons = compared([value(recorded, then)], with: [value(now, today)])
      #expect(comparisons.map(\.verdict) == [verdict])
      #expect(comparisons.map(\.tolerance) == [tolerance])
    }
  }

  @Test(arguments: [
    // As near as two points, whichever seed it is.
    ([0.90, 0.91, 0.92], [0.919, 0.925, 0.94], ResultComparison.Verdict.within, 0.02),
    ([0.90, 0.91, 0.92], [0.92, 0.91, 0.90], .same, 0.02),
    ([0.90, 0.91, 0.92], [0.90, 0.91, 0.941], .differs, 0.02),
    // As near as the recorded seeds are to each other, whatever the seeds of now are.
    ([0.10, 0.94, 0.96], [0.95, 0.93, 0.96], .within, 0.86),
    ([0.94, 0.95, 0.96], [0.10, 0.94, 0.96], .differs, 0.02),
    ([0.90, 0.95, .nan], [0.91, .nan, 0.96], .within, 0.05),
    ([0.90, 0.95, 0.96], [0.91, .nan, 0.96], .differs, 0.06),
    ([0.90, 0.91], [0.90, 0.91, 0.92], .differs, 0.02),
  ])
  func `numbers of seeds are compared as a sample`(
    recorded: [Double], now: [Double], verdict: ResultComparison.Verdict, tolerance: Double
  ) throws {
    let comparisons = compared(
      [value(.numbers(recorded))], with: [value(.numbers(now), 0.02, basis: .seeds)])
    #expect(comparisons.map(\.verdict) == [verdict])
    let used = try #require(comparisons[0].tolerance)
    #expect(abs(used - tolerance) < 1e-12)
  }

  @Test(arguments: [
    // The interval of the file is 0.8 wide.
    ("better (by 0.6; 95 % interval 0.2 to 1.0)", ResultComparison.Verdict.same, 0.0 as Double?),
    ("better (by 1.4; 95 % interval 0.1 to 2.7)", .within, 0.8),
    ("better (by 1.5; 95 % interval 0.2 to 2.8)", .differs, 0.9),
    ("not told apart (difference 0.1; 95 % interval −0.2 to 0.4)", .otherWord, 0.5),
    ("not told apart (difference −0.3; 95 % interval −0.9 to 0.3)", .differs, 0.9),
    ("worse (by 0.1; 95 % interval 0.05 to 0.15)", .differs, 0.7),
    ("not told apart (a run gave no number)", .differs, nil),
  ])
  func `a verdict holds where nothing opposite is said and the difference is near`(
    now: String, verdict: ResultComparison.Verdict, difference: Double?
  ) {
    func points(_ text: String) -> RecordedValue.Content {
      .text(text.replacing(/[0-9.]+(?=;)/) { "\($0.output) points" })
    }
    let comparisons = compared(
      [value(points("better (by 0.6; 95 % interval 0.2 to 1.0)"))],
      with: [value(points(now), basis: .verdict)])
    #expect(comparisons.map(\.verdict) == [verdict])
    #expect(comparisons[0].difference.map { ($0 * 10).rounded() / 10 } == difference)
  }

  @Test func `a verdict without an interval over seeds may be two points off, or as a cell says`() {
    func verdicts(_ tolerance: Double?) -> [ResultComparison.Verdict] {
      [("2.0", "p = 0.041"), ("2.1", "p < 0.001")].flatMap { amount, evidence in
        compared(
          [value(.text("better (by 0.0 points; p = 0.01)"))],
          with: [
            value(.text("better (by \(amount) points; \(evidence))"), tolerance, basis: .verdict)
          ]
        ).map(\.verdict)
      }
    }
    #expect(verdicts(nil) == [.within, .differs])
    #expect(verdicts(3) == [.within, .within])
    #expect(verdicts(1) == [.differs, .differs])
  }

  @Test func `what a run tells of itself is not compared`() {
    let comparisons = compared(
      [value(.text("two cores")), value(.text("two cores"), name: "b")],
      with: [
        value(.text("one core"), basis: .remark),
        value(.text("two cores"), basis: .remark, name: "b"),
      ])
    #expect(comparisons.map(\.verdict) == [.remark, .same])
  }

  @Test func `a text that is no verdict must be the same`() {
    let comparisons = compared(
      [value(.text("MNIST")), value(.text("MNIST"), name: "b")],
      with: [
        value(.text("MNIST"), basis: .verdict),
        value(.text("CIFAR"), 5, basis: .verdict, name: "b"),
      ])
    #expect(comparisons.map(\.verdict) == [.same, .differs])
  }

  @Test func `times are not compared, and what is gone, new or not run is told apart`() {
    #expect(
      compared([value(.number(3), unit: "seconds")], with: [value(.number(9))]).map(\.verdict)
        == [.time])
    #expect(compared([value(.number(3))], with: []).map(\.verdict) == [.gone])
    #expect(compared([value(.number(3))], with: [], missing: ["c"]).map(\.verdict) == [.notRun])
    #expect(compared([], with: [value(.number(3))]).map(\.verdict) == [.new])
    let isDifference = [ResultComparison.Verdict.differs, .gone].map(\.isDifference)
    #expect(isDifference == [true, true])
    #expect(
      [ResultComparison.Verdict.same, .within, .otherWord, .time, .remark, .new, .notRun]
        .allSatisfy { !$0.isDifference })
  }

  @Test func `a file says again what was recorded`() throws {
    let values = [
      value(.number(0.1), 0.05), value(.integer(7)), value(.text("x")), value(.numbers([1.5, 2])),
      value(.number(-.infinity)), value(.numbers([1, .infinity])), value(.text("infinity")),
      value(.numbers([0.9, 0.8]), 0.02, basis: .seeds), value(.text("better"), basis: .verdict),
    ]
    let results = RecordedResults(
      chapter: "chapters/a.md", profile: "full", parameters: ["epochs": "3"], engine: "e",
      machine: ["blas": "b"], data: ["mnist/x": "00"], seconds: 12.25, values: values)
    #expect(try RecordedResults(json: try results.json()) == results)
    // A file without seconds and bases is read as well.
    let old = """
      {"chapter": "a", "profile": "full", "parameters": {}, "engine": "e", "machine": {}, "data": {},
      "values": [{"name": "n", "value": [0.5, 1], "cell": "c"}]}
      """
    let read = try RecordedResults(json: Data(old.utf8))
    #expect(read.seconds == nil)
    #expect(read.values == [value(.numbers([0.5, 1]), name: "n")])
    #expect(RecordedResults.path(forChapterAt: "chapters/a.b.md") == "chapters/results/a.b.json")
    #expect(RecordedResults.path(forChapterAt: "notes.md") == "results/notes.json")
  }
}
