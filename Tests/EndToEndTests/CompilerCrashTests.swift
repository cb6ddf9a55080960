import Foundation
import TestSupport
import Testing

/// A compiler that crashes, or fails without a word about the cell, is told in a few lines.
@Suite struct CompilerCrashTests {
  /// What Swift 6.3.1 printed as it crashed, but for the names of its files; `CELL` stands for the cell's.
  private let dump =
    """
    Please submit a bug report (https://swift.org/contributing/#reporting-bugs) and include the crash backtrace.
    Stack dump:
    0.\tProgram arguments: /opt/swift/usr/bin/swift-frontend -frontend -c -primary-file CELL -O -g
    1.\tSwift version 6.3.1 (swift-6.3.1-RELEASE)
    2.\tCompiling with effective version 5.10
    3.\tWhile evaluating request IRGenRequest(IR Generation for file "/made/somewhere/CELL")
    4.\tWhile evaluating request ExecuteSILPipelineRequest(Run pipelines on the module)
    5.\tWhile running pass #1234 SILFunctionTransform "PerformanceInliner" on "@$s4main5twiceyyF".
     for 'twice' (at /made/somewhere/CELL:3:1)

    """
    + (0..<300).map { " #\($0) 0x0000555a80d79738 llvm::sys::PrintStackTrace (/opt/x+0x1)" }
    .joined(separator: "\n") + "\n\n*** Signal 11: Backtracing from 0x7fa86dd1f829... done ***\n"

  private let text = """
    # T

    ```{swift}
    print("above")
    ```

    ```{swift}
    //| label: twice
    // Not the first line.
    func twice() {}
    ```

    ```{swift}
    print("below")
    ```
    """

  /// Renders the chapter with a compiler that prints `output` instead of compiling the second cell.
  private func render(printing output: String) throws -> (Book, Tool.Outcome) {
    let swift = try #require(Tool.installed("swiftc"))
    let book = try Book(["01-t.md": text])
    try book.folder.write(output, to: "output.txt")
    let place = book.folder.url.path
    try book.folder.write(
      """
      #!/bin/sh
      cell=
      for word in "$@"; do
        case $word in cell-*.swift) [ -n "$cell" ] || cell=$word;; esac
      done
      if [ -n "$cell" ] && grep -q 'func twice' "$cell"; then
        sed "s/CELL/$cell/" '\(place)/output.txt'
        kill -SEGV $$
      fi
      exec '\(swift.path)' "$@"
      """, to: "bin/swiftc")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(place)/bin/swiftc")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let outcome = try book.convolume(
      "render", "--to", "html", environment: ["PATH": "\(place)/bin:\(path)"])
    return (book, outcome)
  }

  @Test func `a crash is told with what was compiled, where the rest is, and what to try`() throws {
    let (book, outcome) = try render(printing: dump)
    #expect(outcome.status == 1)
    let logs = book.folder.files().filter { $0.hasSuffix(".compiler.txt") }
    let log = try #require(logs.first)
    #expect(logs.count == 1)
    #expect(
      outcome.errors.contains(
        """
        chapters/01-t.md:10:1: error: the Swift compiler itself crashed; the cell may be right
          While evaluating request IRGenRequest(IR Generation for file "the cell")
          While evaluating request ExecuteSILPipelineRequest(Run pipelines on the module)
          While running pass #1234 SILFunctionTransform "PerformanceInliner" on "@$s4main5twiceyyF". \
        for 'twice' (at line 2)
        all that it printed is in \(log)
          10 | func twice() {}
             | ^
          fix: say the same in another way: write types down, give what a closure returns a name before \
        it is used, or divide the cell; another version of Swift may compile it as it is
        """), "\(outcome.errors)")
    let page = try book.folder.text(of: "output/html/01-t.html")
    #expect(page.contains("the Swift compiler itself crashed") && page.contains("above"))
    #expect(!page.contains("PrintStackTrace") && !outcome.errors.contains("PrintStackTrace"))
    let whole = try book.folder.text(of: log)
    #expect(whole.ranges(of: "PrintStackTrace").count == 300)
  }

  @Test func `what fails with many lines of another kind is cut as well`() throws {
    let lines = (1...400).map { "ld: something about symbol \($0)" }.joined(separator: "\n")
    let (book, outcome) = try render(printing: lines + "\n")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "error: the Swift compiler failed\n  ld: something about symbol 1\n"))
    #expect(outcome.errors.contains("symbol 8\nall that it printed is in .convolume/cells/cell-"))
    #expect(!outcome.errors.contains("symbol 9\n"))
    let page = try book.folder.text(of: "output/html/01-t.html")
    #expect(page.contains("symbol 8") && !page.contains("symbol 9<") && !page.contains("symbol 10"))
  }

  @Test func `a compiler that ends without a word is told to have printed nothing`() throws {
    let (_, outcome) = try render(printing: "")
    #expect(outcome.errors.contains("error: the Swift compiler failed and printed nothing\n"))
  }

  /// Some two thousand calls on end crash the compiler of Swift 6.3.1, and four thousand would crash whoever
  /// goes down such a tree by calls.
  @Test func `an expression that is nested too deep is refused before it crashes anything`() throws
  {
    let calls = String(repeating: ".next()", count: 20_000)
    let book = try Book([
      "01-t.md": """
      # T

      ```{swift}
      print("above")
      ```

      ```{swift}
      struct Step { func next() -> Step { self } }
      let last = Step()\(calls)
      ```
      """
    ])
    let outcome = try book.render("--to", "html")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "chapters/01-t.md:8:8: error: an expression is nested more than 3000 levels deep, which is more than "
          + "the compiler bears; give a part of it a name, and go on from that"))
    let page = try book.folder.text(of: "output/html/01-t.html")
    #expect(page.contains("above") && page.contains(".next().next()"))
  }
}
