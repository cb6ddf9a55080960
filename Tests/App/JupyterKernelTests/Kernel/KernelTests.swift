import Foundation
import JupyterKernel
import TestSupport
import Testing

/// The real kernel, with cells that are compiled and run: each test starts one, so it asks for much.
@Suite(.serialized) struct KernelTests {
  @Test func `cells share their state, and show their last value`() throws {
    let jupyter = try FrontEnd()
    let first = try jupyter.execute("var count = 3\nfunc doubled(_ x: Int) -> Int { 2 * x }")
    #expect(first.status == "ok")
    #expect(first.reply["execution_count"] == 1)
    #expect(first.published.map(\.header.type) == ["status", "execute_input"])
    #expect(try jupyter.execute("count += 1\ndoubled(count)").result == "8")
    // A name may get a new meaning, also by running a cell again.
    #expect(try jupyter.execute("let count = \"\\(count) cells\"").status == "ok")
    let last = try jupyter.execute("count")
    #expect(last.result == "4 cells")
    #expect(last.contents("execute_result").first?["execution_count"] == 4)
    #expect(try jupyter.execute("func doubled(_ x: Int) -> Int { 20 * x }").status == "ok")
    #expect(try jupyter.execute("doubled(1)").result == "20")
    // A semicolon keeps the value back; nothing is as good as no value.
    #expect(try jupyter.execute("doubled(1);").published.count == 2)
    #expect(try jupyter.execute("  \n").reply["status"] == "ok")
    let values = try jupyter.execute(
      "let side = 4", ["user_expressions": ["area": "side * side", "wrong": "side + nothing"]])
    #expect(values.reply["user_expressions"]?["area"]?["data"]?["text/plain"] == "16")
    #expect(values.reply["user_expressions"]?["wrong"]?["status"] == "error")
    #expect(try jupyter.execute("side").result == "4")
  }

  @Test func `outputs come in their order and forms, and text while the cell runs`() throws {
    let jupyter = try FrontEnd()
    let shown = try jupyter.execute(
      """
      //| fig-alt: "A rising line."
      import Foundation
      print("before")
      display(Table(columns: ["name", "count"], rows: [["a<b", 3]]))
      FileHandle.standardError.write(Data("aside\\n".utf8))
      Plot { Line(x: [1, 2], y: [1, 2]) }
      """)
    #expect(
      shown.kinds == [
        "status", "execute_input", "stream", "display_data", "stream", "execute_result",
      ])
    #expect(shown.printed() == "before\n")
    #expect(shown.printed("stderr") == "aside\n")
    let table = shown.contents("display_data").first?["data"]
    #expect(table?["text/html"]?.text?.contains("a&lt;b") == true)
    #expect(table?["text/plain"] == "name  count\n────  ─────\na<b       3")
    let figure = shown.contents("execute_result").first
    #expect(figure?["data"]?["text/plain"] == "A rising line.")
    #expect(figure?["data"]?["image/svg+xml"]?.text?.contains("<svg") == true)
    #expect(figure?["data"]?["image/png"]?.text?.hasPrefix("iVBORw0KGgo") == true)
    #expect(figure?["metadata"]?["image/png"]?["alt"] == "A rising line.")
    // The cell waits for a file that is made once its text has come.
    let request = try jupyter.send(
      "execute_request",
      [
        "code": """
        import Foundation
        print("waiting"); print("…", terminator: "")
        while !FileManager.default.fileExists(atPath: "go") { usleep(1000) }
        print("gone")
        """
      ])
    var text = ""
    while text != "waiting\n…", let message = try jupyter.nextPublication(about: request) {
      if message.header.type == "stream" { text += message.content["text"]?.text ?? "" }
      #expect(message.content["execution_state"] != "idle")
    }
    #expect(jupyter.beat("still there?") == "still there?")
    // The control channel is answered meanwhile.
    let information = try jupyter.ask("kernel_info_request", [:], onControl: true)
    #expect(information.content["status"] == "ok")
    try jupyter.write("", to: "go")
    let rest = try jupyter.publications(about: request).compactMap { $0.content["text"]?.text }
    #expect(rest.joined() == "gone\n")
  }

  @Test func `a cell's options decide what is shown of it, and in which size`() throws {
    let jupyter = try FrontEnd()
    let hidden = try jupyter.execute(
      "//| output: false\nprint(\"out\")\nlet plot = Plot { Line(x: [1, 2], y: [1, 2]) }\nplot")
    #expect(hidden.status == "ok")
    #expect(hidden.published.map(\.header.type) == ["status", "execute_input"])
    let held = try jupyter.execute(
      """
      //| fig-show: hold
      //| output: asis
      //| warning: false
      //| fig-width: 2
      //| fig-asp: 0.5
      //| fig-dpi: 72
      //| fig-alt: ["The first.", "The second."]
      import Foundation
      print("One *word*")
      print("and one.")
      display(plot)
      FileHandle.standardError.write(Data("aside\\n".utf8))
      print("Then another.")
      plot
      """)
    let shown = held.published.dropFirst(2).map { $0.content["data"] }
    #expect(
      shown.map { $0?["text/markdown"]?.text } == [
        "One *word*\nand one.\n", "Then another.\n", nil, nil,
      ])
    #expect(shown.map { $0?["text/plain"] }.suffix(2) == ["The first.", "The second."])
    let bytes = shown.last??["image/png"]?.text.flatMap { Data(base64Encoded: $0) } ?? Data()
    // The width and height of a PNG file, each in four bytes: 2 inches of 72 pixels, and half as many.
    #expect(bytes.dropFirst(16).prefix(8) == Data([0, 0, 0, 144, 0, 0, 0, 72]))
    let none = try jupyter.execute("//| fig-show: hide\nplot")
    #expect(none.published.count == 2)
    let skipped = try jupyter.execute("//| eval: false\nlet plot = missing")
    #expect(skipped.status == "ok")
  }

  @Test func `an error quotes the line, and leaves nothing behind`() throws {
    let jupyter = try FrontEnd()
    _ = try jupyter.execute("var steps: [String] = []\nstruct Refusal: Error {}")
    let refused = try jupyter.execute("let one = 1\nlet two = one + missing")
    #expect(refused.status == "error")
    #expect(refused.reply["ename"] == "compile error")
    #expect(
      refused.error == """
        cell [2]:2:17: error: cannot find 'missing' in scope
          2 | let two = one + missing
            |                 ^~~~~~~
        """)
    let thrown = try jupyter.execute("steps.append(\"thrown\")\n\nthrow Refusal()")
    #expect(thrown.error.hasPrefix("cell [3]:3:1: error: Refusal()\n  3 | throw Refusal()\n"))
    #expect(thrown.reply["evalue"] == "Refusal()")
    let crashed = try jupyter.execute(
      """
      steps.append("crashed")
      print("last words")
      let numbers = [1, 2]
      let index = steps.count + 5
      print(numbers[index])
      """)
    #expect(crashed.reply["ename"] == "crash")
    #expect(crashed.error.hasPrefix("cell [4]:5:"))
    #expect(crashed.error.contains("  5 | print(numbers[index])\n"))
    #expect(crashed.printed() == "last words\n")
    #expect(crashed.printed("stderr") == "")
    #expect(try jupyter.execute("steps.append(\"fine\")\nsteps").result == "[\"fine\"]")
    // The line of a function that stands in a cell above.
    _ = try jupyter.execute("func third(_ x: [Int]) -> Int {\n  x[2 + steps.count]\n}")
    let far = try jupyter.execute("third([1])")
    #expect(far.error.hasPrefix("cell [6]:2:"))
    #expect(far.error.contains("x[2 + steps.count]"))
  }

  @Test func `an interrupt ends the cell, and the state above it stays`() throws {
    let jupyter = try FrontEnd()
    _ = try jupyter.execute("var value = 1")
    let request = try jupyter.send(
      "execute_request", ["code": "value = 2\nprint(\"begun\")\nwhile true { value &+= 1 }"])
    let next = try jupyter.send("execute_request", ["code": "value = 3"])
    var text = ""
    while text != "begun\n", let message = try jupyter.nextPublication(about: request) {
      text += message.content["text"]?.text ?? ""
    }
    let answer = try jupyter.ask("interrupt_request", [:], onControl: true)
    #expect(answer.header.type == "interrupt_reply")
    let reply = try jupyter.reply(to: request).content
    #expect(reply["ename"] == "interrupted")
    _ = try jupyter.publications(about: request)
    // What was sent before the failure is not followed.
    #expect(try jupyter.reply(to: next).content["status"] == "aborted")
    _ = try jupyter.publications(about: next)
    #expect(try jupyter.execute("value").result == "1")
  }

  @Test func `a cell that no state can hold is told of, and lost with a crash below it`() throws {
    let jupyter = try FrontEnd()
    _ = try jupyter.execute("let kept = 1")
    let open = try jupyter.execute(
      "import Foundation\nlet file = fopen(\"notes.txt\", \"w\")\nlet held = 2")
    #expect(
      open.printed("stderr").hasPrefix("note: cell [2] cannot be gone back to, for it left '"))
    // What comes next does not run it again.
    #expect(try jupyter.execute("kept + held").result == "3")
    _ = try jupyter.execute("var tries = 0")
    let thrown = try jupyter.execute("tries += 1\nthrow CancellationError()")
    #expect(thrown.status == "error")
    let crash = try jupyter.execute("fatalError(\"enough\")")
    #expect(crash.error.contains("error: enough\n"))
    #expect(
      crash.printed("stderr")
        == "note: what these cells left is lost with it; run them again: "
        + "cell [2], cell [3], cell [4]\n")
    #expect(try jupyter.execute("kept").result == "1")
    #expect(try jupyter.execute("held").error.contains("cannot find 'held' in scope"))
  }

  @Test func `silent and unstored requests leave no trace in count and history`() throws {
    let jupyter = try FrontEnd()
    let silent = try jupyter.execute("print(\"hush\"); 5", ["silent": true])
    #expect(silent.published.map(\.header.type) == ["status"])
    #expect(silent.reply["execution_count"] == 0)
    let unstored = try jupyter.execute("6", ["store_history": false])
    #expect(unstored.result == "6")
    #expect(try jupyter.execute("7").reply["execution_count"] == 1)
    let history = try jupyter.ask(
      "history_request", ["hist_access_type": "tail", "n": 9, "output": true])
    #expect(history.content["history"] == [[1, 1, ["7", "7"]]])
    // Without stopping at an error, what was sent behind it is followed.
    let wrong = try jupyter.send("execute_request", ["code": "nope", "stop_on_error": false])
    let next = try jupyter.send("execute_request", ["code": "8"])
    #expect(try jupyter.reply(to: wrong).content["status"] == "error")
    #expect(try jupyter.reply(to: next).content["status"] == "ok")
  }

  @Test func `questions about names and the kernel are answered`() throws {
    let jupyter = try FrontEnd()
    let kernel = try jupyter.ask("kernel_info_request", [:]).content
    #expect(kernel["protocol_version"] == "5.3")
    #expect(kernel["language_info"]?["name"] == "swift")
    #expect(kernel["language_info"]?["file_extension"] == ".swift")
    _ = try jupyter.execute("/// How wide.\nlet wonderfulWidth = 3")
    let own = try jupyter.ask("complete_request", ["code": "1 + wonderf", "cursor_pos": 11]).content
    #expect(own["matches"] == ["wonderfulWidth"])
    #expect(own["cursor_start"] == 4)
    #expect(own["cursor_end"] == 11)
    let layers = try jupyter.ask("complete_request", ["code": "MaxPool2D", "cursor_pos": 7]).content
    #expect(layers["matches"] == ["MaxPool2D"])
    let inspected = try jupyter.ask(
      "inspect_request", ["code": "wonderfulWidth", "cursor_pos": 3, "detail_level": 0]
    ).content
    #expect(
      inspected["data"]?["text/plain"]?.text?.hasSuffix("let wonderfulWidth = 3\n\nHow wide.")
        == true)
    let layer = try jupyter.ask("inspect_request", ["code": "MaxPool2D(", "cursor_pos": 9]).content
    #expect(layer["data"]?["text/plain"]?.text?.contains("MaxPool2D") == true)
    let nothing = try jupyter.ask("inspect_request", ["code": "zzz", "cursor_pos": 1]).content
    #expect(nothing["found"] == false)
    #expect(
      try jupyter.ask("is_complete_request", ["code": "if true {"]).content
        == ["status": "incomplete", "indent": "  "])
    #expect(try jupyter.ask("comm_info_request", [:]).content["comms"] == [:])
    let comm = try jupyter.send(
      "comm_open", ["comm_id": "c", "target_name": "jupyter.widget", "data": [:]])
    let closed = try jupyter.publications(about: comm)
    #expect(closed.map(\.header.type) == ["status", "comm_close"])
    #expect(closed.last?.content["comm_id"] == "c")
  }

  @Test func `names are completed and explained by the types that the compiler infers`() throws {
    let jupyter = try FrontEnd()
    func matches(_ code: String) throws -> [String] {
      let place = JSONValue.integer(code.unicodeScalars.count)
      let answer = try jupyter.ask("complete_request", ["code": .text(code), "cursor_pos": place])
      return answer.content["matches"]?.array.compactMap(\.text) ?? []
    }
    _ = try jupyter.execute(
      """
      let words = ["a"].map { $0 + "b" }
      let sizes = words.map(\\.count)
      """)
    // Until the server has read the library, the library's names stand for all members.
    var patience = 150
    while try !matches("words.first?.").contains("uppercased"), patience > 0 { patience -= 1 }
    #expect(patience > 0)
    #expect(try matches("let 😀 = 1; words.first?.upp") == ["uppercased"])
    #expect(try matches("func f(_ one: [Double]) {\n  one.remove").contains("removeLast"))
    #expect(try matches("MaxPool2D(").contains("window: "))
    #expect(try !matches("wor").contains { $0.hasPrefix("convolume") })
    let inspected = try jupyter.ask("inspect_request", ["code": "1 + sizes[0]", "cursor_pos": 6])
    let text = inspected.content["data"]?["text/plain"]?.text
    #expect(text == "let sizes: [Int]\n\nlet sizes = words.map(\\.count)")
    // A name's new meaning counts from its cell on, and what is being written counts as well.
    _ = try jupyter.execute("let words = words.count")
    #expect(try matches("words.isMul") == ["isMultiple"])
    #expect(try matches("words.upp").isEmpty)
    #expect(try matches("let words = \"x\"; words.upp") == ["uppercased"])
    // Whoever asks does not make a cell wait, and is answered all the same.
    let question = try jupyter.send("complete_request", ["code": "sizes.", "cursor_pos": 6])
    let cell = try jupyter.send("execute_request", ["code": "sizes.count"])
    #expect(try jupyter.reply(to: question).content["status"] == "ok")
    #expect(try jupyter.reply(to: cell).content["status"] == "ok")
  }

  @Test func `an exported notebook reads the runs that are recorded beside its project's chapters`()
    throws
  {
    let runs = """
      {"conditions": {"threads": 2}, "recipe": {"epochs": 3}, "training_images": 10,
       "runs": [{"seed": 1, "accuracy": 0.25, "seconds": 1}]}
      """
    let jupyter = try FrontEnd(
      place: "output/notebooks",
      files: [
        "_convolume.yml": "", "chapters/01-a.md": "# A\n", "chapters/results/net.json": runs,
        "output/notebooks/01-a.ipynb": "{}",
      ])
    #expect(try jupyter.execute("try recordedRuns(\"net\").median").result == "0.25")
    #expect(
      try jupyter.execute("try recordedRuns(\"other\")").error
        .contains("there is no such file"))
  }

  @Test func `what a killed kernel leaves is removed by the next one, and a living one's stays`()
    throws
  {
    let scratch = try TemporaryFolder()
    func folders() throws -> Set<String> {
      let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
      return Set(names.filter { $0.hasPrefix("convolume-kernel-") })
    }
    /// Waits until a kernel, which nobody asks about names, has made the folder of its language server.
    func start(besides known: Set<String>) throws -> (kernel: FrontEnd, folder: String) {
      let kernel = try FrontEnd(scratch: scratch)
      var patience = 100_000
      while try folders().isSubset(of: known), patience > 0 {
        _ = try kernel.ask("comm_info_request", [:])
        patience -= 1
      }
      return (kernel, try #require(try folders().subtracting(known).first))
    }
    let first = try start(besides: [])
    let second = try start(besides: [first.folder])
    #expect(try folders() == [first.folder, second.folder])
    try first.kernel.kill()
    #expect(try folders() == [first.folder, second.folder])
    let third = try start(besides: [first.folder, second.folder])
    #expect(try folders() == [second.folder, third.folder])
    _ = try third.kernel.ask("shutdown_request", ["restart": false], onControl: true)
    _ = try third.kernel.end()
    #expect(try folders() == [second.folder])
    #expect(try second.kernel.execute("6 * 7").result == "42")
  }

  @Test func `who does not have the key is not heard, and a shutdown ends all`() throws {
    let jupyter = try FrontEnd()
    try jupyter.send(
      "execute_request", ["code": "1"], signedBy: MessageSignature(key: Array("guess".utf8)))
    try jupyter.send("strange_request", [:])
    #expect(try jupyter.execute("2").reply["execution_count"] == 1)
    let answer = try jupyter.ask("shutdown_request", ["restart": true], onControl: true)
    #expect(answer.content == ["status": "ok", "restart": true])
    let end = try jupyter.end()
    #expect(end.status == 0)
    #expect(
      end.errors == """
        convolume kernel: left out: a message whose signature is not that of the connection file's key
        convolume kernel: left out: a message of the unknown type 'strange_request'

        """)
  }
}
