import Foundation
import TestSupport
import Testing

/// Two renders at once.
@Suite struct ConcurrentRenderTests {
  @Test func `of one project wait for each other, and leave what one leaves`() throws {
    let texts = ["01-first.md": chapter("First"), "02-second.md": chapter("Second")]
    let book = try Book(texts)
    let runs = try (0..<3).map { _ in
      try Book.convolume.start(["render", "--jobs", "2"], in: book.folder.url)
    }
    for run in runs {
      let outcome = try run.wait()
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let alone = try Book(texts)
    #expect(try alone.render().status == 0)
    try expectSameOutput(book, alone)
  }

  @Test func `into one folder leave the pages of one of them, whole`() throws {
    let books = try ["one", "two"].map { name in
      try Book(["01-same.md": chapter("Same", "```{swift}\nprint(\"from \(name)\")\n```\n")])
    }
    let shared = try TemporaryFolder()
    // Warm, so that both come to write at about the same time.
    for book in books { #expect(try book.render("--to", "html").status == 0) }
    for _ in 0..<4 {
      let runs = try books.map { book in
        try Book.convolume.start(
          ["render", "--to", "html", "--output-dir", shared.url.path], in: book.folder.url)
      }
      for run in runs { #expect(try run.wait().status == 0) }
      let page = try shared.bytes(of: "html/01-same.html")
      let index = try shared.bytes(of: "html/index.html")
      let isWhole = try books.contains { book in
        try book.folder.bytes(of: "output/html/01-same.html") == page
          && book.folder.bytes(of: "output/html/index.html") == index
      }
      #expect(isWhole)
      #expect(!shared.files().contains { $0.contains("staged") })
    }
  }
}
