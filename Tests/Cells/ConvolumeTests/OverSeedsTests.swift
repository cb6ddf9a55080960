import CellOutputs
import Convolume
import Plots
import Testing

@Suite struct OverSeedsTests {
  private func overSeeds(_ contents: [RecordedValue.Content]) -> OverSeeds {
    OverSeeds(
      name: "loss",
      runs: contents.enumerated().map { index, content in
        (seed: index + 1, value: RecordedValue(name: "loss", content: content))
      })
  }

  @Test func `gathers lists place by place, as far as the shortest reaches`() {
    let results = overSeeds([.numbers([3, 1, 9]), .numbers([1, 5]), .numbers([2, 0, 0])])
    #expect(results.median == [2, 1])
    #expect(results.low == [1, 0])
    #expect(results.high == [3, 5])
    #expect(results.seeds == [1, 2, 3])
  }

  @Test func `the middle of an even count lies between the two in the middle`() {
    #expect(overSeeds([.number(4), .number(1), .integer(3), .number(2)]).median == [2.5])
  }

  @Test func `a diverged run leaves its places open`() {
    let results = overSeeds([.numbers([1, .nan]), .numbers([2, 3])])
    #expect(results.median[0] == 1.5)
    #expect(results.median[1].isNaN)
  }

  @Test func `lists are displayed as a band around their median, numbers as a table`() {
    guard case .figure(let figure) = overSeeds([.numbers([1, 2]), .numbers([3, 4])]).cellOutput,
      case .plot(let plot) = figure.content, case .band(let band) = plot.marks[0],
      case .line(let line) = plot.marks[1]
    else {
      Issue.record("not a band and a line")
      return
    }
    #expect(band.low == Numbers([1, 2]))
    #expect(band.high == Numbers([3, 4]))
    #expect(line.y == Numbers([2, 3]))

    guard case .table(let table) = overSeeds([.number(0.5), .number(0.75)]).cellOutput else {
      Issue.record("no table")
      return
    }
    #expect(table.rows == [["1", "0.5"], ["2", "0.75"]])
    #expect(table.totals.map(\.first) == ["median", "least", "largest"])
  }

  @Test func `says what is recorded when the name is wrong`() async {
    await #expect(processExitsWith: .failure) { _ = Convolume.overSeeds("loss") }
  }
}
