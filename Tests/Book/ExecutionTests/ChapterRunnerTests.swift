import CellOutputs
import Chapters
import Execution
import Foundation
import Testing

/// Runs small chapters with the real compiler and worker.
@Suite struct ChapterRunnerTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "convolume-tests-\(UUID().uuidString)").path

  private func run(_ text: String) async throws -> (results: [CellResult], reported: [String]) {
    let chapter = Chapter.parse(Array(text.utf8), path: "chapters/01-test.md")
    let program = ChapterProgram(chapter)
    let runner = ChapterRunner(
      toolchain: try Toolchain.find(), stateFolder: folder,
      workingFolder: FileManager.default.temporaryDirectory.path, engine: "test")
    defer { discard() }
    let outcomes = try await runner.run(program, units: Set(program.units.indices)) { _ in }
    let ordered = outcomes.sorted { $0.key < $1.key }
    let results = ordered.filter { program.units[$0.key].isCell }.map(\.value.result)
    let reported = ordered.flatMap(\.value.diagnostics).map { diagnostic in
      let place = diagnostic.position.map { "\($0.line):\($0.column)" } ?? ""
      return "\(diagnostic.file):\(place): \(diagnostic.message)"
    }
    return (results, reported)
  }

  private func discard() {
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      Issue.record(error)
    }
  }

  @Test func `cells share state, hand over outputs in order, and end as their options allow`()
    async throws
  {
    let (results, reported) = try await run(
      """
      # Test

      ```{swift}
      import Foundation
      var list = [1, 2]
      func pick(_ index: Int) -> Int {
        list[index]
      }
      print("one")
      display("two")
      print("three", terminator: "")
      ```

      ```{swift}
      //| error: trap
      print("kept")
      pick(9)
      ```

      ```{swift}
      //| error: true
      //| timeout: 0.3
      while list.count > 0 { usleep(1000) }
      ```

      ```{swift}
      //| error: true
      //| memory: 100MB
      let hoard = (0..<600).map { [UInt8](repeating: UInt8($0 & 255), count: 1 << 20) }
      while hoard.count > 0 { usleep(1000) }
      ```

      ```{swift}
      //| error: true
      fatalError("expected 3, got 4")
      ```

      ```{swift}
      list.append(3)
      list
      ```
      """)
    try #require(results.count == 6)
    #expect(reported == [])
    #expect(
      results[0].outputs == [
        .printed("one\n", stream: .output), .value("two"), .printed("three", stream: .output),
      ])
    #expect(results[1].outputs == [.printed("kept\n", stream: .output)])
    #expect(results[1].failure?.kind == .trap)
    #expect(results[1].failure?.line == 7)
    #expect(results[2].failure?.kind == .timeout)
    #expect(results[3].failure?.kind == .memory)
    #expect(results[4].failure?.message == "expected 3, got 4")
    #expect(results[4].failure?.line == 35)
    #expect(results[5].outputs == [.value("[1, 2, 3]")])
  }

  @Test func `a compile error names the chapter's line and column`() async throws {
    let (results, reported) = try await run(
      """
      # Test

      ```{swift}
      let å = "ä"; let number: Int = "text"
      ```

      ```{swift}
      print(1)
      ```
      """)
    #expect(
      reported == [
        "chapters/01-test.md:4:32: cannot convert value of type 'String' to specified type 'Int'"
      ])
    #expect(results.last?.failure?.kind == .skipped)
  }

  @Test func `a thrown error names the place of its try`() async throws {
    let (results, reported) = try await run(
      """
      # Test

      ```{swift}
      struct Bad: Error, CustomStringConvertible { let description = "it is bad" }
      func load(_ good: Bool) throws -> Int { if good { 1 } else { throw Bad() } }
      let first = try load(true)
      display(first)
      let second = try load(false)
      display(second)
      ```
      """)
    #expect(reported == ["chapters/01-test.md:8:14: it is bad"])
    #expect(results.first?.outputs == [.value("1")])
  }

  @Test func `a defer at the top level runs at the end of its cell`() async throws {
    let (results, reported) = try await run(
      """
      # Test

      ```{swift}
      var open = ["file"]
      defer { print("closes", open) }
      open.append("pipe")
      print("first")
      ```

      ```{swift}
      print("second")
      ```
      """)
    #expect(reported == [])
    #expect(
      results.map(\.outputs) == [
        [.printed("first\ncloses [\"file\", \"pipe\"]\n", stream: .output)],
        [.printed("second\n", stream: .output)],
      ])
  }

  @Test func `what a type lacks that a cell below gives it is reported with that cell's name`()
    async throws
  {
    let cells = [
      "protocol Shape { func area() -> Double; var name: String { get }; associatedtype Unit }",
      "struct Dot: Shape {\n  typealias Unit = Int\n  func area() -> Double { 0 }\n}",
      "struct Disc<T>: Shape {\n  typealias Unit = T\n  var name: String { \"disc\" }\n}",
      "_ = Grid()[1]", "_ = Grid()(1)", "_ = Grid(side: 1)", "_ = Square(side: 1)",
      "struct Lost: Shape {}",
      """
      //| label: members
      extension Dot { var name: String { "dot" } }
      extension Shape { func area() -> Double { 1 } }
      extension Grid { subscript(i: Int) -> Int { i }; func callAsFunction(_ i: Int) -> Int { i } }
      extension Grid { init(side: Int) { self.init() } }
      extension Square { init(side: Int) { width = side } }
      """,
    ]
    let blocks = cells.enumerated().map { index, cell in
      let isFirst = index == 0 || index == cells.count - 1
      return "```{swift}\n\(isFirst ? "" : "//| error: compile\n")\(cell)\n```\n"
    }
    let types = "struct Grid {}\nstruct Square { let width: Int }"
    let text = "```{swift}\n\(types)\n```\n\n" + blocks.joined(separator: "\n")
    let (results, reported) = try await run(text)
    // The last cell extends what was refused above it, and so is not run.
    #expect(reported == [])
    try #require(results.count == 10)
    let fix = "move this cell below members, or that one above it"
    #expect(results[2...7].map { $0.failure?.fix } == [fix, fix, fix, fix, fix, fix])
    #expect(results[2].failure?.message == "type 'Dot' does not conform to protocol 'Shape'")
    #expect(results[8].failure?.kind == .compile)
  }

  @Test func `what differs by its types from what a cell sees is reported with the cell below`()
    async throws
  {
    let cells = [
      """
      struct Length { var metres = 0; subscript(i: Int) -> Int { i }; func scaled(by k: Int) -> Int { k } }
      extension Length { init(_ n: Int) { metres = n } }
      struct Box<T> { init(_ value: T) where T: Numeric {} }
      func area(_ side: Int) -> Int { side * side }
      func + (a: Length, b: Length) -> Length { Length(a.metres + b.metres) }
      prefix operator ^
      prefix func ^ (a: Int) -> Int { a }
      """,
      "_ = Length(\"3 m\")", "_ = Length()[\"a\"]", "_ = Length().scaled(by: \"2\")",
      "_ = area(\"5\")", "_ = Length() + 3", "_ = ^\"a\"", "let l: Length = .init(\"5\")",
      "_ = Box(\"text\")", "_ = area()", "let a: String = area(3)",
      "_ = area(side: 5)", "_ = Length(text: \"5\")", "let n: Int = \"area(5)\"",
      """
      //| label: overloads
      extension Length { init(_ text: String) { metres = text.count } }
      extension Length { subscript(name: String) -> Int { 0 }; func scaled(by k: String) -> Int { 0 } }
      func area(_ side: String) -> Int { side.count }
      func area() -> Int { 0 }
      func area(_ side: Int) -> String { "" }
      func + (a: Length, b: Int) -> Length { a }
      prefix func ^ (a: String) -> Int { a.count }
      extension Box where T == String { init(_ text: String) {} }
      """,
    ]
    let blocks = cells.enumerated().map { index, cell in
      let isFirst = index == 0 || index == cells.count - 1
      return "```{swift}\n\(isFirst ? "" : "//| error: compile\n")\(cell)\n```\n"
    }
    let (results, reported) = try await run(blocks.joined(separator: "\n"))
    #expect(reported == [])
    try #require(results.count == cells.count)
    let fix = "move this cell below overloads, or that one above it"
    for (cell, result) in zip(cells, results).dropFirst().dropLast() {
      let message = result.failure?.message ?? "no failure"
      // What no cell defines with such labels is the author's own mistake.
      let isMistake = cells.suffix(4).contains(cell)
      #expect(result.failure?.fix == (isMistake ? nil : fix), "\(cell): \(message)")
    }
  }

  @Test func `a conformance that only the cell of the type can make is reported with what to do`()
    async throws
  {
    let (results, reported) = try await run(
      """
      ```{swift}
      struct User { lazy var name = "a"; var n = 1 }
      ```

      ```{swift}
      //| error: compile
      extension User: Equatable {}
      ```
      """)
    #expect(reported == [])
    #expect(
      results.last?.failure?.fix
        == "write 'Equatable' where 'User' is declared: its properties with wrappers and its 'lazy' "
        + "ones are known there only")
  }

  @Test func `what only a cell below defines is reported with that cell's name`() async throws {
    let chapter = Chapter.parse(
      Array(
        """
        # Test

        ```{swift}
        //| error: compile
        print(kernels.count)
        ```

        ```{swift}
        let list = [1].middle
        ```

        ```{swift}
        //| label: make-kernels
        let kernels = [1]
        extension Array { var middle: Int { 0 } }
        ```
        """.utf8), path: "chapters/01-test.md")
    let program = ChapterProgram(chapter)
    let runner = ChapterRunner(
      toolchain: try Toolchain.find(), stateFolder: folder,
      workingFolder: FileManager.default.temporaryDirectory.path, engine: "test")
    defer { discard() }
    let outcomes = try await runner.run(program, units: Set(program.units.indices)) { _ in }
    #expect(
      outcomes[0]?.result.failure?.fix == "move this cell below make-kernels, or that one above it")
    let reported = try #require(outcomes[1]?.diagnostics.first)
    #expect(reported.message == "value of type '[Int]' has no member 'middle'")
    #expect(
      reported.why
        == "'middle' is defined in make-kernels below; a cell sees only the cells above it")
    #expect(reported.fix == "move this cell below make-kernels, or that one above it")
  }
}
