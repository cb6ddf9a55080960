import Chapters
import Foundation
import HTMLReports
import Testing

/// What an author hears of a template that is missing or wrong.
@Suite struct TemplateTests {
  @Test func `a folder that is not there is named`() async throws {
    let diagnostic = try #require(
      try await failure(folder: FileManager.default.temporaryDirectory.path + "/no-such-templates"))
    #expect(diagnostic.message == "the folder of HTML templates cannot be read")
    #expect(diagnostic.file.hasSuffix("/no-such-templates"))
  }

  @Test func `a missing file is named, with the way to get it`() async throws {
    let diagnostic = try #require(try await failure { try $0.remove("style.css") })
    #expect(diagnostic.file.hasSuffix("/style.css"))
    #expect(diagnostic.message == "the template is missing")
    #expect(
      diagnostic.fix
        == "copy style.css from the templates/html folder that comes with Convolume")
  }

  @Test func `a section that is not closed is reported with its line`() async throws {
    let diagnostic = try #require(
      try await failure { try $0.write("<p>\n{{#facts}}\n</p>\n", to: "provenance.mustache") })
    #expect(diagnostic.file.hasSuffix("/provenance.mustache"))
    #expect(diagnostic.message == "the template cannot be parsed")
    #expect(diagnostic.why == "a section is never closed")
    #expect(diagnostic.position != nil)
  }

  @Test func `a value that does not exist is reported with line and column`() async throws {
    let diagnostic = try #require(
      try await failure {
        try $0.write("<p>\n  {{chapterTitle}}\n</p>\n", to: "provenance.mustache")
      })
    #expect(diagnostic.message == "there is no value 'chapterTitle'")
    #expect(diagnostic.position == SourcePosition(line: 2, column: 3))
    #expect(diagnostic.sourceLine == "  {{chapterTitle}}")
    #expect(diagnostic.why == "the place would stay empty on every page")
  }

  @Test func `a partial that does not exist is reported with its line`() async throws {
    let diagnostic = try #require(
      try await failure { try $0.write("{{>footer}}\n", to: "provenance.mustache") })
    #expect(diagnostic.message == "there is no partial 'footer'")
    #expect(diagnostic.position == SourcePosition(line: 1, column: 1))
  }

  @Test func `a style sheet that would end its element is refused`() async throws {
    let diagnostic = try #require(
      try await failure { try $0.write("/* </style> */", to: "style.css") })
    #expect(
      diagnostic.message == "'</style' would end the page's element in the middle of the file")
  }

  /// Renders with a copy of the templates that `change` has spoiled, and returns what is said.
  private func failure(_ change: (TemplateCopy) throws -> Void) async throws -> Diagnostic? {
    let copy = try TemplateCopy()
    defer { copy.discard() }
    try change(copy)
    return try await failure(folder: copy.folder.path)
  }

  private func failure(folder: String) async throws -> Diagnostic? {
    let renderer = HTMLRenderer(templateFolder: folder, linksToPDF: false)
    let error = await #expect(throws: Diagnostic.self) {
      try await renderer.files(for: SampleReport.book())
    }
    return error
  }
}

/// A copy of the templates in a temporary folder, to be spoiled.
private struct TemplateCopy {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.copyItem(atPath: SamplePages.templateFolder, toPath: folder.path)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: folder.appending(path: name))
  }

  /// Removes the copy; a test that fails to tidy up has not failed.
  func discard() {
    do { try FileManager.default.removeItem(at: folder) } catch { print("kept \(folder.path)") }
  }
}
