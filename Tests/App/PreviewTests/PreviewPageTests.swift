import Preview
import Reports
import Testing

@Suite struct PreviewPageTests {
  private func mark(_ line: Int) -> String {
    "<div class=\"division\" id=\"\(LineMark.prefix)\(line)\">\n\n</div>\n"
  }

  private func attributing(_ page: String) -> String {
    String(decoding: PreviewPage.attributing(Array(page.utf8)), as: UTF8.self)
  }

  @Test func `a mark becomes an attribute of what follows it`() {
    let page = "<article>\n\(mark(4))<h2 id=\"a\">A</h2>\n<p>b</p>\n\(mark(9))<hr>\n</article>"
    #expect(
      attributing(page)
        == "<article>\n\n<h2 data-line=\"4\" id=\"a\">A</h2>\n<p>b</p>\n\n<hr data-line=\"9\">\n</article>"
    )
  }

  @Test func `a mark before nothing leaves nothing`() {
    #expect(attributing("<div>\n\(mark(3))</div>") == "<div>\n\n</div>")
    #expect(
      attributing("\(mark(3))\(mark(5))<p>x</p>") == "\n\n<p data-line=\"5\">x</p>")
  }

  @Test func `a page without marks stays as it is`() {
    let page = "<p>1 < 2 &amp; ü</p><div class=\"division\" id=\"own\">x</div>"
    #expect(attributing(page) == page)
  }

  @Test func `a page gets the script that follows changes, other files stay as they are`() {
    let page = RenderedFile(path: "html/a.html", bytes: Array("<head>\n</head>".utf8))
    #expect(
      String(decoding: PreviewPage.page(page).bytes, as: UTF8.self)
        == "<head>\n<script src=\"/preview/script.js\" defer></script>\n</head>")
    let other = RenderedFile(path: "pdf/a.pdf", bytes: Array("</head>".utf8))
    #expect(PreviewPage.page(other) == other)
  }
}
