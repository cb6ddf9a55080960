import Foundation
import TestSupport
import Testing

/// A book of which most is as it was has the bytes of one that is rendered from nothing.
@Suite struct KeptChapterTests {
  private static let prose = String(
    repeating: "A sentence of a chapter that says nothing and fills its line. ", count: 12)

  private static let chapters = [
    "01-first.md": """
    # First

    ## A section {#sec-one}

    ```{swift}
    //| label: fig-line
    //| fig-cap: "A line."
    import Foundation
    let table = try String(contentsOfFile: "data/x.csv", encoding: .utf8)
    Plot { Line(x: [1, 2, 3], y: [1, 4, 9]) }
    ```

    The table is `{swift} table`. The place of a word.
    """,
    "02-second.md": """
    # Second

    See @fig-line and @sec-one.

    ```{swift}
    //| echo: false
    record("answer", 6 * 7)
    ```

    The place of a word.
    """,
    "03-third.md": "# Third\n\nThe place of a word.\n",
  ]

  private let book: Book

  init() throws {
    book = try Book(Self.chapters)
    try book.folder.write("1,2", to: "data/x.csv")
  }

  private func replace(_ old: String, with new: String, in chapter: String) throws {
    let text = try book.folder.text(of: "chapters/\(chapter)")
    try #require(text.contains(old))
    try book.folder.write(text.replacing(old, with: new), to: "chapters/\(chapter)")
  }

  private func outputs() throws -> [String: Data] {
    let files = book.folder.files().filter { $0.hasPrefix("output/") }
    return try Dictionary(uniqueKeysWithValues: files.map { ($0, try book.folder.bytes(of: $0)) })
  }

  @discardableResult
  private func render() throws -> String {
    let outcome = try book.render()
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.errors
  }

  @Test func `after every kind of edit, all files are those of a render that knows nothing`() throws
  {
    let folder = book.folder
    let state = folder.url.appending(path: ".convolume/cache")
    /// Makes a change while another chapter is edited, and compares.
    func changes(_ what: String, _ change: () throws -> Void) throws {
      // Twice: of what was written a moment ago, a render relies on nothing.
      for _ in 0..<2 { try render() }
      try change()
      try render()
      let warm = try outputs()
      for place in ["stamps", "rendered"] {
        try FileManager.default.removeItem(at: state.appending(path: place))
      }
      try FileManager.default.removeItem(at: folder.url.appending(path: "output"))
      try render()
      #expect(try outputs() == warm, "\(what)")
    }

    try changes("a word") {
      try replace("The place of a word", with: "The place of another word", in: "03-third.md")
    }
    try changes("pages more above a chapter that is taken over") {
      let pages = Array(repeating: Self.prose, count: 30).joined(separator: "\n\n")
      try replace("another word.", with: "a word.\n\n" + pages, in: "03-third.md")
      try replace("The place of a word", with: pages, in: "01-first.md")
    }
    try changes("a number that another chapter names") {
      try replace(
        "## A section",
        with: "## One before\n\n| a | b |\n|---|---|\n\n: Two. {#tbl-two}\n\n## A section",
        in: "01-first.md")
    }
    try changes("a file that a cell read, beside a word elsewhere") {
      try folder.write("5,6", to: "data/x.csv")
      try replace("a word.", with: "a word or two.", in: "03-third.md")
    }
    try changes("a page that is gone, beside a word elsewhere") {
      try replace("a word or two", with: "a word or three", in: "03-third.md")
      for page in ["html/01-first.html", "pdf/02-second.pdf", "notebooks/01-first.ipynb"] {
        try FileManager.default.removeItem(at: folder.url.appending(path: "output/\(page)"))
      }
    }
    try changes("results that are gone or damaged, with the pages that show them") {
      try replace("a word or three", with: "a word or four", in: "03-third.md")
      for file in folder.files() where file.hasPrefix(".convolume/cache/") {
        let steps = file.split(separator: "/")
        guard steps.count == 4, steps[2].count == 2 else { continue }
        try folder.write(try folder.bytes(of: file).dropLast(), to: file)
      }
      for page in ["html/01-first.html", "pdf/02-second.pdf"] {
        try FileManager.default.removeItem(at: folder.url.appending(path: "output/\(page)"))
      }
    }
  }

  @Test func `a cell that writes what another chapter has read makes that one run again`() throws {
    for _ in 0..<3 { try render() }
    try replace(
      "# Third",
      with: """
        # Third

        ```{swift}
        //| echo: false
        import Foundation
        try "7,8".write(toFile: "data/x.csv", atomically: false, encoding: .utf8)
        ```
        """, in: "03-third.md")
    // Where the last render could not be relied on, the chapter above was looked at before the cell ran.
    let told = try render() + render()
    #expect(try book.folder.text(of: "output/html/01-first.html").contains("7,8"), "\(told)")
  }
}
