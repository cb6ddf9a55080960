import Foundation
import TestSupport
import Testing

/// `inspect cache`, `clean --older-than`, and the limit on what is kept.
@Suite struct CacheCommandTests {
  private struct Report: Decodable {
    struct Summary: Decodable {
      var kind: String
      var entries: Int
      var bytes: Int
    }

    var kinds: [Summary]
    var limit: Int

    func entries(_ kind: String) -> Int? { kinds.first { $0.kind == kind }?.entries }
  }

  private func report(_ book: Book) throws -> Report {
    let outcome = try book.convolume("inspect", "cache", "--output", "json")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  /// Makes files look as if they had been used 40 days ago.
  private func age(_ book: Book, where isOld: (String) -> Bool) throws {
    for file in book.folder.files() where file.hasPrefix(".convolume/") && isOld(file) {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -40 * 86400)],
        ofItemAtPath: book.folder.url.appending(path: file).path)
    }
  }

  @Test func `clean removes what was not used for so long, and inspect shows what is left`() throws
  {
    let book = try Book([
      "01-two.md": chapter("Two", "```{swift}\nprint(\"a second cell\")\n```\n")
    ])
    #expect(try book.render("--to", "html").status == 0)
    // A cell's outputs, and what it was seen to use.
    let results = try report(book).entries("results") ?? 0
    #expect(results >= 2)
    let compiled = try report(book).entries("compiled cells") ?? 0
    #expect(compiled >= 2)
    #expect(try report(book).limit == 5_000_000_000)
    let table = try book.convolume("inspect", "cache")
    #expect(table.output.contains("results"))
    #expect(table.output.contains("of 5.0 GB are used."))

    let none = try book.convolume("clean", "--older-than", "30d")
    #expect(none.output == "nothing was unused for 30d\n")
    try age(book) { $0.hasPrefix(".convolume/cache/") }
    let some = try book.convolume("clean", "--older-than", "30d")
    #expect(some.status == 0, "\(some.errors)")
    #expect(some.output.hasPrefix("removed results: \(results), "))
    #expect(try report(book).entries("results") == 0)
    #expect(try report(book).entries("compiled cells") == compiled)
    #expect(book.folder.contains("output/html/01-two.html"))
    #expect(try book.render("--to", "html").errors.contains("2 cells run"))

    #expect(try book.convolume("clean", "--older-than", "soon").status == 2)
  }

  @Test func `a render that uses a result keeps it from growing old`() throws {
    let book = try Book(["01-good.md": chapter("Good")])
    #expect(try book.render("--to", "html").status == 0)
    try age(book) { _ in true }
    #expect(try book.render("--to", "html").errors.contains("0 cells run"))
    #expect(try book.convolume("clean", "--older-than", "30d").status == 0)
    #expect((try report(book).entries("results") ?? 0) > 0)
    #expect(try report(book).entries("compiled cells") == 0, "nothing was compiled meanwhile")
  }

  @Test func `a cache beyond its limit loses what was not used for longest`() throws {
    let book = try Book(["01-one.md": chapter("One")])
    try book.folder.write("project:\n  cache-limit: 1kB\n", to: "_convolume.yml")
    #expect(try book.render("--to", "html").status == 0)
    #expect(try report(book).limit == 1000)
    let results = try report(book).entries("results") ?? 0
    #expect(results > 0, "this render used it")
    try age(book) { _ in true }
    try book.folder.write(chapter("Other"), to: "chapters/01-one.md")
    #expect(try book.render("--to", "html").status == 0)
    #expect(try report(book).entries("results") == results)
    #expect(try report(book).entries("compiled cells") == 1)
    #expect(try book.render("--to", "html").errors.contains("0 cells run"))
  }
}
