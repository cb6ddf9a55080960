import Foundation
import TestSupport
import Testing

/// A cell that fails names its line, ends its own chapter, and nothing else.
@Suite struct FailingCellTests {
  private func book(failing cell: String, options: String = "") throws -> Book {
    try Book([
      "01-good.md": chapter("Good"),
      "02-bad.md": chapter("Bad", "```{swift}\n\(options)\(cell)\n```\n"),
      "03-also.md": chapter("Also"),
    ])
  }

  private func expectIsolated(_ book: Book, _ outcome: Tool.Outcome) throws {
    #expect(outcome.status == 1)
    #expect(try book.folder.text(of: "output/html/01-good.html").contains("hello from Good"))
    #expect(try book.folder.text(of: "output/html/03-also.html").contains("hello from Also"))
    #expect(try book.folder.text(of: "output/html/02-bad.html").contains("hello from Bad"))
  }

  @Test func `a compile error names file, line and column, and quotes the line`() throws {
    let book = try book(failing: "let word: String = 42")
    let outcome = try book.render()
    try expectIsolated(book, outcome)
    #expect(outcome.errors.contains("chapters/02-bad.md:12:20: error:"))
    #expect(outcome.errors.contains("12 | let word: String = 42"))
  }

  @Test func `cells below one that failed are told as not run, and cost nothing`() throws {
    let book = try book(
      failing: "let word: String = 42\n```\n\n```{swift}\nprint(word)\n```\n\n```{swift}\nprint(4)")
    let outcome = try book.render("--report", "cost.json")
    try expectIsolated(book, outcome)
    for cell in ["[3/4] cell-3", "[4/4] cell-4"] {
      #expect(
        outcome.errors.contains("02-bad \(cell): not run, because a cell above it failed\n"),
        "\(outcome.errors)")
    }
    #expect(outcome.errors.contains("  cell-2: failed\n"), "it never ran: \(outcome.errors)")
    #expect(!outcome.errors.contains("0.0 s"), "\(outcome.errors)")
    #expect(outcome.errors.contains("2 not run"))
    let page = try book.folder.text(of: "output/html/02-bad.html")
    #expect(page.ranges(of: "not run, because cell-2 above it failed").count == 2)
  }

  @Test func `a trap names the line of the cell`() throws {
    let book = try book(failing: "let numbers = [1, 2, 3]\nprint(numbers[numbers.count])")
    let outcome = try book.render()
    try expectIsolated(book, outcome)
    #expect(outcome.errors.contains("chapters/02-bad.md:13:"))
    #expect(outcome.errors.contains("13 | print(numbers[numbers.count])"))
  }

  @Test func `a broken contract of the engine shows its message and the cell's line`() throws {
    let book = try book(failing: "let pool = MaxPool2D(window: 0)\nprint(pool)")
    let outcome = try book.render()
    try expectIsolated(book, outcome)
    #expect(outcome.errors.contains("chapters/02-bad.md:12:"))
    #expect(outcome.errors.contains("MaxPool2D"))
  }

  @Test func `a thrown error shows its description and the cell's line`() throws {
    let book = try book(
      failing: """
        struct Spilled: Error, CustomStringConvertible { var description: String { "spilled" } }
        throw Spilled()
        """)
    let outcome = try book.render()
    try expectIsolated(book, outcome)
    #expect(outcome.errors.contains("chapters/02-bad.md:1"))
    #expect(outcome.errors.contains("spilled"))
  }

  @Test func `an endless loop ends after the cell's timeout`() throws {
    let book = try book(
      failing: "var turns = 0\nwhile true { turns &+= 1 }", options: "//| timeout: 2\n")
    let outcome = try book.render()
    try expectIsolated(book, outcome)
    #expect(outcome.errors.contains("timeout"))
  }

  @Test func `a cell that must fail and does is no error`() throws {
    let book = try book(failing: "let pool = MaxPool2D(window: 0)", options: "//| error: trap\n")
    let outcome = try book.render()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try book.folder.text(of: "output/html/02-bad.html").contains("MaxPool2D"))
  }
}
