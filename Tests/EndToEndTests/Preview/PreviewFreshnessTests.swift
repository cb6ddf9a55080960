import Foundation
import TestSupport
import Testing

/// What a preview shows after an edit is what a render makes of the same sources by itself.
@Suite(.timeLimit(.minutes(5))) struct PreviewFreshnessTests {
  private static let first = """
    # First

    Some words.

    ## Squares {#sec-squares}

    ```{swift}
    //| label: fig-squares
    //| fig-cap: "Squares."
    Plot { Line(x: [1, 2, 3], y: [1, 4, 9], name: "squares") }.size(height: 2)
    ```
    """
  private static let second = """
    # Second

    As in @fig-squares and @sec-squares, and in @sec-own.

    ## Own {#sec-own}

    ```{swift}
    import Foundation
    let text = try String(contentsOfFile: "data.txt", encoding: .utf8)
    print("read", text)
    ```

    ![A picture](picture.svg){#fig-picture}
    """

  /// A rectangle of a width.
  private static func picture(_ width: Int) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">
    <rect width="\(width)" height="50" fill="#345"/></svg>
    """
  }

  private let preview: Preview
  private let browser: Browser

  init() throws {
    let book = try Book(["01-first.md": Self.first, "02-second.md": Self.second])
    try book.folder.write("one", to: "data.txt")
    try book.folder.write(Self.picture(60), to: "chapters/picture.svg")
    let templates = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../templates").standardized
    try FileManager.default.copyItem(
      at: templates, to: book.folder.url.appending(path: "templates"))
    preview = try Preview(of: book)
    browser = try preview.browse("02-second")
    try browser.wait(until: "document.querySelector('article').textContent.includes('read one')")
  }

  /// Waits until the open page is as it should be, and compares all pages with those of a render.
  private func compare(_ edit: String, when condition: String) throws {
    try browser.wait(until: condition)
    #expect(try preview.book.render("--to", "html").status == 0)
    for page in ["index", "01-first", "02-second"] {
      let path = "html/\(page).html"
      let served = try LoopbackClient(port: preview.port).ask(
        "/\(path)", host: "127.0.0.1:\(preview.port)")
      let rendered = try preview.book.folder.text(of: "output/\(path)")
      #expect(Self.plain(served.body) == Self.plain(rendered), "\(page) after \(edit)")
    }
  }

  /// A page without what a preview adds to it, and without empty lines.
  private static func plain(_ page: String) -> String {
    page.replacing(#/ data-line="\d*"/#, with: "")
      .replacing("<script src=\"/preview/script.js\" defer></script>", with: "")
      .replacing(#/\n+/#, with: "\n")
  }

  private func shows(_ text: String) -> String {
    "document.querySelector('article').textContent.includes('\(text)')"
  }

  @Test func `after every kind of edit, the pages are those of a fresh render`() throws {
    try compare("nothing", when: shows("read one"))
    try preview.edit("02-second.md", "As in", to: "As was said in")
    try compare("a word", when: shows("As was said in"))
    #expect(try browser.text("document.querySelector('article').textContent").contains("1.1"))
    try preview.edit("01-first.md", "## Squares", to: "## Before\n\nIt.\n\n## Squares")
    try compare("a heading that moves another chapter's reference", when: shows("1.2"))
    try preview.edit("01-first.md", "size(height: 2)", to: "size(height: 3)")
    // The open page has nothing of that figure: a word of its own tells that it was made anew.
    try preview.edit("02-second.md", "As was said", to: "As one saw")
    try compare("a figure's size", when: shows("As one saw"))
    try preview.write("two", to: "data.txt")
    try compare("a data file", when: shows("read two"))
    let picture = "document.querySelector('#fig-picture').outerHTML"
    try browser.evaluate("window.before = \(picture)")
    try preview.write(Self.picture(30), to: "chapters/picture.svg")
    try compare("a picture", when: "\(picture) !== window.before")
    try preview.write(
      "project:\n  type: book\nbook:\n  title: Renamed\n  output-file: book\nlang: de\n",
      to: "_convolume.yml")
    try compare("the settings", when: "document.querySelector('.book').textContent === 'Renamed'")
    let template = try preview.book.folder.text(of: "templates/html/page.mustache")
    try preview.write(
      template.replacing("</article>", with: "<p id=\"new\">New.</p></article>"),
      to: "templates/html/page.mustache")
    try compare("a template", when: "document.querySelector('#new')")
    try preview.edit("01-first.md", "## Before", to: "## Before {.unnumbered}")
    try compare("a heading without a number", when: "!\(shows("1.2"))")
    try preview.edit("01-first.md", "# First", to: "# Erste")
    try compare(
      "another chapter's title",
      when: "document.querySelector('.sidebar').textContent.includes('Erste')")
  }
}
