import Foundation
import TestSupport
import Testing

/// A render that takes most things from what earlier ones kept writes the bytes of one from nothing.
@Suite struct WarmRenderTests {
  private static let first = """
    # First

    Some words, and $x^2$, and @fig-second.

    ```{swift}
    //| label: fig-line
    //| fig-cap: "A line."
    Plot { Line(x: [1, 2, 3], y: [1, 4, 9], name: "squares") }.size(height: 2)
    ```

    ```{swift}
    //| label: fig-map
    //| fig-cap: "A map."
    HeatMap("A map", values: [[1.0, 2.0], [3.0, 4.0]])
    ```

    ```{swift}
    HeatMap("A map", values: [[1.0, 2.0], [3.0, 4.0]])
    ```
    """

  private static let second = """
    # Second

    ```{swift}
    //| label: fig-second
    //| fig-cap: "Points."
    Plot { Points(x: [1, 2], y: [3, 1]) }
    ```
    """

  private func outputs(of book: Book) throws -> [String: Data] {
    let files = book.folder.files().filter { $0.hasPrefix("output/") }
    return Dictionary(
      uniqueKeysWithValues: try files.map { ($0, try book.folder.bytes(of: $0)) })
  }

  @Test func `every file after an edit is that of a cold render`() throws {
    var text = Self.first
    let book = try Book(["01-first.md": text, "02-second.md": Self.second])
    try #require(try book.render().status == 0)
    for (old, new) in [
      ("Some words", "Other words"), ("size(height: 2)", "size(height: 2.5)"),
      ("```{swift}\n//| label: fig-line", "```{swift}\n//| label: fig-line\n//| fig-alt: A curve"),
      ("# First\n", "# First\n\n```{swift}\nPlot { Points(x: [1], y: [1]) }\n```\n"),
    ] {
      try #require(text.contains(old))
      text = text.replacing(old, with: new, maxReplacements: 1)
      try book.folder.write(text, to: "chapters/01-first.md")
      try #require(try book.render().status == 0)
      let cold = try Book(["01-first.md": text, "02-second.md": Self.second])
      try #require(try cold.render().status == 0)
      let (warm, anew) = (try outputs(of: book), try outputs(of: cold))
      #expect(Set(warm.keys) == Set(anew.keys))
      for (file, bytes) in anew { #expect(warm[file] == bytes, "\(file) after '\(new)'") }
    }
  }

  /// Edits of a book with a style sheet and pages' templates of its own, each on top of those above.
  private static let edits: [(name: String, path: String, old: String, new: String)] = [
    ("a word", "chapters/01-first.md", "Some words", "Many words"),
    ("a heading", "chapters/01-first.md", "Many words", "## A section\n\nMany words"),
    ("a label", "chapters/02-second.md", "fig-second", "fig-points"),
    ("its reference", "chapters/01-first.md", "@fig-second", "@fig-points"),
    ("a figure's size", "chapters/01-first.md", "size(height: 2)", "size(height: 3)"),
    ("a setting", "_convolume.yml", "A small book", "Another book"),
    ("a style", "templates/html/style.css", "body", "/* more */ body"),
    ("a template", "templates/html/page.mustache", "</body>", "<p>The end.</p></body>"),
    ("the theme", "templates/pdf/theme.yml", "\n", "\n# A remark more.\n"),
  ]

  /// Renders what a book is made of from its cells' results alone.
  private func coldOutputs(of book: Book) throws -> [String: Data] {
    let cold = try Book([:])
    for file in book.folder.files() where !file.hasPrefix("output/") {
      let isKept = ["rendered", "stamps", "sources", "facts"].contains {
        file.hasPrefix(".convolume/cache/\($0)")
      }
      if !isKept { try cold.folder.write(try book.folder.bytes(of: file), to: file) }
    }
    let outcome = try cold.render()
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("0 cells run"))
    return try outputs(of: cold)
  }

  @Test func `every file after any kind of edit is that of a render of nothing but results`()
    throws
  {
    let book = try Book(["01-first.md": Self.first, "02-second.md": Self.second])
    let package = (0..<3).reduce(URL(filePath: #filePath)) { folder, _ in
      folder.deletingLastPathComponent()
    }
    try FileManager.default.copyItem(
      at: package.appending(path: "templates"), to: book.folder.url.appending(path: "templates"))
    try #require(try book.render().status == 0)
    for edit in Self.edits {
      let text = try book.folder.text(of: edit.path)
      try #require(text.contains(edit.old), "\(edit.name)")
      try book.folder.write(
        text.replacing(edit.old, with: edit.new, maxReplacements: 1), to: edit.path)
      // Between the two edits of a label, the book has an error.
      if edit.name == "a label" { continue }
      let outcome = try book.render()
      try #require(outcome.status == 0, "\(outcome.errors)")
      let (warm, cold) = (try outputs(of: book), try coldOutputs(of: book))
      #expect(Set(warm.keys) == Set(cold.keys))
      for (file, bytes) in cold { #expect(warm[file] == bytes, "\(file) after \(edit.name)") }
    }
    try book.folder.write("# Third\n\nSee @fig-points.\n", to: "chapters/03-third.md")
    try #require(try book.render().status == 0)
    #expect(try outputs(of: book) == coldOutputs(of: book))
    #expect(book.folder.contains("output/html/03-third.html"))
  }

  @Test func `whatever is kept and was damaged is made again`() throws {
    let book = try Book(["01-first.md": Self.first, "02-second.md": Self.second])
    try #require(try book.render().status == 0)
    let kept = book.folder.files().filter { file in
      ["rendered/", "sources", "facts", "stamps/"].contains {
        file.hasPrefix(".convolume/cache/\($0)")
      }
    }
    for name in ["rendered/", "sources", "facts"] {
      #expect(kept.contains { $0.hasPrefix(".convolume/cache/\(name)") }, "\(name)")
    }
    for file in kept {
      var bytes = try book.folder.bytes(of: file)
      guard let last = bytes.indices.last else { continue }
      bytes[last] ^= 1
      try book.folder.write(bytes, to: file)
    }
    try book.folder.write(
      Self.first.replacing("Some words", with: "Other words"), to: "chapters/01-first.md")
    let outcome = try book.render()
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(try outputs(of: book) == coldOutputs(of: book))
  }

  @Test func `a file that did not change is not written again`() throws {
    let book = try Book(["01-first.md": Self.first, "02-second.md": Self.second])
    try #require(try book.render().status == 0)
    func number(_ path: String) throws -> Int {
      let file = book.folder.url.appending(path: path).path
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      return try #require(attributes[.systemFileNumber] as? Int)
    }
    let page = "output/html/01-first.html"
    let other = "output/html/02-second.html"
    let before = (try number(page), try number(other))
    try book.folder.write(
      Self.first.replacing("Some words", with: "Other words"), to: "chapters/01-first.md")
    try #require(try book.render().status == 0)
    #expect(try number(page) != before.0)
    #expect(try number(other) == before.1)
  }

  @Test func `an output that somebody has changed or removed is written again beside an edit`()
    throws
  {
    let book = try Book(["01-first.md": Self.first, "02-second.md": Self.second])
    try #require(try book.render().status == 0)
    let whole = try outputs(of: book)
    let page = "output/html/02-second.html"
    let removed = ["output/pdf/02-second.pdf", "output/figures/02-second/fig-second.svg"]
    var bytes = try book.folder.bytes(of: page)
    bytes[bytes.count / 2] ^= 1
    try book.folder.write(bytes, to: page)
    for path in removed {
      try FileManager.default.removeItem(at: book.folder.url.appending(path: path))
    }
    try book.folder.write(
      Self.first.replacing("Some words", with: "Other words"), to: "chapters/01-first.md")
    try #require(try book.render().status == 0)
    let now = try outputs(of: book)
    for path in [page] + removed { #expect(now[path] == whole[path], "\(path)") }
    #expect(now["output/html/01-first.html"] != whole["output/html/01-first.html"])
  }

  @Test func `an id stands once on a page, though one figure stands there twice`() throws {
    // Letters and pictures are a page's; the region in which a line is drawn has an id in its drawing.
    let first = Self.first.replacing(
      #"HeatMap("A map", values: [[1.0, 2.0], [3.0, 4.0]])"#,
      with: "Plot { Line(x: [1, 2], y: [1, 3]) }")
    let book = try Book(["01-first.md": first, "02-second.md": Self.second])
    try #require(try book.render("--to", "html").status == 0)
    let page = try book.folder.text(of: "output/html/01-first.html")
    let ids = page.matches(of: #/\sid="([^"]+)"/#).map { String($0.output.1) }
    #expect(ids.contains { $0.hasPrefix("f") && $0.contains("-2-d") }, "the second of two")
    #expect(Set(ids).count == ids.count)
  }
}
