import CellOutputs
import Chapters
import Pipeline
import Reports
import Testing

@Suite struct UnmetExpectationTests {
  private func reported(_ option: String, _ result: CellResult) -> [String] {
    let chapter = Chapter.parse("```{swift}\n//| \(option)\nf()\n```\n", path: "a.md")
    return ReportBuilder.ExecutedChapter(chapter, results: [result]).unmetExpectations
      .map(\.diagnostic.description)
  }

  @Test func `names the cell, what it shows, and what was expected`() {
    #expect(
      reported("expect: 0.98 +- 0.01", CellResult(outputs: [.value("0.95")])) == [
        """
        a.md:2:13: warning: cell-1 displays '0.95', and '0.98 +- 0.01' is expected
          2 | //| expect: 0.98 +- 0.01
            |             ^~~~~~~~~~~~
          fix: find out why, or accept the new value with 'convolume test --fix'
        """
      ])
  }

  @Test func `compares the last displayed value, else all that was printed`() {
    let both: [CellOutput] = [.printed("8\n", stream: .output), .value("9"), .value("10")]
    #expect(reported("expect: 10", CellResult(outputs: both)).isEmpty)
    let printed: [CellOutput] = [
      .printed("1\n", stream: .output), .printed("oops\n", stream: .error),
      .printed("2\n", stream: .output),
    ]
    #expect(reported("expect: \"1\\n2\"", CellResult(outputs: printed)).isEmpty)
    #expect(reported("expect: 1", CellResult()).count == 1)
  }

  @Test func `says nothing of a cell that failed: its failure is reported`() {
    let failed = CellResult(failure: CellFailure(kind: .trap, message: "x"))
    #expect(reported("expect: 1", failed).isEmpty)
  }
}
