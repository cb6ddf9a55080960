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
    #expect(
      error?.description == """
        cannot write '\(place.path)': not a directory. Check the folder's permissions and the free \
        space, or choose another one with --output-dir.
        """)
  }

  @Test func `leaves every old file when a folder stands in the place of a new one`() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "a.html")
    try folder.write("kept", to: "b.html/inside")
    let output = try OutputFolder(at: folder.url)
    #expect(throws: PipelineError.self) {
      try output.write([
        RenderedFile(path: "a.html", bytes: []), RenderedFile(path: "b.html", bytes: []),
      ])
    }
    #expect(try folder.text(of: "a.html") == "old")
    #expect(folder.files() == ["a.html", "b.html/inside"])
  }

  @Test func `clears what the manifest lists inside the folder, and nothing else`() throws {
    let folder = try TemporaryFolder()
    for path in ["secret", "out/html/a.html", "out/html/mine.html", "out/pdf/a.pdf"] {
      try folder.write("x", to: path)
    }
    try folder.write(
      """
      {"outputs": [
        {"path": "html/a.html", "sha256": ""}, {"path": "pdf/a.pdf", "sha256": ""},
        {"path": "../secret", "sha256": ""}, {"path": "gone", "sha256": ""}
      ]}
      """, to: "out/manifest.json")
    let output = try OutputFolder(at: folder.url.appending(path: "out"))
    #expect(try output.clear() == ["html/a.html", "pdf/a.pdf", "manifest.json"])
    #expect(folder.files() == ["out/html/mine.html", "secret"])
    #expect(!folder.contains("out/pdf"))
  }

  @Test func `what a killed render had staged is removed by the next write, and by clear`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(at: folder.url)
    try folder.write("half", to: ".convolume-staged-1/html/page.html")
    try output.write([RenderedFile(path: "a.html", bytes: [])])
    #expect(folder.files() == ["a.html"])
    try folder.write("half", to: ".convolume-staged-2/html/page.html")
    #expect(try output.clear() == [])
    #expect(folder.files() == ["a.html"])
  }

  @Test func `until all is in its place, the manifest lists the old and the new`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(at: folder.url)
    let early = RenderedFile(path: "manifest.json", bytes: Array("early".utf8))
    let final = RenderedFile(path: "manifest.json", bytes: Array("final".utf8))
    let page = RenderedFile(path: "html/a.html", bytes: Array("new".utf8))
    try folder.write("x", to: "html/stale.html")
    // The second stale file is not there, so the render ends as if killed between the two.
    let stale = ["html/stale.html", "html/gone.html"].map { Manifest.File(path: $0, sha256: "") }
    #expect(throws: PipelineError.self) {
      try output.write([page, final], removing: stale, listing: early)
    }
    #expect(try folder.text(of: "manifest.json") == "early")
    #expect(try folder.text(of: "html/a.html") == "new")
    #expect(!folder.contains("html/stale.html"))
    try output.write([page, final], listing: early)
    #expect(try folder.text(of: "manifest.json") == "final")
  }

  @Test func `a damaged manifest lists nothing`() throws {
    let folder = try TemporaryFolder()
    try folder.write("{", to: "manifest.json")
    #expect(try OutputFolder(at: folder.url).lastRender.files == [])
  }
}
