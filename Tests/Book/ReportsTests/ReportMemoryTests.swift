import CellOutputs
import Chapters
import Reports
import Synchronization
import Testing

@Suite struct ReportMemoryTests {
  /// Builds books one after the other, and tells of which chapters code was coloured: those that were built.
  private final class Builder: Sendable {
    private let coloured = Mutex<Set<String>>([])
    private let pictures = Mutex<[String: [UInt8]]>([:])
    private let memory = ReportMemory()

    func setPicture(_ path: String, to text: String) {
      pictures.withLock { $0[path] = Array(text.utf8) }
    }

    private func builder(remembering memory: ReportMemory?) -> ReportBuilder {
      ReportBuilder(
        highlight: { source, _ in
          self.coloured.withLock { _ = $0.insert(source) }
          return [[CodeToken(source, .plain)]]
        }, remembering: memory,
        readResource: { path in
          guard let bytes = self.pictures.withLock({ $0[path] }) else { throw MissingFile() }
          return bytes
        })
    }

    /// Builds a book of texts by slug; each holds a block of code that says its name.
    func build(
      _ texts: [(slug: String, text: String)], results: [String] = []
    ) async throws -> Set<String> {
      let chapters = texts.enumerated().map { index, chapter in
        ReportBuilder.ExecutedChapter(
          Chapter.parse(chapter.text, path: "chapters/\(chapter.slug).md"),
          results: results.indices.contains(index)
            ? [CellResult(outputs: [.printed(results[index], stream: .output)])] : [])
      }
      coloured.withLock { $0 = [] }
      let (report, diagnostics) = builder(remembering: memory).book(
        BookConfiguration(), chapters: chapters)
      let built = coloured.withLock { $0 }
      // What is remembered is what would be built.
      let (fresh, mistakes) = builder(remembering: nil).book(
        BookConfiguration(), chapters: chapters)
      let expected = try await ReportIdentity(fresh)
      let known = try memory.identity(of: report)
      let found = try await ReportIdentity(report)
      #expect(found.chapters == expected.chapters && known.chapters == expected.chapters)
      #expect(found.frame == expected.frame && known.frame == expected.frame)
      #expect(diagnostics == mistakes)
      return built
    }
  }

  private let builder = Builder()
  private let first = "# One\n\nSome words.\n\n## Place {#sec-place}\n\n```swift\nfirst\n```\n"
  private let second = "# Two\n\nSee @sec-place.\n\n```swift\nsecond\n```\n"
  private let third = "# Three\n\n```swift\nthird\n```\n"

  private func build(_ texts: String..., results: [String] = []) async throws -> Set<String> {
    try await builder.build(
      zip(["01", "02", "03"], texts).map { ($0, $1) }, results: results)
  }

  @Test func `a chapter is built again only when something of it has changed`() async throws {
    #expect(try await build(first, second, third) == ["first", "second", "third"])
    #expect(try await build(first, second, third) == [])
    #expect(try await build(first.replacing("Some", with: "Other"), second, third) == ["first"])
    #expect(try await build(first, second, third) == ["first"])
  }

  @Test func `all that refer to something are built again when its number or its label changes`()
    async throws
  {
    _ = try await build(first, second, third)
    let moved = first.replacing("## Place", with: "## Before\n\n## Place")
    #expect(try await build(moved, second, third).isSuperset(of: ["first", "second"]))
    #expect(
      try await build(first.replacing("sec-place", with: "sec-other"), second, third).contains(
        "second"))
    #expect(try await build(first, second, third).contains("second"))
  }

  @Test func `a chapter that comes, goes or moves changes the numbers of those below`() async throws
  {
    _ = try await build(first, second, third)
    #expect(try await build(first, third).contains("third"))
    #expect(try await build(third, first, second).isSuperset(of: ["first", "second", "third"]))
  }

  @Test func `a result that changes is shown`() async throws {
    let cell = "# One\n\n```{swift}\nprint(1)\n```\n"
    #expect(try await build(cell, third, results: ["1"]) == ["print(1)", "third"])
    #expect(try await build(cell, third, results: ["1"]) == [])
    #expect(try await build(cell, third, results: ["2"]) == ["print(1)"])
  }

  @Test func `a picture is looked at again, also one that was not there`() async throws {
    let chapter = "# One\n\n![A picture](picture.png)\n\n```swift\nfirst\n```\n"
    #expect(try await build(chapter, third) == ["first", "third"])
    #expect(try await build(chapter, third) == [])
    builder.setPicture("chapters/picture.png", to: "red")
    #expect(try await build(chapter, third) == ["first"])
    #expect(try await build(chapter, third) == [])
    builder.setPicture("chapters/picture.png", to: "blue")
    #expect(try await build(chapter, third) == ["first"])
  }
}
