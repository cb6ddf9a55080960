import Foundation
import TestSupport
import Testing

@Suite struct InterruptionTests {
  private static let endless = """
    ---
    title: "Endless"
    ---

    ```{swift}
    var turns = 0
    while true { turns &+= 1 }
    ```
    """

  @Test func `an interrupt ends the children, leaves nothing half-written, and exits with 130`()
    throws
  {
    let book = try Book(["01-endless.md": Self.endless])
    let run = try Book.convolume.start(["render"], in: book.folder.url)
    #expect(run.hasSaid("cell-1"))
    run.interrupt()
    let outcome = try run.wait()
    #expect(outcome.status == 130)
    #expect(book.folder.files().filter { $0.hasPrefix("output/") }.isEmpty)
    let workers = try Tool.installed("pgrep")?.run(["-f", "-P", "\(run.identifier)", "convolume"])
    #expect(workers?.output ?? "" == "")
  }

  @Test func `an interrupt before any cell runs is no failure of a cell`() throws {
    let book = try Book(["01-good.md": chapter("Good")])
    let run = try Book.convolume.start(["render"], in: book.folder.url)
    run.interrupt()
    let outcome = try run.wait()
    #expect(outcome.status == 130)
    #expect(!outcome.errors.contains("failed"))
    #expect(book.folder.files().filter { $0.hasPrefix("output/") }.isEmpty)
  }

  @Test func `a second render of the same project waits for the first`() throws {
    let book = try Book(["01-endless.md": Self.endless])
    let first = try Book.convolume.start(["render"], in: book.folder.url)
    #expect(first.hasSaid("cell-1"))
    let second = try Book.convolume.start(["render"], in: book.folder.url)
    #expect(second.hasSaid("another render"))
    second.interrupt()
    #expect(try second.wait().status == 130)
    first.interrupt()
    #expect(try first.wait().status == 130)
  }
}
