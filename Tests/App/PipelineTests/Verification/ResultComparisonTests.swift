import CellOutputs
import Pipeline
import Testing

@Suite struct ResultComparisonTests {
  typealias Content = RecordedValue.Content

  private func value(
    _ content: RecordedValue.Content, _ tolerance: Double? = nil, unit: String? = nil,
    name: String = "a"
  ) -> RecordedResults.Value {
    RecordedResults.Value(
      RecordedValue(name: name, content: content, unit: unit), tolerance: tolerance, cell: "c",
      seed: nil)
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
    let comparisons = compared([value(recorded, tolerance)], with: [value(now, 99)])
    #expect(comparisons.map(\.verdict) == [verdict])
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
      [ResultComparison.Verdict.same, .within, .time, .new, .notRun].allSatisfy { !$0.isDifference }
    )
  }

  @Test func `a file says again what was recorded`() throws {
    let values = [
      value(.number(0.1), 0.05), value(.integer(7)), value(.text("x")), value(.numbers([1.5, 2])),
      value(.number(-.infinity)), value(.numbers([1, .infinity])), value(.text("infinity")),
    ]
    let results = RecordedResults(
      chapter: "chapters/a.md", profile: "full", parameters: ["epochs": "3"], engine: "e",
      machine: ["blas": "b"], data: ["mnist/x": "00"], values: values)
    #expect(try RecordedResults(json: try results.json()) == results)
    #expect(RecordedResults.path(forChapterAt: "chapters/a.b.md") == "chapters/results/a.b.json")
    #expect(RecordedResults.path(forChapterAt: "notes.md") == "results/notes.json")
  }
}
