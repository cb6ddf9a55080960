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

  @Test func `an id stands once on a page, though one figure stands there twice`() throws {
    let book = try Book(["01-first.md": Self.first, "02-second.md": Self.second])
    try #require(try book.render("--to", "html").status == 0)
    let page = try book.folder.text(of: "output/html/01-first.html")
    let ids = page.matches(of: #/\sid="([^"]+)"/#).map { String($0.output.1) }
    #expect(ids.contains { $0.hasPrefix("f") && $0.contains("-2-d") }, "the second of two")
    #expect(Set(ids).count == ids.count)
  }
}
