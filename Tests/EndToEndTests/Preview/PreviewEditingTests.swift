import Foundation
import TestSupport
import Testing

/// A page that is open in a browser while its chapter is edited.
@Suite(.timeLimit(.minutes(5)), .serialized) struct PreviewEditingTests {
  private static let paragraphs = (1...40).map { "Paragraph \($0) of many.\n\n" }.joined()

  private static let chapter = """
    # First

    The first words.

    \(paragraphs)## Far below {#far}

    Below it stands a cell.

    ```{swift}
    let a = 3
    print("a is", a)
    ```

    ```{swift}
    //| label: fig-line
    //| fig-cap: "A line."
    Plot { Line(x: [1, 2, 3], y: [1, 4, 9], name: "squares") }.size(height: 2)
    ```

    ::: {.callout-note collapse="true"}
    ## Folded

    Hidden words.
    :::

    \(paragraphs)
    """

  private func open() throws -> (Preview, Browser) {
    let preview = try Preview([
      "01-first.md": Self.chapter, "02-second.md": "# Second\n\nOther words.\n",
    ])
    return (preview, try preview.browse("01-first"))
  }

  @Test func `a change of words touches nothing else, and the reader stays where they read`() throws
  {
    let (preview, browser) = try open()
    try browser.evaluate(
      """
      document.getElementById("far").scrollIntoView({ behavior: "instant" });
      window.mine = document.getElementById("far");
      document.querySelector("article svg").mine = true;
      window.before = window.mine.getBoundingClientRect().top;
      """)
    try preview.edit(
      "01-first.md", "The first words.", to: "Other words.\n\nAnd\n\nfour\n\nmore\n\nlines.")
    try browser.wait(
      until: "document.querySelector('article').textContent.includes('Other words.')")
    #expect(
      try !browser.text("document.querySelector('article').textContent").contains("first words"))
    #expect(try browser.evaluate("window.mine === document.getElementById('far')") as? Bool == true)
    #expect(try browser.evaluate("document.querySelector('article svg').mine") as? Bool == true)
    let moved = "Math.abs(window.mine.getBoundingClientRect().top - window.before) < 2"
    #expect(try browser.evaluate(moved) as? Bool == true)
    #expect(try browser.evaluate("window.scrollY > 500") as? Bool == true)
  }

  @Test func `theme, unfolded parts and buttons stay as the reader left them`() throws {
    let (preview, browser) = try open()
    let theme = "document.documentElement.dataset.theme"
    try browser.evaluate("document.getElementById('theme').click()")
    try browser.evaluate("document.getElementById('theme').click()")
    #expect(try browser.text(theme) == "dark")
    try browser.evaluate("document.querySelector('aside details').open = true")
    try preview.edit("01-first.md", "let a = 3", to: "let a = 4")
    try browser.wait(until: "document.querySelector('article').textContent.includes('a is 4')")
    #expect(try browser.text(theme) == "dark")
    #expect(try browser.text("document.getElementById('theme').textContent") == "Theme: dark")
    #expect(try browser.evaluate("document.querySelector('aside details').open") as? Bool == true)
    let buttons =
      "document.querySelectorAll('.code').length === document.querySelectorAll('.code > .copy').length"
    #expect(try browser.evaluate(buttons) as? Bool == true)
    // The page that another visit finds is the same.
    try browser.open(preview.address + "html/01-first.html")
    #expect(try browser.text(theme) == "dark")
  }

  @Test func `a figure that changes is drawn anew in its place`() throws {
    let (preview, browser) = try open()
    let height = "document.querySelector('#fig-line svg').viewBox.baseVal.height"
    let before = try #require(try browser.evaluate(height) as? Double)
    try browser.evaluate("document.querySelector('.cell').mine = true")
    try preview.edit("01-first.md", "size(height: 2)", to: "size(height: 4)")
    try browser.wait(until: "\(height) > \(before) * 1.5")
    #expect(try browser.evaluate("document.querySelectorAll('#fig-line').length") as? Int == 1)
    #expect(try browser.evaluate("document.querySelector('.cell').mine") as? Bool == true)
  }

  @Test func `a mistake in a cell stands beside its last result until it is mended`() throws {
    let (preview, browser) = try open()
    try preview.edit("01-first.md", "print(\"a is\", a)", to: "print(\"a is\", b)")
    try browser.wait(until: "document.querySelector('.cell .failure')")
    let cell = try browser.text("document.querySelector('.cell').textContent")
    #expect(cell.contains("cannot find 'b' in scope"))
    #expect(cell.contains("a is 3"))
    // What stands below was not run, and keeps its figure.
    #expect(
      try browser.evaluate("document.querySelectorAll('#fig-line svg').length > 0") as? Bool == true
    )
    #expect(preview.run.hasSaid("01-first.md:91:15: error: cannot find 'b' in scope"))
    try preview.edit("01-first.md", "print(\"a is\", b)", to: "print(\"a is\", a + 1)")
    try browser.wait(until: "!document.querySelector('.failure, [data-preview=error]')")
    #expect(try browser.text("document.querySelector('.cell').textContent").contains("a is 4"))
    #expect(preview.run.hasSaid("error mended") || preview.run.hasSaid("errors mended"))
  }

  @Test func `a mistake in the text stands where it was made, on the last good page`() throws {
    let (preview, browser) = try open()
    try preview.edit("01-first.md", "Below it stands a cell.", to: "See @fig-none below.")
    let error = "document.querySelector('[data-preview=error]')"
    try browser.wait(until: error)
    #expect(try browser.text("\(error).textContent").contains("fig-none"))
    // On the last good page, that paragraph has nothing with a place: behind the heading above it.
    #expect(try browser.text("\(error).previousElementSibling.id") == "far")
    #expect(
      try browser.text("document.querySelector('article').textContent").contains("Below it stands"))
    try preview.edit("01-first.md", "See @fig-none below.", to: "See @fig-line below.")
    try browser.wait(
      until: "!\(error) && document.querySelector('article').textContent.includes('See Figure')")
  }

  @Test func `a mistake in a paragraph stands behind that paragraph`() throws {
    let chapter = """
      # First

      ```{swift}
      let a = 3
      ```

      Before it.

      The value is `{swift} a`, as was
      said; see @sec-end.

      After it.

      ## End {#sec-end}

      Words.
      """
    let preview = try Preview(["01-first.md": chapter])
    let browser = try preview.browse("01-first")
    let error = "document.querySelector('[data-preview=error]')"
    let above = "\(error).previousElementSibling.textContent"
    try preview.edit("01-first.md", "@sec-end.", to: "@sec-and.")
    try browser.wait(until: "\(error) && \(error).textContent.includes('sec-and')")
    #expect(try browser.text(above).contains("The value is 3"))
    try preview.edit("01-first.md", "@sec-and.", to: "@sec-end.")
    try browser.wait(until: "!\(error)")
    try preview.edit("01-first.md", "`{swift} a`", to: "`{swift} b`")
    try browser.wait(until: "\(error)")
    #expect(try browser.text("\(error).textContent").contains("cannot find 'b' in scope"))
    // Beside the last good text, which has a value.
    #expect(try browser.text(above).contains("The value is 3"))
  }

  @Test func `a chapter that is saved half-way leaves the last page until the rest comes`() throws {
    let (preview, browser) = try open()
    let half = Self.chapter.components(separatedBy: "print(\"a is\"")[0]
    try preview.write(half, to: "chapters/01-first.md")
    try browser.wait(until: "document.querySelector('[data-preview=error]')")
    #expect(
      try browser.text("document.querySelector('[data-preview=error]').textContent")
        .contains("this code block is never closed"))
    #expect(try browser.text("document.querySelector('article').textContent").contains("a is 3"))
    try preview.write("", to: "chapters/01-first.md")
    try browser.wait(
      until: "document.querySelector('[data-preview=error]').textContent.includes('empty')")
    #expect(try browser.text("document.querySelector('article').textContent").contains("a is 3"))
    try preview.write(Self.chapter.replacing("a = 3", with: "a = 5"), to: "chapters/01-first.md")
    try browser.wait(until: "document.querySelector('article').textContent.includes('a is 5')")
    #expect(
      try browser.evaluate("document.querySelector('[data-preview=error]') === null") as? Bool
        == true)
  }

  @Test func `a folder that vanishes is told, and forgiven when it is back`() throws {
    let (preview, browser) = try open()
    let folder = preview.book.folder.url
    let chapters = folder.appending(path: "chapters").path
    let aside = folder.appending(path: "aside").path
    #expect(rename(chapters, aside) == 0)
    try browser.wait(until: "document.querySelector('[data-preview=error]')")
    #expect(try browser.text("document.querySelector('article').textContent").contains("a is 3"))
    #expect(rename(aside, chapters) == 0)
    try browser.wait(until: "!document.querySelector('[data-preview=error]')")
    try preview.edit("01-first.md", "let a = 3", to: "let a = 6")
    try browser.wait(until: "document.querySelector('article').textContent.includes('a is 6')")
  }

  @Test func `another chapter, other settings and another style are on the open page`() throws {
    let (preview, browser) = try open()
    try preview.write("# Third\n\nNew.\n", to: "chapters/03-third.md")
    try browser.wait(until: "document.querySelector('.sidebar').textContent.includes('Third')")
    try preview.write(
      "project:\n  type: book\nbook:\n  title: Renamed\n  output-file: book\n", to: "_convolume.yml"
    )
    try browser.wait(until: "document.querySelector('.book').textContent === 'Renamed'")
    try preview.edit("02-second.md", "# Second", to: "# Deuxième")
    try browser.wait(until: "document.querySelector('.sidebar').textContent.includes('Deuxième')")
  }

  @Test func `after many edits the page is the one that a render would write`() throws {
    let (preview, browser) = try open()
    try preview.edit("01-first.md", "let a = 3", to: "let a = 7")
    try browser.wait(until: "document.querySelector('article').textContent.includes('a is 7')")
    try preview.edit("01-first.md", "Paragraph 3 of many.\n\n", to: "")
    try browser.wait(
      until: "document.querySelector('article').textContent.split('aph 3 of').length === 2")
    try preview.edit("01-first.md", "size(height: 2)", to: "size(height: 3)")
    try preview.edit("01-first.md", "## Far below", to: "Last words.\n\n## Farther below")
    try browser.wait(until: "document.querySelector('article').textContent.includes('Last words.')")
    try browser.wait(until: "!document.querySelector('[data-preview=work]')")
    let shown = try browser.text(
      """
      (() => {
        const page = document.querySelector("article").cloneNode(true);
        page.querySelectorAll(".copy, [data-preview]").forEach((node) => node.remove());
        page.querySelectorAll("[data-line]").forEach((node) => node.removeAttribute("data-line"));
        return page.innerHTML.replace(/\\s+/g, " ");
      })()
      """)
    let rendered = try Book([
      "01-first.md": try preview.book.folder.text(of: "chapters/01-first.md"),
      "02-second.md": "# Second\n\nOther words.\n",
    ])
    #expect(try rendered.render("--to", "html").status == 0)
    let other = try Browser()
    try other.open("file://\(rendered.folder.url.path)/output/html/01-first.html")
    let written = try other.text(
      """
      (() => {
        const page = document.querySelector("article").cloneNode(true);
        page.querySelectorAll(".copy").forEach((node) => node.remove());
        return page.innerHTML.replace(/\\s+/g, " ");
      })()
      """)
    #expect(shown == written)
    #expect(preview.book.folder.files().filter { $0.hasPrefix("output/") } == [])
  }
}
