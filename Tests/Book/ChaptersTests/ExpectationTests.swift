import Chapters
import Testing

@Suite struct ExpectationTests {
  private func expectation(_ text: String) -> Chapters.Expectation {
    Chapters.Expectation(text, position: SourcePosition(line: 1, column: 1))
  }

  @Test(arguments: [
    ("0.9876 +- 0.002", "0.9856", true), ("0.9876 +- 0.002", "0.9855", false),
    ("0.9876 ± 0.002", "0.9896", true), ("0.9876 +/- 0.002", "0.99", false),
    ("0.5", "0.50", true), ("0.5", "0.51", false), ("5e-1", "0.5", true),
    ("98.8 % +- 0.2", "98.95 %", true), ("98.8 % +- 0.2", "98.95", false),
    ("61706", "61,706", true), ("-3 +- 1", "-2.5", true), ("0 +- 0", "0", true),
    ("1 +- 1", "nan", false), ("nan", "nan", true), ("no peaks", "no peaks\n", true),
    ("no peaks", "No peaks", false), ("2 x 2", "2 x 3", false), (".5 +- .1", "0.55", true),
  ])
  func `compares numbers by value and within their tolerance, all else by letter`(
    expected: String, found: String, isMet: Bool
  ) {
    #expect(expectation(expected).isMet(by: found) == isMet)
  }

  @Test(arguments: [
    ("0.9876 +- 0.002", "0.97314159", "0.9731 +- 0.002"),
    ("0.99 +- 0.0001", "0.97314159", "0.97314159 +- 0.0001"),
    ("98.8 % +- 0.2", "97.45 %", "97.5 % +- 0.2"), ("-0.1 +- 0.1", "-0.96", "-1.0 +- 0.1"),
    ("9.9 +- 1", "99.96", "100.0 +- 1"), ("0.5", "0.75", "0.75"),
    ("no peaks", "3 peaks\n", "3 peaks"), ("1 +- 0.1", "no number", "no number"),
    ("0.5 +- 0.1", "2.5e-07", "2.5e-07 +- 0.1"),
  ])
  func `is rewritten with its tolerance, and with no more decimals than it needs`(
    expected: String, found: String, rewritten: String
  ) {
    let changed = expectation(expected).rewritten(for: found)
    #expect(changed == rewritten)
    #expect(expectation(changed).isMet(by: found))
  }

  @Test func `stands in a cell's options with its place, one or several by name`() throws {
    let text = """
      ```{swift}
      //| expect: 0.98 +- 0.01
      let a = 1
      ```

      ```{swift}
      //| expect:
      //|   test accuracy: 0.98 +- 0.01
      //|   classes: 10
      let b = 1
      ```
      """
    let cells = Chapter.parse(text, path: "a.md").cells
    #expect(
      cells.map(\.options.expectations) == [
        [Chapters.Expectation("0.98 +- 0.01", position: SourcePosition(line: 2, column: 13))],
        [
          Chapters.Expectation(
            "0.98 +- 0.01", recorded: "test accuracy", position: SourcePosition(line: 8, column: 22)
          ),
          Chapters.Expectation(
            "10", recorded: "classes", position: SourcePosition(line: 9, column: 16)),
        ],
      ])
  }
}
