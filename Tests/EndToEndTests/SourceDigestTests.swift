import Foundation
import TestSupport
import Testing

/// What the engine was built from: the same in two clones, another with one byte changed.
@Suite struct SourceDigestTests {
  private static let package = (0..<3).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  /// A clone with the sources that count.
  private func clone() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "Sources/App"), withIntermediateDirectories: true)
    for part in ["Base", "Engine", "Drawing", "Cells", "App/ConvolumeWorker"] {
      try FileManager.default.copyItem(
        at: Self.package.appending(path: "Sources/\(part)"),
        to: folder.url.appending(path: "Sources/\(part)"))
    }
    try FileManager.default.copyItem(
      at: Self.package.appending(path: "Package.swift"),
      to: folder.url.appending(path: "Package.swift"))
    return folder
  }

  /// The digests that a build in `folder` would have: of the engine, and of what all cells run in.
  private func digests(in folder: URL) throws -> (engine: String, cells: String) {
    let output = try TemporaryFolder()
    let script = Self.package.appending(path: "Plugins/SourceDigests/write-digests.sh").path
    let shell = try #require(Tool.installed("sh"))
    let outcome = try shell.run(
      [script, "engine", folder.path, output.url.appending(path: "out.swift").path])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let text = try output.text(of: "out.swift")
    func digest(_ name: String) throws -> String {
      let line = try #require(text.firstMatch(of: try Regex("let \(name) = \"([0-9a-f]{64})\"")))
      return String(line.output[1].substring ?? "")
    }
    return (try digest("engine"), try digest("cells"))
  }

  @Test func `this program says of itself what its sources say`() throws {
    let outcome = try Tool.product("convolume-worker").run(["--describe"])
    let facts = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let reported = try #require(facts as? [String: String])
    let own = try digests(in: Self.package)
    #expect(reported["engine"] == own.engine)
    #expect(reported["cells"] == own.cells)
    let names = try #require(reported["engine names"]?.split(separator: " ").map(String.init))
    for name in ["MaxPool2D", "train", "mnist", "Tensor", "NeuralNetworks", "drawnDigits", "SGD"] {
      #expect(names.contains(name), "\(name)")
    }
    #expect(!names.contains("Plot") && !names.contains("record") && !names.contains("display"))
  }

  @Test func `two clones of one commit agree, and one byte of pooling makes another engine`() throws
  {
    let clone = try clone()
    let own = try digests(in: Self.package)
    #expect(try digests(in: clone.url) == own)
    let pooling = "Sources/Engine/NeuralNetworks/Layers/MaxPool2D.swift"
    try clone.write(try clone.text(of: pooling) + " ", to: pooling)
    let changed = try digests(in: clone.url)
    #expect(changed.engine != own.engine)
    #expect(changed.cells == own.cells)
    let record = "Sources/Cells/Convolume/Record.swift"
    try clone.write(try clone.text(of: record) + " ", to: record)
    let both = try digests(in: clone.url)
    #expect(both.cells != own.cells)
    #expect(both.engine == changed.engine)
    // What observes cells is a part of what they run in.
    let observing = "Sources/Base/CSystemUse/Looks.c"
    try clone.write(try clone.text(of: observing) + " ", to: observing)
    #expect(try digests(in: clone.url).cells != both.cells)
    // As are the options by which the engine is compiled a part of it.
    let before = try digests(in: clone.url).engine
    let manifest = try clone.text(of: "Package.swift")
    try clone.write(manifest + "// A comment.\n", to: "Package.swift")
    #expect(try digests(in: clone.url).engine == before)
    try clone.write(manifest + "// cSettings: [.define(\"FAST\")]\n", to: "Package.swift")
    #expect(try digests(in: clone.url).engine != before)
  }

  @Test
  func `what makes and compiles the files of cells is told by its sources, not by its folder`()
    throws
  {
    func digest(_ folder: URL) throws -> String {
      let output = try TemporaryFolder()
      let script = Self.package.appending(path: "Plugins/SourceDigests/write-digests.sh").path
      let shell = try #require(Tool.installed("sh"))
      let outcome = try shell.run(
        [script, "generator", folder.path, output.url.appending(path: "out.swift").path])
      try #require(outcome.status == 0, "\(outcome.errors)")
      return try output.text(of: "out.swift")
    }
    let clone = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: clone.url.appending(path: "Sources/Book"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Self.package.appending(path: "Sources/Book/Execution"),
      to: clone.url.appending(path: "Sources/Book/Execution"))
    let own = try digest(Self.package)
    #expect(own.contains(/digest = "[0-9a-f]{64}"/))
    #expect(try digest(clone.url) == own)
    var known: Set<String> = [own]
    for part in [
      "CellSource.swift", "Compiling/CellCompiler.swift", "Names/NameReplacements.swift",
    ] {
      let file = "Sources/Book/Execution/\(part)"
      try clone.write(try clone.text(of: file) + " ", to: file)
      #expect(try known.insert(digest(clone.url)).inserted, "\(part)")
    }
  }
}
