import Foundation
import TestSupport
import Testing

/// After an edit, the cells that depend on what changed run again, and no other; the page is then that
/// of a render from nothing.
@Suite struct ReuseTests {
  private static let first = """
    ---
    title: "First"
    params:
      epochs: 2
      height: 200
    ---

    ```{swift}
    let width = 3
    ```

    ```{swift}
    let squares = (1...width).map { $0 * $0 }
    Plot { Line(x: Array(1...width), y: squares) }.size(height: 2.2)
    ```

    ```{swift}
    let total = squares.reduce(0, +)
    print("total", total)
    ```

    ```{swift}
    func half(_ p: ConvolumeChapter.Parameters) -> Int { p.epochs / 2 }
    print("half", half(params))
    ```

    ```{swift}
    var list = [1]
    ```

    ```{swift}
    print("between", list.count)
    ```

    ```{swift}
    list.append(2)
    let isLonger = true
    ```

    ```{swift}
    print("after", list)
    ```
    """

  private static let second = """
    # Second

    ```{swift}
    let pool = MaxPool2D(window: 2)
    print(pool)
    ```

    ```{swift}
    print("no network here")
    ```
    """

  /// Edits the first chapter, and returns which cells ran and whether the page is a cold render's.
  private func edit(_ book: Book, _ text: inout String, _ old: String, _ new: String) throws
    -> [String]
  {
    try #require(text.contains(old))
    text = text.replacing(old, with: new)
    try book.folder.write(text, to: "chapters/01-first.md")
    let explained = try book.render("--dry-run", "--explain").output
    let before = book.folder.files().filter { $0.hasPrefix("output/") }
    let outcome = try book.render("--to", "html", "--explain")
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(explained == outcome.output, "what was foretold came true")
    #expect(!before.isEmpty)
    let cold = try Book(["01-first.md": text, "02-second.md": Self.second])
    try #require(try cold.render("--to", "html").status == 0)
    for file in cold.folder.files() where file.hasPrefix("output/") && file.hasSuffix(".html") {
      #expect(
        try book.folder.bytes(of: file) == cold.folder.bytes(of: file),
        "\(file) after '\(old)' became '\(new)'")
    }
    let misses = outcome.output.split(separator: "\n").filter { $0.hasPrefix("  miss") }
    let summary = "\(misses.count) \(misses.count == 1 ? "cell" : "cells") run"
    #expect(outcome.errors.contains(summary), "\(outcome.errors)")
    return misses.map { $0.trimmingPrefix("  miss  ").description }
  }

  @Test func `what changed runs what depends on it, and a warm page is a cold one`() throws {
    var text = Self.first
    let book = try Book(["01-first.md": text, "02-second.md": Self.second])
    try #require(try book.render("--to", "html").status == 0)
    // Prose, a comment, a space, a label.
    #expect(
      try edit(
        book, &text, "let width = 3\n```\n\n```{swift}\nlet squares",
        "let  width = 3  // in inches\n```\n\nProse.\n\n```{swift}\n//| label: fig-squares\nlet squares"
      ) == [])
    // A figure's size, and a constant.
    #expect(
      try edit(book, &text, ".size(height: 2.2)", ".size(height: 2.6)") == ["fig-squares: source"])
    #expect(
      try edit(book, &text, "let  width = 3", "let width = 4") == [
        "cell-1: source", "fig-squares: upstream cell-1",
        "cell-3: upstream cell-1, upstream fig-squares",
      ])
    // A parameter, read by way of a function.
    #expect(try edit(book, &text, "epochs: 2", "epochs: 6") == ["cell-4: parameter epochs"])
    #expect(try edit(book, &text, "height: 200", "height: 300") == [])
    // A mutation: the readers below, not those between.
    #expect(
      try edit(book, &text, "list.append(2)", "list.append(3)") == [
        "cell-7: source", "cell-8: upstream cell-7",
      ])
  }

  @Test func `a chapter that reads what a cell of an earlier one writes shows what is written now`()
    throws
  {
    func writer(_ number: Int) -> String {
      """
      # Writer

      ```{swift}
      import Foundation
      try "the number is \(number)".write(toFile: "number.txt", atomically: true, encoding: .utf8)
      ```
      """
    }
    let reader = """
      # Reader

      ```{swift}
      import Foundation
      print(try String(contentsOfFile: "number.txt", encoding: .utf8))
      ```
      """
    let book = try Book(["01-writer.md": writer(1), "02-reader.md": reader])
    try #require(try book.render("--to", "html").status == 0)
    #expect(try book.render("--to", "html").errors.contains("2 unchanged"))
    try book.folder.write(writer(2), to: "chapters/01-writer.md")
    // What the reader showed before was still right when the render began.
    #expect(try book.render("--to", "html").errors.contains("2 cells run"))
    #expect(
      try book.folder.text(of: "output/html/02-reader.html").contains("the number is 2"))
  }

  @Test func `a parameter on the command line runs what reads it, and going back runs nothing`()
    throws
  {
    let book = try Book(["01-first.md": Self.first])
    _ = try book.render("--to", "html")
    let other = try book.render("--to", "html", "--explain", "-P", "epochs:8")
    #expect(
      other.output.split(separator: "\n").filter { $0.contains("miss") } == [
        "  miss  cell-4: parameter epochs"
      ])
    #expect(try book.folder.text(of: "output/html/01-first.html").contains("half 4"))
    #expect(try book.render("--to", "html").errors.contains("0 cells run"))
    #expect(try book.folder.text(of: "output/html/01-first.html").contains("half 1"))
  }

  @Test func `one byte of a data set or of weights runs every cell that used it`() throws {
    let text = """
      # Data

      ```{swift}
      let own = try mnist(in: DataFolders(["data"]))
      print("sum", own.train.pixels.map(Int.init).reduce(0, +))
      ```

      ```{swift}
      print("found", try mnist().train.labels)
      ```

      ```{swift}
      var network = Sequential(input: [2], seed: 1) { Linear(from: 2, to: 1) }
      try network.loadWeights(from: "weights.safetensors")
      let sum = network.parameters.reduce(0) { $0 + $1.value.values.reduce(0, +) }
      ```

      ```{swift}
      print("sum", sum)
      ```

      ```{swift}
      print("nothing")
      ```
      """
    let writing = """
      # Writing

      ```{swift}
      try Sequential(input: [2], seed: 7) { Linear(from: 2, to: 1) }
        .saveWeights(to: "weights.safetensors")
      ```
      """
    let book = try Book(["01-writing.md": writing, "02-data.md": text])
    try writeDigits(to: book.folder, under: "data/mnist", brightness: 10)
    try writeDigits(to: book.folder, under: "elsewhere/mnist", brightness: 10)
    let environment = ["CONVOLUME_DATA": "elsewhere"]
    func misses() throws -> [String] {
      let outcome = try book.convolume(
        "render", "--to", "html", "--explain", environment: environment)
      try #require(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").filter { $0.hasPrefix("  miss") }
        .map { $0.trimmingPrefix("  miss  ").description }
    }
    #expect(try misses().count == 6)
    #expect(try misses() == [])
    let images = "train-images-idx3-ubyte"
    var bytes = try book.folder.bytes(of: "data/mnist/\(images)")
    bytes[bytes.count - 1] += 1
    try book.folder.write(bytes, to: "data/mnist/\(images)")
    #expect(try misses() == ["cell-1: data mnist/\(images) in data"])
    #expect(try book.folder.text(of: "output/html/02-data.html").contains("sum \(784 * 10 + 1)"))
    // The same bytes elsewhere are the same data.
    try FileManager.default.moveItem(
      at: book.folder.url.appending(path: "elsewhere"), to: book.folder.url.appending(path: "there")
    )
    let moved = try book.convolume(
      "render", "--dry-run", "--explain", environment: ["CONVOLUME_DATA": "there"])
    #expect(!moved.output.contains("miss"), "\(moved.output)")
    let gone = try book.convolume("render", "--dry-run", "--explain", environment: environment)
    #expect(gone.output.contains("miss  cell-2: data mnist/t10k-images-idx3-ubyte, data mnist/"))
    // Another network, written by a chapter above.
    try book.folder.write(
      writing.replacing("seed: 7", with: "seed: 8"), to: "chapters/01-writing.md")
    try FileManager.default.moveItem(
      at: book.folder.url.appending(path: "there"), to: book.folder.url.appending(path: "elsewhere")
    )
    #expect(
      try misses() == [
        "cell-1: source", "cell-3: file weights.safetensors", "cell-4: upstream cell-3",
      ])
  }

  @Test func `one byte of any file that a cell read runs it, whatever read it`() throws {
    let text = """
      # Files

      ```{swift}
      import Foundation
      let table = try String(contentsOfFile: "data/x.csv", encoding: .utf8)
      ```

      ```{swift}
      print("table", table)
      ```

      ```{swift}
      try "mine".write(toFile: "own.txt", atomically: true, encoding: .utf8)
      print(try String(contentsOfFile: "own.txt", encoding: .utf8))
      ```

      ```{swift}
      print("more", (try? String(contentsOfFile: "data/more.csv", encoding: .utf8)) ?? "none")
      ```
      """
    let book = try Book(["01-files.md": text])
    try book.folder.write("1,2", to: "data/x.csv")
    func misses() throws -> [String] {
      let outcome = try book.render("--to", "html", "--explain")
      try #require(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").filter { $0.hasPrefix("  miss") }
        .map { $0.trimmingPrefix("  miss  ").description }
    }
    #expect(try misses().count == 4)
    #expect(try misses() == [])
    try book.folder.write("1,3", to: "data/x.csv")
    #expect(try misses() == ["cell-1: file data/x.csv", "cell-2: upstream cell-1"])
    #expect(try book.folder.text(of: "output/html/01-files.html").contains("table 1,3"))
    try book.folder.write("4", to: "data/more.csv")
    #expect(try misses() == ["cell-4: file data/more.csv"])
    #expect(try book.folder.text(of: "output/html/01-files.html").contains("more 4"))
    // What a cell wrote itself is no input of it.
    try book.folder.write("theirs", to: "own.txt")
    #expect(try misses() == [])
  }

  @Test func `a dry run leaves everything as it is`() throws {
    let book = try Book(["01-first.md": Self.first])
    let before = book.folder.files()
    let outcome = try book.render("--dry-run", "--explain")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("chapters/01-first.md\n  miss  cell-1: new\n"))
    #expect(book.folder.files() == before)
  }

  /// Writes one training and one test image in MNIST's form, all of one brightness.
  private func writeDigits(
    to folder: TemporaryFolder, under path: String, brightness: UInt8
  ) throws {
    for part in ["train", "t10k"] {
      let head: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
      let pixels = Array(repeating: brightness, count: 784)
      try folder.write(Data(head + pixels), to: "\(path)/\(part)-images-idx3-ubyte")
      try folder.write(
        Data([0, 0, 8, 1, 0, 0, 0, 1, 7]), to: "\(path)/\(part)-labels-idx1-ubyte")
    }
  }
}
