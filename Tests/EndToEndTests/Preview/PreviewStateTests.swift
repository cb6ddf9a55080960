import Foundation
import TestSupport
import Testing

/// Cells of a preview start from the state above them, which is kept.
@Suite(.timeLimit(.minutes(5)), .serialized) struct PreviewStateTests {
  /// A first cell that leaves a line in a file each time it runs, and `more`; then one that `shows`.
  private static func chapter(_ more: String = "", shows: String = "count") -> String {
    """
    # States

    ```{swift}
    import Foundation
    var count = 1
    if let log = fopen("runs", "a") {
      fputs("run\\n", log)
      fclose(log)
    }
    \(more)
    ```

    ```{swift}
    count += 1
    print("middle", count)
    ```

    ```{swift}
    print("last", \(shows))
    ```
    """
  }

  private func runs(_ preview: Preview) throws -> Int {
    try preview.book.folder.text(of: "runs").split(separator: "\n").count
  }

  private func open(_ chapter: String) throws -> (Preview, Browser) {
    let preview = try Preview(["01-states.md": chapter])
    return (preview, try preview.browse("01-states"))
  }

  private func expect(_ text: String, on browser: Browser) throws {
    try browser.wait(until: "document.querySelector('article').textContent.includes('\(text)')")
  }

  @Test func `an edited cell starts from the exact state above it, which is not computed again`()
    throws
  {
    let (preview, browser) = try open(Self.chapter())
    try expect("last 2", on: browser)
    let before = try runs(preview)
    try preview.edit("01-states.md", "\"last\", count", to: "\"last\", count * 10")
    try expect("last 20", on: browser)
    try preview.edit("01-states.md", "\"last\", count * 10", to: "\"last\", count * 100")
    try expect("last 200", on: browser)
    // The middle cell changes what the first one made, once for each of its runs.
    try preview.edit("01-states.md", "count += 1", to: "count += 5")
    try expect("middle 6", on: browser)
    try expect("last 600", on: browser)
    #expect(try runs(preview) == before)
    try preview.edit("01-states.md", "var count = 1", to: "var count = 2")
    try expect("middle 7", on: browser)
    try expect("last 700", on: browser)
    #expect(try runs(preview) == before + 1)
  }

  @Test func `a cell that crashes or never ends costs only its own state`() throws {
    let (preview, browser) = try open(Self.chapter())
    try expect("last 2", on: browser)
    let before = try runs(preview)
    try preview.edit("01-states.md", "print(\"last\", count)", to: "fatalError(\"on purpose\")")
    try expect("on purpose", on: browser)
    // What it last handed over stands beside it.
    try expect("last 2", on: browser)
    try preview.edit("01-states.md", "fatalError(\"on purpose\")", to: "print(\"then\", count)")
    try expect("then 2", on: browser)
    try preview.edit(
      "01-states.md", "print(\"then\", count)", to: "//| timeout: 0.3\nwhile true {}")
    try expect("timeout of 0.3 s", on: browser)
    try preview.edit(
      "01-states.md", "//| timeout: 0.3\nwhile true {}", to: "print(\"again\", count)")
    try expect("again 2", on: browser)
    try preview.edit("01-states.md", "print(\"again\", count)", to: "exit(3)")
    try expect("exit", on: browser)
    try preview.edit("01-states.md", "exit(3)", to: "print(\"after\", count)")
    try expect("after 2", on: browser)
    #expect(try runs(preview) == before)
  }

  @Test(arguments: [
    ("let file = fopen(\"kept\", \"w\")", "kept' open"),
    ("Thread.detachNewThread { Thread.sleep(forTimeInterval: 3600) }", "thread running"),
    (
      "let child = Process()\nchild.executableURL = URL(filePath: \"/bin/sleep\")\n"
        + "child.arguments = [\"3600\"]\ntry child.run()", "the state behind it cannot be kept"
    ),
  ])
  func `a state that cannot be kept is told, and made again`(code: String, reason: String) throws {
    let (preview, browser) = try open(Self.chapter(code))
    try expect("last 2", on: browser)
    #expect(preview.run.hasSaid("01-states, cell-1: the state behind it cannot be kept, because"))
    #expect(preview.run.hasSaid(reason))
    let before = try runs(preview)
    try preview.edit("01-states.md", "\"last\", count", to: "\"last\", count * 10")
    try expect("last 20", on: browser)
    #expect(try runs(preview) == before + 1)
  }

  @Test func `threads that want one lock get it behind a state that was gone back to`() throws {
    let first = """
      import Foundation
      import Synchronization
      final class Counter: Sendable { let value = Mutex(0) }
      let counter = Counter()
      counter.value.withLock { $0 = 1 }
      """
    let counting = """
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        for _ in 0..<20_000 { counter.value.withLock { $0 += 1 } }
      }
      print("counted", counter.value.withLock { $0 })
      """
    let (preview, browser) = try open(Self.chapter(first))
    try expect("last 2", on: browser)
    try preview.edit("01-states.md", "print(\"last\", count)", to: counting)
    try expect("counted 160001", on: browser)
  }

  @Test func `a cell that writes what it reads does not run for ever`() throws {
    let cell = """
      import Foundation
      let before = (try? String(contentsOfFile: "own", encoding: .utf8)) ?? ""
      try (before + "x").write(toFile: "own", atomically: true, encoding: .utf8)
      print("found", before.count)
      """
    let (preview, browser) = try open(Self.chapter(cell))
    try expect("found 0", on: browser)
    try expect("last 2", on: browser)
    // Its file is another one since, so that it runs with the next render, and only then.
    #expect(try runs(preview) == 1)
    try preview.edit("01-states.md", "# States", to: "# Other states")
    try expect("found 1", on: browser)
    #expect(try runs(preview) == 2)
    try preview.edit("01-states.md", "# Other states", to: "# Last states")
    try expect("found 2", on: browser)
    #expect(try runs(preview) == 3)
  }

  @Test func `the engine computes on all its threads behind a state that was gone back to`() throws
  {
    let chapter = """
      # Engine

      ```{swift}
      let left = Tensor((0..<250_000).map { Float($0 % 17) / 17 }, shape: [500, 500])
      let right = Tensor((0..<250_000).map { Float($0 % 13) / 13 }, shape: [500, 500])
      print(left.multiplied(by: right).sum())
      ```

      ```{swift}
      print("last", right.multiplied(by: left).sum())
      ```
      """
    let preview = try Preview(["01-states.md": chapter])
    let browser = try preview.browse("01-states")
    try expect("last", on: browser)
    try preview.edit("01-states.md", "\"last\"", to: "\"anew\"")
    try expect("anew", on: browser)
    let output = try browser.text("[...document.querySelectorAll('.output')].at(-1).textContent")
    let book = try Book(["01-states.md": chapter])
    #expect(try book.render("--to", "html").status == 0)
    let page = try book.folder.text(of: "output/html/01-states.html")
    let number =
      output.split(separator: " ").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
      ?? "?"
    #expect(page.contains("last \(number)"))
  }

  @Test func `a cell that runs says so at its place, and a newer edit ends it`() throws {
    let (preview, browser) = try open(Self.chapter())
    try expect("last 2", on: browser)
    let before = try runs(preview)
    try preview.edit("01-states.md", "print(\"last\", count)", to: "while true {}")
    let work = "document.querySelector('[data-preview=work]')"
    try browser.wait(
      until: "\(work) && \(work).textContent.includes('cell 3 of 3, cell-3: running')")
    // Behind the cell that stands there.
    #expect(try browser.text("\(work).previousElementSibling.textContent").contains("last"))
    try preview.edit("01-states.md", "while true {}", to: "print(\"ended\", count)")
    try expect("ended 2", on: browser)
    try browser.wait(until: "!\(work)")
    #expect(try runs(preview) == before)
  }

  @Test func `a book that was run before has its states made when a page is open`() throws {
    let book = try Book(["01-states.md": Self.chapter()])
    #expect(try book.render("--to", "html").status == 0)
    let preview = try Preview(of: book)
    let browser = try preview.browse("01-states")
    try expect("last 2", on: browser)
    #expect(preview.run.hasSaid("01-states: ready for edits after"))
    // Once for the result, and once for the states.
    #expect(try runs(preview) == 2)
    try preview.edit("01-states.md", "\"last\", count", to: "\"last\", count * 10")
    try expect("last 20", on: browser)
    #expect(try runs(preview) == 2)
  }

  @Test func `an edit ends the making of states, and what is made of them is kept`() throws {
    // The middle cell reads one byte before it goes on.
    let waiting = "if let gate = fopen(\"gate\", \"r\") { fgetc(gate); fclose(gate) }\ncount += 1"
    let book = try Book(["01-states.md": Self.chapter().replacing("count += 1", with: waiting)])
    let gate = book.folder.url.appending(path: "gate").path
    #expect(mkfifo(gate, 0o600) == 0)
    let render = try Book.convolume.start(["render", "--to", "html"], in: book.folder.url)
    // Opens when the cell does.
    let first = try #require(fopen(gate, "w"))
    fputs("x", first)
    fclose(first)
    #expect(try render.wait().status == 0)
    let preview = try Preview(of: book)
    let browser = try preview.browse("01-states")
    try expect("last 2", on: browser)
    // Its result is known, and it runs for its state.
    let second = try #require(fopen(gate, "w"))
    // Whoever writes while nobody has it open to read is ended.
    let reader = try #require(fopen(gate, "r+"))
    defer { fclose(reader) }
    try preview.edit("01-states.md", "\"last\", count", to: "\"last\", count * 10")
    // It runs anew, for the last cell; whoever waited before has ended, for else it would have this byte.
    try browser.wait(
      until: "document.querySelector('[data-preview=work]').textContent.includes('cell-2: running')"
    )
    fputs("x", second)
    fflush(second)
    try expect("last 20", on: browser)
    fclose(second)
    // The first cell ran for its result and for its state, and not for the edit.
    #expect(try runs(preview) == 2)
  }

  @Test func `a file that is saved while a cell runs that has read it is read again`() throws {
    let chapter = """
      # Data

      ```{swift}
      import Foundation
      let text = try String(contentsOfFile: "data.txt", encoding: .utf8)
      if text == "one", let gate = fopen("gate", "r") {
        fgetc(gate)
        fclose(gate)
      }
      print("read", text)
      ```
      """
    let book = try Book(["01-states.md": chapter])
    try book.folder.write("one", to: "data.txt")
    let gate = book.folder.url.appending(path: "gate").path
    #expect(mkfifo(gate, 0o600) == 0)
    let preview = try Preview(of: book)
    // Opened as soon as the cell is there, which has read its data then.
    let file = try #require(fopen(gate, "w"))
    try preview.write("two and more", to: "data.txt")
    fclose(file)
    let browser = try preview.browse("01-states")
    try expect("read two and more", on: browser)
  }

  @Test func `a chapter follows when a cell of another one writes what it reads`() throws {
    let writing = """
      # Writing

      ```{swift}
      import Foundation
      try "one".write(toFile: "shared.txt", atomically: true, encoding: .utf8)
      ```
      """
    let reading = """
      # Reading

      ```{swift}
      import Foundation
      print("read", try String(contentsOfFile: "shared.txt", encoding: .utf8))
      ```
      """
    let preview = try Preview(["01-writing.md": writing, "02-reading.md": reading])
    let browser = try preview.browse("02-reading")
    try expect("read one", on: browser)
    try preview.edit("01-writing.md", "\"one\"", to: "\"two\"")
    try expect("read two", on: browser)
  }
}
