import CellOutputs
import Chapters
import Pipeline
import TestSupport
import Testing

/// What an edit of a chapter's text runs again.
@Suite struct ChapterExecutionTests: ExecutingChapters {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `nothing runs again when only prose, a comment, a space or a label changes`()
    async throws
  {
    #expect(try await execute(chapter(Self.cells)).ran.count == 5)
    let cells = [
      "let epochs   = 3", "//| label: fig-width\nlet width = 2  // in inches",
      "\nlet model = train( epochs )", "// A figure.\nplot(model,\n  width)", "print(\"alone\")",
    ]
    let again = try await execute(chapter(cells, prose: "Other\nand longer words."))
    #expect(again.ran == [])
    #expect(again.outcome.reasons == [nil, nil, nil, nil, nil])
  }

  @Test func `a changed constant runs what reads it, and restores what that needs`() async throws {
    _ = try await execute(chapter(Self.cells))
    var cells = Self.cells
    cells[1] = "let width = 5"
    let (outcome, ran) = try await execute(chapter(cells))
    #expect(ran == ["restored cell-1", "ran cell-2", "restored cell-3", "ran cell-4"])
    #expect(outcome.reasons == [nil, ["source"], nil, ["upstream cell-2"], nil])
  }

  @Test func `a constant read by cell 9 of 12 runs exactly two`() async throws {
    func cells(_ constant: Int) -> [String] {
      (1...12).map { $0 == 9 ? "let c9 = constant + c8" : "let c\($0) = \($0)" }
        .enumerated().map { $0 == 2 ? "\($1)\nlet constant = \(constant)" : $1 }
    }
    _ = try await execute(chapter(cells(1)))
    let (_, ran) = try await execute(chapter(cells(2)))
    #expect(ran.filter { $0.hasPrefix("ran") } == ["ran cell-3", "ran cell-9"])
  }

  @Test func `a figure's size runs its own cell alone`() async throws {
    let cells = ["let x = [1]\nplot(x).size(height: 200)", "let y = x + x", "plot(y)"]
    _ = try await execute(chapter(cells))
    var taller = cells
    taller[0] = taller[0].replacing("200", with: "300")
    #expect(try await execute(chapter(taller)).ran == ["ran cell-1"])
    // What the cell defines is another matter.
    taller[0] = taller[0].replacing("[1]", with: "[2]")
    #expect(try await execute(chapter(taller)).ran == ["ran cell-1", "ran cell-2", "ran cell-3"])
  }

  @Test func `a mutation above runs the readers below it, not those between`() async throws {
    let cells = ["var x = [1]", "print(x)", "x.append(2)\nlet done = true", "print(x, x)"]
    _ = try await execute(chapter(cells))
    var changed = cells
    changed[2] = changed[2].replacing("2", with: "3")
    let (_, ran) = try await execute(chapter(changed))
    #expect(ran == ["restored cell-1", "ran cell-3", "ran cell-4"])
  }

  @Test func `a kept failure moves with its cell, and a comment above its line runs it again`()
    async throws
  {
    var cells = Self.cells
    cells[4] = "//| error: true\nprint(list[9])"
    let failure = CellFailure(kind: .trap, message: "index out of range", line: 31)
    let results = ["print(list[9])": CellResult(failure: failure)]
    let first = try await execute(chapter(cells), results: results)
    let moved = chapter(cells, prose: "One.\n\nTwo.")
    let second = try await execute(moved)
    let shift = moved.cells[4].position.line - chapter(cells).cells[4].position.line
    #expect(first.outcome.results[4].failure?.line == 31)
    #expect(second.outcome.results[4].failure?.line == 31 + shift)
    cells[4] = "//| error: true\n// Out of range.\nprint(list[9])"
    #expect(try await execute(chapter(cells)).ran == ["ran cell-5"])
  }
}
