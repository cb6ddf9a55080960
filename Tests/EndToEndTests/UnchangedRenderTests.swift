import Foundation
import TestSupport
import Testing

/// A render that would change nothing ends at once, and one that would change anything does not.
@Suite struct UnchangedRenderTests {
  private static let text = """
    # First

    ```{swift}
    //| label: fig-line
    //| fig-cap: "A line."
    import Foundation
    let table = try String(contentsOfFile: "data/x.csv", encoding: .utf8)
    Plot { Line(x: [1, 2, 3], y: [1, 4, 9]) }
    ```

    The table is `{swift} table`.

    ![A picture](../picture.svg)
    """

  private static func picture(_ radius: Int) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle r="\(radius)"/></svg>
    """
  }

  /// A book that renders pages by its own templates and with a font of its own.
  private struct SmallBook {
    let book: Book
    private(set) var environment: [String: String] = [:]

    init() throws {
      book = try Book(["01-first.md": UnchangedRenderTests.text])
      try book.folder.write("1,2", to: "data/x.csv")
      try book.folder.write(UnchangedRenderTests.picture(4), to: "picture.svg")
      try FileManager.default.copyItem(
        at: package.appending(path: "templates"), to: book.folder.url.appending(path: "templates"))
      let fonts = book.folder.url.appending(path: "fonts").path
      try book.folder.write(
        """
        <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>
        <include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>\(fonts)</dir>
        <cachedir>\(fonts)/cache</cachedir></fontconfig>
        """, to: "fonts.conf")
      try book.folder.write("no font yet", to: "fonts/own.ttf")
      environment["FONTCONFIG_FILE"] = book.folder.url.appending(path: "fonts.conf").path
    }

    /// Renders, and returns whether anything was done.
    func render(_ arguments: String..., environment other: [String: String] = [:]) throws -> Bool {
      let outcome = try Book.convolume.run(
        ["render", "--to", "html"] + arguments, in: book.folder.url,
        environment: environment.merging(other) { $1 })
      try #require(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains(" unchanged, in ") || outcome.errors.contains("cell run"))
      #expect(outcome.errors.contains("output/html/index.html"))
      return outcome.errors.contains("typesetting")
    }

    /// Renders until nothing is left to be done: a file written within a tick of the clock before a
    /// render is looked at once more.
    func settle() throws {
      for _ in 0..<3 where try !render() { return }
      Issue.record("three renders of the same files still find something to do")
    }

    private var package: URL {
      (0..<3).reduce(URL(filePath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
    }
  }

  /// The content of some fonts of this machine.
  private static func installedFonts(_ count: Int) throws -> [Data] {
    let fontconfig = try #require(Tool.installed("fc-list"))
    let list = try fontconfig.run(["--format", "%{file}\n"], in: URL(filePath: "/"))
    let files = Set(list.output.split(separator: "\n")).filter { $0.hasSuffix(".ttf") }.sorted()
    try #require(files.count >= count)
    return try files.prefix(count).map { try Data(contentsOf: URL(filePath: String($0))) }
  }

  @Test func `nothing is done as long as nothing has changed`() throws {
    let small = try SmallBook()
    let folder = small.book.folder
    let page = "output/html/01-first.html"
    #expect(try small.render())
    try small.settle()
    let before = try folder.bytes(of: page)

    /// Makes a change; the next render must see it, and those behind that one nothing any more.
    func changes(_ what: String, _ change: () throws -> Void) throws {
      try change()
      #expect(try small.render(), "\(what)")
      try small.settle()
    }

    try changes("an output is edited") {
      try folder.write(try folder.text(of: page) + " ", to: page)
    }
    #expect(try folder.bytes(of: page) == before)
    try changes("an output is gone") {
      try FileManager.default.removeItem(at: folder.url.appending(path: page))
    }
    #expect(try folder.bytes(of: page) == before)
    try changes("an output of the same size has its old time") {
      let file = folder.url.appending(path: page).path
      let time = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
      try folder.write(try folder.text(of: page).replacing("First", with: "Worst"), to: page)
      try FileManager.default.setAttributes(
        [.modificationDate: try #require(time)], ofItemAtPath: file)
    }
    #expect(try folder.bytes(of: page) == before)
    try changes("a figure's file is edited") {
      try folder.write("not a figure", to: "output/figures/01-first/fig-line.svg")
    }
    try changes("a file that a cell read") { try folder.write("5,6", to: "data/x.csv") }
    #expect(try folder.text(of: page).contains("5,6"))
    try changes("a picture") { try folder.write(Self.picture(7), to: "picture.svg") }
    #expect(try folder.bytes(of: page) != before)
    try changes("a word") {
      try folder.write(
        Self.text.replacing("table is", with: "words are"), to: "chapters/01-first.md")
    }
    #expect(try folder.text(of: page).contains("words are"))
    try changes("a setting") {
      let settings = try folder.text(of: "_convolume.yml")
      try folder.write(settings.replacing("A small", with: "Another small"), to: "_convolume.yml")
    }
    #expect(try folder.text(of: page).contains("Another small"))
    try changes("a style sheet") {
      let name = try #require(
        folder.files().first { $0.hasPrefix("templates/html/") && $0.hasSuffix(".css") })
      try folder.write(try folder.text(of: name) + "\n/* more */", to: name)
    }
    try changes("a chapter more") { try folder.write("# Second", to: "chapters/02-second.md") }
    #expect(folder.contains("output/html/02-second.html"))
    try changes("a chapter less") {
      try FileManager.default.removeItem(at: folder.url.appending(path: "chapters/02-second.md"))
    }
    #expect(!folder.contains("output/html/02-second.html"))
    try changes("a font more") { try folder.write("another", to: "fonts/other.ttf") }
    try changes("fontconfig's settings") {
      try folder.write(try folder.text(of: "fonts.conf") + "\n", to: "fonts.conf")
    }

    let fonts = try Self.installedFonts(2)
    let own = folder.url.appending(path: "fonts/real.ttf")
    try changes("a font of the book's own") { try fonts[0].write(to: own) }
    try changes("a font that is overwritten where it lies") {
      let file = try FileHandle(forWritingTo: own)
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: fonts[1])
      try file.close()
    }

    // What is the same as before is no change.
    let chapter = folder.url.appending(path: "chapters/01-first.md")
    try folder.write(try folder.text(of: "chapters/01-first.md"), to: "chapters/01-first.md")
    #expect(try !small.render())
    try FileManager.default.copyItem(
      at: chapter, to: folder.url.appending(path: "chapters/01-first.md.swp"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "chapters/01-first.md.swp"))
    #expect(try !small.render())
  }

  @Test func `other options, another environment and a damaged stamp are reasons to render`() throws
  {
    let small = try SmallBook()
    #expect(try small.render())
    try small.settle()
    #expect(try small.render("--profile", "quick"))
    #expect(try small.render("--no-cache"))
    try small.settle()
    #expect(try small.render(environment: ["CONVOLUME_DATA": "elsewhere"]))
    try small.settle()
    let stamps = small.book.folder.files().filter { $0.contains("cache/stamps/") }
    #expect(stamps.count > 1)
    for stamp in stamps {
      try small.book.folder.write(try small.book.folder.bytes(of: stamp).dropLast(), to: stamp)
    }
    #expect(try small.render())
  }

  @Test func `what must be run, and what failed, is run again`() throws {
    let book = try Book([
      "01-first.md": "# Always\n\n```{swift}\n//| cache: false\nprint(1)\n```\n"
    ])
    for _ in 0..<3 { #expect(try book.render("--to", "html").errors.contains("1 cell run")) }
    let failing = try Book(["01-first.md": "# Failing\n\n```{swift}\nnotDefined\n```\n"])
    for _ in 0..<3 {
      let outcome = try failing.render("--to", "html")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("notDefined"))
    }
  }
}
