import Foundation
import HTMLReports
import Reports
import Testing

@Suite struct HTMLRendererTests {
  @Test func `a book becomes an index and a page for each chapter`() async throws {
    let files = try await SamplePages.files(of: SampleReport.book())
    #expect(
      files.map(\.path) == [
        "html/index.html", "html/00-preface.html", "html/01-convolution.html",
        "html/02-pooling.html",
      ])
  }

  @Test func `a document becomes one page that bears its name`() async throws {
    let files = try await SamplePages.files(of: SampleReport.document())
    #expect(files.map(\.path) == ["notes.html"])
    let page = try #require(files.first).text
    #expect(page.contains(#"<a href="notes.pdf">"#))
    #expect(!page.contains("index.html"))
  }

  @Test func `the same report gives the same bytes`() async throws {
    let report = try SampleReport.book()
    #expect(try await SamplePages.files(of: report) == SamplePages.files(of: report))
  }

  @Test func `the index lists authors, chapters, sections and how the results were made`()
    async throws
  {
    let index = try await SamplePages.page("html/index.html")
    #expect(index.contains("<h1>Small Networks &amp; Large</h1>"))
    #expect(index.contains("<span>Ada Lovelace</span> <span>Alan Turing</span>"))
    #expect(
      index.contains(#"<a href="01-convolution.html">Convolution, <em>drawn</em></a>"#))
    #expect(index.contains(##"href="01-convolution.html#sec-window""##))
    #expect(index.contains(#"<a href="../pdf/convolume.pdf">"#))
    #expect(index.contains("<dt>Toolchain</dt>\n<dd>Swift 6.3.1</dd>"))
  }

  @Test func `a chapter leads to its neighbours, its PDF and the book`() async throws {
    let page = try await SamplePages.page("html/01-convolution.html")
    #expect(page.contains(#"<a class="book" href="index.html">Small Networks &amp; Large</a>"#))
    #expect(page.contains(#"<a class="previous" href="00-preface.html" rel="prev">"#))
    #expect(page.contains(#"<a class="next" href="02-pooling.html" rel="next">"#))
    #expect(page.contains(#"<a href="../pdf/01-convolution.pdf">"#))
    #expect(page.contains(#"<p class="kicker">Chapter 1</p>"#))
  }

  @Test func `pages do not offer a PDF that is not made`() async throws {
    let renderer = HTMLRenderer(templateFolder: SamplePages.templateFolder, linksToPDF: false)
    let files = try await renderer.files(for: SampleReport.book())
    let pageCount = try await SamplePages.files(of: SampleReport.book()).count
    try #require(files.count == pageCount)
    for file in files {
      #expect(!file.text.contains(".pdf\""))
    }
  }

  @Test func `the contents nest sections under the page's own chapter only`() async throws {
    let page = try await SamplePages.page("html/01-convolution.html")
    #expect(
      page.contains(
        #"""
        <li><a href="01-convolution.html" aria-current="page"><span class="number">1</span> <span>Convolution, <em>drawn</em></span></a>
        <ol>
        <li><a href="#sec-window"><span class="number">1.1</span> <span>What a window sees</span></a>
        <ol>
        <li><a href="#sec-step"><span class="number">1.1.1</span> <span>A step <code>by</code></span></a>
        </li>
        </ol>
        </li>
        """#))
    #expect(
      page.contains(#"<li class="unnumbered"><a href="00-preface.html"><span>Preface</span>"#))
  }

  @Test func `no page asks the network for anything`() async throws {
    var count = 0
    for file in try await SamplePages.files(of: SampleReport.book()) {
      let page = file.text
      // Links may lead out; what a browser loads by itself may not.
      let loaded = page.matches(
        of: /<(?:img|script|link|iframe|source|image|use)\b[^>]*?(?:src|href)="([^"]*)"/)
      count += loaded.count
      for match in loaded {
        let address = match.output.1
        #expect(address.hasPrefix("data:") || address.hasPrefix("#"), "\(file.path): \(address)")
      }
      #expect(page.matches(of: /url\((?!#)/).isEmpty)
      #expect(!page.contains("@import"))
      #expect(!page.contains("<link"))
    }
    #expect(count > 0, "pictures are part of the pages")
  }
}
