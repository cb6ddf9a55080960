import Foundation
import Pipeline
import TestSupport
import Testing

@Suite struct ProjectTests {
  @Test func `is found from any folder inside it`() throws {
    let folder = try TemporaryFolder()
    try folder.write("book:\n  title: T\n", to: "_convolume.yml")
    try folder.write("# A", to: "chapters/01-a.md")
    let project = try Project.find(from: folder.url.appending(path: "chapters"))
    #expect(project.root.path == folder.url.path)
    #expect(project.chapterPaths == ["chapters/01-a.md"])
  }

  @Test func `without settings takes the chapters in order of name`() throws {
    let folder = try TemporaryFolder()
    for name in ["02-b.md", "01-a.md", "notes.txt", "_draft.md"] {
      try folder.write("# A", to: "chapters/\(name)")
    }
    let project = try Project.find(from: folder.url)
    #expect(project.chapterPaths == ["chapters/01-a.md", "chapters/02-b.md"])
  }

  @Test func `is not made of a folder that has neither settings nor chapters`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: PipelineError.noProject(startingAt: folder.url.path)) {
      try Project.find(from: folder.url)
    }
  }

  @Test func `a listed chapter that is missing is reported by its diagnostics`() throws {
    let folder = try TemporaryFolder()
    try folder.write("book:\n  chapters:\n    - chapters/gone.md\n", to: "_convolume.yml")
    let chapters = try Project.find(from: folder.url).chapters()
    #expect(chapters.map(\.path) == ["chapters/gone.md"])
    #expect(chapters[0].diagnostics.map(\.severity) == [.error])
  }

  @Test func `clean removes state and the listed results, and nothing of the user's`() throws {
    let folder = try TemporaryFolder()
    for path in [
      "chapters/01-a.md", "output/README.md", "output/html/index.html", "output/html/mine.html",
      ".convolume/lock",
    ] {
      try folder.write("x", to: path)
    }
    try folder.write(
      #"{"outputs": [{"path": "html/index.html", "sha256": ""}]}"#, to: "output/manifest.json")
    let removed = try Project.find(from: folder.url).clean(cacheOnly: false)
    #expect(removed == ["output/html/index.html", "output/manifest.json", ".convolume"])
    #expect(folder.files() == ["chapters/01-a.md", "output/README.md", "output/html/mine.html"])
  }
}
