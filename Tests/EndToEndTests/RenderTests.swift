import Foundation
import TestSupport
import Testing

@Suite struct RenderTests {
  @Test func `writes pages, handouts, figures, results and a manifest`() throws {
    let book = try Book([
      "01-first.md": chapter("First"),
      "02-second.md": chapter(
        "Second",
        """
        ```{swift}
        //| label: fig-squares
        //| fig-cap: "Squares."
        let numbers = Array(1...5)
        record("sum", numbers.reduce(0, +))
        Plot {
          Line(x: numbers, y: numbers.map { $0 * $0 })
        }.xAxis("n").yAxis("n²")
        ```

        @fig-squares grows; the sum is `{swift} numbers.reduce(0, +)`. See @sec-first.
        """),
    ])
    let outcome = try book.render()
    try #require(outcome.status == 0, "\(outcome.errors)")
    let files = book.folder.files().filter { $0.hasPrefix("output/") }
    for expected in [
      "output/html/index.html", "output/html/01-first.html", "output/html/02-second.html",
      "output/pdf/book.pdf", "output/pdf/01-first.pdf", "output/pdf/02-second.pdf",
      "output/figures/02-second/fig-squares.svg", "output/figures/02-second/fig-squares.pdf",
      "output/figures/02-second/fig-squares.png", "output/results/02-second.json",
      "output/manifest.json",
    ] {
      #expect(files.contains(expected))
    }
    let page = try book.folder.text(of: "output/html/02-second.html")
    #expect(page.contains("Figure\u{A0}2.1"))
    #expect(page.contains("hello from Second"))
    #expect(page.contains("the sum is 15"))
    #expect(try book.folder.text(of: "output/results/02-second.json").contains("\"sum\""))
  }

  @Test func `one Markdown file anywhere gives a page and a handout beside each other`() throws {
    let folder = try TemporaryFolder()
    try folder.write(chapter("Alone"), to: "notes/alone.md")
    let outcome = try Book.convolume.run(
      ["render", "notes/alone.md", "--to", "html,pdf", "--output-dir", "made"], in: folder.url)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(try folder.text(of: "made/alone.html").contains("hello from Alone"))
    #expect(try folder.bytes(of: "made/alone.pdf").starts(with: Data("%PDF".utf8)))
  }

  @Test func `a second render runs no cell and writes the same bytes`() throws {
    let book = try Book(["01-first.md": chapter("First")])
    _ = try book.render()
    let page = try book.folder.bytes(of: "output/html/01-first.html")
    let handout = try book.folder.bytes(of: "output/pdf/book.pdf")
    for (arguments, said) in [([], "0 cells run"), (["--no-cache"], "1 cell run")] {
      // What is compared was written by this render, and not left by the first.
      try FileManager.default.removeItem(at: book.folder.url.appending(path: "output"))
      let again = try Book.convolume.run(["render"] + arguments, in: book.folder.url)
      #expect(again.status == 0)
      #expect(again.errors.contains(said))
      #expect(try book.folder.bytes(of: "output/html/01-first.html") == page)
      #expect(try book.folder.bytes(of: "output/pdf/book.pdf") == handout)
    }
  }

  @Test func `chapters and formats made at once are those made one after the other`() throws {
    let figure = """
      ```{swift}
      //| label: fig-NAME
      //| fig-cap: "A *falling* loss."
      Plot { Line(x: [1, 2, 3], y: [0.9, 0.5, 0.3]) }.xAxis("Epoch").yAxis("Loss")
      ```

      **Bold**, *italic* and `code`, with $x^2$ in @fig-NAME.
      """
    let book = try Book([
      "01-first.md": chapter("First", figure.replacing("NAME", with: "first")),
      "02-second.md": chapter("Second", figure.replacing("NAME", with: "second")),
    ])
    func files(_ arguments: String...) throws -> [String: Data] {
      let outcome = try Book.convolume.run(["render"] + arguments, in: book.folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
      let paths = book.folder.files().filter { $0.hasPrefix("output/") }
      return try Dictionary(uniqueKeysWithValues: paths.map { ($0, try book.folder.bytes(of: $0)) })
    }
    let together = try files("--jobs", "2")
    #expect(together.count > 15)
    #expect(try files("--jobs", "1", "--no-cache") == together)
  }

  @Test func `what a deleted chapter left is removed, and nothing else`() throws {
    let book = try Book([
      "01-first.md": "# First\n\nText.\n", "02-second.md": "# Second\n\nText.\n",
    ])
    _ = try book.render()
    try book.folder.write("mine", to: "output/html/mine.html")
    try FileManager.default.removeItem(at: book.folder.url.appending(path: "chapters/02-second.md"))
    let pages = try book.render("--to", "html")
    try #require(pages.status == 0, "\(pages.errors)")
    #expect(!book.folder.contains("output/html/02-second.html"))
    #expect(book.folder.contains("output/html/mine.html"))
    #expect(book.folder.contains("output/pdf/02-second.pdf"), "no handouts were asked for")
    _ = try book.render()
    #expect(!book.folder.contains("output/pdf/02-second.pdf"))
  }

  @Test func `a profile sets the parameters that a chapter declares for it`() throws {
    let text = """
      ---
      title: "Params"
      params:
        epochs: 2
      profiles:
        full:
          epochs: 10
      ---

      ```{swift}
      print("epochs: \\(params.epochs)")
      ```
      """
    let book = try Book(["01-params.md": text])
    _ = try book.render()
    #expect(try book.folder.text(of: "output/html/01-params.html").contains("epochs: 2"))
    _ = try book.render("--profile", "full")
    #expect(try book.folder.text(of: "output/html/01-params.html").contains("epochs: 10"))
    _ = try book.render("-P", "epochs:7")
    #expect(try book.folder.text(of: "output/html/01-params.html").contains("epochs: 7"))
  }
}
