import CellOutputs
import Chapters
import Plots
import Reports
import Testing

@Suite struct SweepReportTests {
  /// A sweep of two rates and three seeds; the accuracy is the rate times 10, plus the seed.
  private func sweep(failing: Int? = nil) -> Sweep {
    let variants = ["0.01", "0.1"].flatMap { rate in ["1", "2", "4"].map { [rate, $0] } }
    return Sweep(
      parameters: ["lr", "seed"],
      variants: variants.enumerated().map { index, values in
        let seed = Double(values[1]) ?? 0
        let accuracy = (Double(values[0]) ?? 0) * 10 + seed
        let chapter = Chapter.parse("```{swift}\nf()\n```\n", path: "chapters/a.md")
        let recorded = [
          RecordedValue(name: "accuracy", content: .number(accuracy)),
          RecordedValue(name: "loss", content: .numbers([accuracy, seed]), unit: "nats"),
          RecordedValue(name: "note", content: .text("run \(values[1])")),
        ]
        let results = ReportBuilder.ExecutedChapter(
          chapter, results: [CellResult(recorded: index == failing ? [] : recorded)])
        return Sweep.Variant(
          values: values, chapters: [ChapterResults(results, title: "Rates")],
          hasFailed: index == failing)
      })
  }

  private func outline(_ sweep: Sweep) -> String {
    OutlineRenderer().outline(of: sweep.report(title: "Book"))
  }

  @Test func `compares every recorded value in a table, seeds side by side with their spread`() {
    let text = outline(sweep())
    #expect(text.contains("p: 6 variants: lr = 0.01, 0.1; seed = 1, 2, 4."))
    #expect(
      text.contains(
        """
          table: Table 1 accuracy
            lr | median | min | max | seed 1 | seed 2 | seed 4
            0.01 | 2.1 | 1.1 | 4.1 | 1.1 | 2.1 | 4.1
            0.1 | 3 | 2 | 5 | 2 | 3 | 5
        """))
    #expect(text.contains("0.1 | run 1 | run 2 | run 4\n"))
  }

  @Test func `compares lists by their last values`() {
    #expect(
      outline(sweep()).contains(
        """
          table: Table 2 loss: the last value of each list.
            lr | median | min | max | seed 1 | seed 2 | seed 4
            0.01 | 2 | 1 | 4 | 1 | 2 | 4
        """))
  }

  @Test func `plots numbers over the parameter, as a median with its band over the seeds`() throws {
    let plots = figures(in: sweep().report(title: "Book"))
    #expect(plots.count == 2)
    guard case .plot(let plot)? = plots.first?.content else {
      Issue.record("no plot")
      return
    }
    #expect(plot.xAxis.title == "lr")
    // A ratio of ten is told by its logarithm, and each value has its number.
    #expect(plot.xAxis.scale == .log)
    #expect(plot.xAxis.ticks == [0.01, 0.1])
    // No further series, which would have another colour.
    #expect(plot.marks.count == 2)
    guard case .line(let line) = plot.marks[0], case .band(let band) = plot.marks[1] else {
      Issue.record("not a line and a band")
      return
    }
    #expect(line.y == Numbers([2.1, 3]))
    #expect(band.low == Numbers([1.1, 2]))
    #expect(band.high == Numbers([4.1, 5]))
  }

  @Test func `draws lists as curves, one for each combination`() throws {
    let plot = try #require(figures(in: sweep().report(title: "Book")).last)
    guard case .plot(let plot) = plot.content else {
      Issue.record("no plot")
      return
    }
    let names = plot.marks.compactMap { mark in
      if case .line(let line) = mark { line.name } else { nil }
    }
    #expect(names == ["lr 0.01", "lr 0.1"])
  }

  @Test func `a variant that failed is reported, and leaves a gap`() {
    let text = outline(sweep(failing: 1))
    #expect(text.contains("p: A cell failed with lr = 0.01, seed = 2."))
    #expect(text.contains("0.01 | – | – | – | 1.1 | – | 4.1"))
  }

  private func figures(in report: Report) -> [Figure] {
    report.chapters.flatMap(\.blocks).compactMap { block in
      guard case .figure(let figure) = block else { return nil }
      return figure.parts.first?.content.figure
    }
  }
}
