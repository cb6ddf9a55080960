import Foundation
import Pipeline
import Reports
import TestSupport
import Testing

@Suite struct OutputFolderTests {
  @Test func `writes files below folders that it makes`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(at: folder.url.appending(path: "made"))
    try output.write([RenderedFile(path: "html/page.html", bytes: Array("<p>".utf8))])
    #expect(try folder.text(of: "made/html/page.html") == "<p>")
    #expect(folder.files() == ["made/html/page.html"])
  }

  @Test func `leaves every old file when one new file cannot be written`() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "a.html")
    try folder.write("a file where a folder should be", to: "html")
    let output = try OutputFolder(at: folder.url)
    #expect(throws: PipelineError.self) {
      try output.write([
        RenderedFile(path: "a.html", bytes: Array("new".utf8)),
        RenderedFile(path: "html/page.html", bytes: []),
      ])
    }
    #expect(try folder.text(of: "a.html") == "old")
    #expect(folder.files() == ["a.html", "html"])
  }

  @Test func `refuses a place that cannot be a folder, and says why`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    let place = folder.url.appending(path: "file/output")
    let error = #expect(throws: PipelineError.self) { try OutputFolder(at: place) }
    #expect(error?.description.hasPrefix("cannot write '\(place.path)': ") == true)
    #expect(error?.description.hasSuffix("or choose another one with --output-dir.") == true)
  }
}
