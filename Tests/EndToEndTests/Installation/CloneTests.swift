import Foundation
import TestSupport
import Testing

/// Another checkout of the same commit, or of one with another engine: the program, in another folder.
@Suite struct CloneTests {
  /// A built checkout: what `Toolchain` and `Templates` look for around the program.
  private struct Clone {
    let folder: TemporaryFolder
    var convolume: Tool { Tool(path: folder.url.appending(path: "build/convolume").path) }

    init() throws {
      folder = try TemporaryFolder()
      let manager = FileManager.default
      for place in ["build/CKernels.build", "Sources"] {
        try manager.createDirectory(
          at: folder.url.appending(path: place), withIntermediateDirectories: true)
      }
      for name in ["Sources/Base", "templates"] {
        try manager.copyItem(
          at: Checkout.folder.appending(path: name), to: folder.url.appending(path: name))
      }
      for name in [
        "convolume", "convolume-worker", "convolume-supervisor", "CKernels.build/module.modulemap",
      ] {
        try manager.copyItem(
          at: Checkout.build.appending(path: name), to: folder.url.appending(path: "build/\(name)"))
      }
      // What cells are compiled against is read only.
      try manager.createSymbolicLink(
        at: folder.url.appending(path: "build/Modules"),
        withDestinationURL: Checkout.build.appending(path: "Modules"))
    }

    /// Makes the worker say that it was built from an engine with another digest.
    func pretend(engine: String) throws {
      let worker = folder.url.appending(path: "build/convolume-worker")
      let real = folder.url.appending(path: "build/convolume-worker-built")
      try FileManager.default.moveItem(at: worker, to: real)
      try folder.write(
        """
        #!/bin/sh
        if [ "$1" = --describe ]; then
          '\(real.path)' --describe | sed 's/"engine":"[0-9a-f]*"/"engine":"\(engine)"/'
        else
          exec '\(real.path)' "$@"
        fi
        """, to: "build/convolume-worker")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: worker.path)
    }
  }

  /// Cells that use the engine in plain words, by way of a cell above, and without a word of its names; and
  /// cells that do not, the last of them with words that are names of the engine.
  private static let text = """
    # Engine

    ```{swift}
    //| label: names-it
    let pool = MaxPool2D(window: 2)
    ```

    ```{swift}
    //| label: reads-it
    print(pool)
    ```

    ```{swift}
    //| label: alone
    import Foundation
    let folder = FileManager.default.currentDirectoryPath
    print(FileManager.default.fileExists(atPath: "data.csv"), folder.isEmpty)
    ```

    ```{swift}
    //| label: plots
    Plot { Line(x: [1, 2], y: [3, 4]) }
    ```

    ```{swift}
    //| label: own-words
    let train = 1
    func mnist(_ x: Int) -> Int { x + train }
    print(mnist(1))
    ```

    ```{swift}
    //| label: trains
    //| error: compile
    let trained = trainForever()
    ```
    """

  private func misses(_ tool: Tool, in folder: URL) throws -> [String] {
    let outcome = try tool.run(["render", "--to", "html", "--explain"], in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").filter { $0.hasPrefix("  miss") }
      .map { $0.trimmingPrefix("  miss  ").description }
  }

  @Test func `two clones of one commit share what is kept, wherever they lie`() throws {
    let book = try Book(["01-engine.md": Self.text])
    try book.folder.write("1", to: "data.csv")
    #expect(try misses(Book.convolume, in: book.folder.url).count == 6)
    // The book in another folder, and the program in another.
    let other = try TemporaryFolder()
    let copy = other.url.appending(path: "somewhere/else")
    try FileManager.default.createDirectory(
      at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: book.folder.url, to: copy)
    let clone = try Clone()
    #expect(try misses(clone.convolume, in: copy) == [])
    // From nothing, it keeps the same under the same keys.
    for file in [".convolume", "output"] {
      try FileManager.default.removeItem(at: copy.appending(path: file))
    }
    #expect(try misses(clone.convolume, in: copy).count == 6)
    // What is known by the status of this machine's files, and what the program drew, is each clone's own.
    let own: Set = ["files.json", "facts", "stamps", "rendered"]
    func kept(_ folder: URL) throws -> [String] {
      try FileManager.default.subpathsOfDirectory(
        atPath: folder.appending(path: ".convolume/cache").path
      ).filter { path in !own.contains { path.split(separator: "/").first == $0[...] } }.sorted()
    }
    #expect(try kept(copy) == kept(book.folder.url))
    #expect(try kept(copy).count > 12)
    func page(_ folder: URL) throws -> Data {
      try Data(contentsOf: folder.appending(path: "output/html/01-engine.html"))
    }
    #expect(try page(copy) == page(book.folder.url))
  }

  @Test func `one byte of the engine runs each cell that refers to it, and no other`() throws {
    let book = try Book(["01-engine.md": Self.text])
    #expect(try misses(Book.convolume, in: book.folder.url).count == 6)
    // That one byte of pooling's source is another digest is shown in `SourceDigestTests`.
    let clone = try Clone()
    try clone.pretend(engine: String(repeating: "5", count: 64))
    #expect(
      try misses(clone.convolume, in: book.folder.url) == [
        "names-it: engine", "reads-it: upstream names-it, engine", "trains: engine",
      ])
    #expect(try misses(Book.convolume, in: book.folder.url) == [], "the first engine's are kept")
  }
}
