import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Pipeline
import TestSupport
import Testing

/// What runs again because a cell was seen to use it: parameters, files, data sets, and what is kept of that.
@Suite struct ExecutionObservationTests: ExecutingChapters {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func parameters(_ epochs: Int) -> [FrontMatter.Parameter] {
    [.init(name: "epochs", value: .integer(epochs)), .init(name: "rate", value: .number(0.1))]
  }

  @Test
  func `only cells that read a parameter depend on its value, and old values are found again`()
    async throws
  {
    // By a way that no reader of the text would see.
    let chapter = chapter(["let p = params", "let e = p.epochs", "print(e)", "print(p.rate)"])
    func run(_ epochs: Int) async throws -> [[String]?] {
      let read = Observation(.parameter("epochs"), value: "integer \(epochs)")
      let rate = Observation(.parameter("rate"), value: "number 0.1")
      return try await execute(
        chapter, parameters: parameters(epochs),
        observations: ["let e = p.epochs": [read], "print(p.rate)": [rate]]
      ).outcome.reasons
    }
    _ = try await run(1)
    #expect(try await run(2) == [nil, ["parameter epochs"], ["upstream cell-2"], nil])
    #expect(try await run(1) == [nil, nil, nil, nil])
  }

  @Test func `what only a display read does not reach the cells below`() async throws {
    let cells = ["let x = 1\nplot(x, params.epochs)", "print(x)"]
    func run(_ epochs: Int, isForDisplay: Bool) async throws -> [[String]?] {
      let read = Observation(
        .parameter("epochs"), value: "integer \(epochs)", isForDisplay: isForDisplay)
      return try await execute(
        chapter(cells), parameters: parameters(epochs), observations: [cells[0]: [read]]
      ).outcome.reasons
    }
    _ = try await run(1, isForDisplay: true)
    #expect(try await run(2, isForDisplay: true) == [["parameter epochs"], nil])
  }

  @Test func `what a statement read reaches the cells below`() async throws {
    let cells = ["let x = params.epochs\nplot(x)", "print(x)"]
    func run(_ epochs: Int) async throws -> [[String]?] {
      let read = Observation(.parameter("epochs"), value: "integer \(epochs)")
      return try await execute(
        chapter(cells), parameters: parameters(epochs), observations: [cells[0]: [read]]
      ).outcome.reasons
    }
    _ = try await run(1)
    #expect(try await run(2) == [["parameter epochs"], ["upstream cell-1"]])
  }

  @Test func `one byte of a file runs the cells that read it, and their readers`() async throws {
    let cells = ["let data = load()", "print(data)", "print(\"other\")"]
    func run() async throws -> [[String]?] {
      let files = FileDigests(file: "")
      let path = folder.url.appending(path: "data/x.csv").path
      let read = Observation(
        .file("data/x.csv"), value: files.digest(of: path) ?? Observation.absent)
      return try await execute(chapter(cells), observations: [cells[0]: [read]]).outcome.reasons
    }
    #expect(try await run() == [["new"], ["new"], ["new"]])
    try folder.write("1,2", to: "data/x.csv")
    #expect(try await run() == [["file data/x.csv"], ["upstream cell-1"], nil])
    #expect(try await run() == [nil, nil, nil])
    try folder.write("1,3", to: "data/x.csv")
    #expect(try await run() == [["file data/x.csv"], ["upstream cell-1"], nil])
  }

  @Test func `a folder among a cell's inputs stands for all that is below it`() async throws {
    let chapter = chapter(["//| inputs: [data, one.csv]\nstart()"])
    try folder.write("1", to: "data/deep/x.csv")
    try folder.write("1", to: "one.csv")
    _ = try await execute(chapter)
    #expect(try await execute(chapter).outcome.reasons == [nil])
    try folder.write("2", to: "data/deep/x.csv")
    #expect(try await execute(chapter).outcome.reasons == [["input data"]])
    try folder.write("", to: "data/y.csv")
    #expect(try await execute(chapter).outcome.reasons == [["input data"]])
    try folder.write("2", to: "one.csv")
    #expect(try await execute(chapter).outcome.reasons == [["input one.csv"]])
  }

  @Test func `a data set that changed runs the cells that used it, wherever it lies`() async throws
  {
    let cells = ["let images = mnist()", "print(images)", "print(\"other\")"]
    func run(_ content: String) async throws -> [[String]?] {
      let use = Observation(
        .data(set: "mnist", file: "labels", folders: nil), value: content)
      return try await execute(
        chapter(cells), observations: [cells[0]: [use]],
        data: { question, _ in
          question.set == "mnist" && question.file == "labels" ? content : "absent"
        }
      ).outcome.reasons
    }
    _ = try await run("one")
    #expect(try await run("one") == [nil, nil, nil])
    #expect(try await run("two") == [["data mnist/labels"], ["upstream cell-1"], nil])
  }

  @Test func `what the system told a cell is asked again: files, folders and variables`()
    async throws
  {
    let cells = ["look()", "print(1)"]
    func run(_ asked: [Observation]) async throws -> [[String]?] {
      try await execute(chapter(cells), observations: [cells[0]: asked]).outcome.reasons
    }
    let asked = [
      Observation(.status("a.csv"), value: "absent"),
      Observation(.listing("."), value: "files.json"),
      Observation(.variable("PATH"), value: "/bin"),
    ]
    _ = try await run(asked)
    // The folder of the test holds what the test keeps there.
    let listing = Finding.listing(of: folder.url.path)
    let now = [asked[0], Observation(.listing("."), value: listing), asked[2]]
    _ = try await run(now)
    #expect(try await run(now) == [nil, nil])
    try folder.write("1", to: "a.csv")
    #expect(try await run(now) == [["listing .", "status a.csv"], nil])
  }

  @Test func `who read a file need not know besides that it is there`() async throws {
    try folder.write("1", to: "a.csv")
    let digest = FileDigests(file: "").digest(of: folder.url.appending(path: "a.csv").path)
    let asked = [
      Observation(.status("a.csv"), value: "file of 1 bytes"),
      Observation(.file("a.csv"), value: try #require(digest)),
    ]
    _ = try await execute(chapter(["load()"]), observations: ["load()": asked])
    try folder.write("12", to: "a.csv")
    #expect(
      try await execute(chapter(["load()"]), observations: ["load()": asked]).outcome.reasons
        == [["file a.csv"]])
  }

  @Test func `a file that a cell writes anew is noticed by its reader in the same render`()
    async throws
  {
    let runner = WritingRunner(folder: folder.url)
    func run(_ text: String) async throws -> [[String]?] {
      let cells = ["write(\"\(text)\")", "let text = read()", "print(text)"]
      return try await execution(runner).execute(chapter(cells)).reasons
    }
    _ = try await run("one")
    #expect(try await run("one") == [nil, nil, nil])
    #expect(try await run("two") == [["source"], ["file note.txt"], ["upstream cell-2"]])
    #expect(try await run("two") == [nil, nil, nil])
  }

  @Test func `a result during which a file changed is not kept`() async throws {
    let twice = ["a", "b"].map { Observation(.file("x"), value: $0) }
    let chapter = chapter(["load()"])
    _ = try await execute(chapter, observations: ["load()": twice])
    #expect(try await execute(chapter, observations: ["load()": twice]).ran == ["ran cell-1"])
  }

  @Test func `a cell that is never kept runs its readers too`() async throws {
    let chapter = chapter(["//| cache: false\nlet now = clock()", "print(now)", "print(1)"])
    _ = try await execute(chapter)
    let (outcome, _) = try await execute(chapter)
    #expect(outcome.reasons == [["cache: false"], ["upstream cell-1"], nil])
  }

  @Test func `says so when a result is gone though nothing changed`() async throws {
    _ = try await execute(chapter(["print(1)"]))
    let kept = folder.files().filter { $0.hasPrefix("cache/") && !$0.hasPrefix("cache/keys/") }
    for file in kept {
      try FileManager.default.removeItem(at: folder.url.appending(path: file))
    }
    #expect(try await execute(chapter(["print(1)"])).outcome.reasons == [["no result is cached"]])
  }
}

/// Runs cells that say `write("…")` and `read()`, by way of a file.
private struct WritingRunner: CellRunner {
  let folder: URL

  func run(
    _ program: ChapterProgram, units: Set<Int>,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> [Int: UnitOutcome] {
    let file = folder.appending(path: "note.txt")
    var outcomes: [Int: UnitOutcome] = [:]
    for unit in units.sorted() {
      let source = program.units[unit].source
      outcomes[unit] = UnitOutcome(result: CellResult())
      if source.hasPrefix("write") { try Data(source.utf8).write(to: file) }
      if source.contains("read()") {
        let digest = FileDigests(file: "").digest(of: file.path) ?? Observation.absent
        outcomes[unit]?.observations = [Observation(.file("note.txt"), value: digest)]
      }
    }
    return outcomes
  }
}
