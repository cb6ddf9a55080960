import Foundation
import Preview
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct InputWatcherTests {
  private let folder: TemporaryFolder
  private let watcher: InputWatcher

  init() throws {
    folder = try TemporaryFolder()
    watcher = try InputWatcher()
    try folder.write("old", to: "chapters/a.md")
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func next() async throws -> Set<String> {
    var changes = watcher.changes.makeAsyncIterator()
    return try #require(await changes.next())
  }

  @Test func `a file that is written again is a change`() async throws {
    watcher.watch([path("chapters/a.md")])
    try folder.write("new", to: "chapters/a.md")
    #expect(try await next() == [path("chapters/a.md")])
  }

  @Test func `an editor that writes by renaming makes a change, again and again`() async throws {
    watcher.watch([path("chapters/a.md")])
    for turn in 1...3 {
      try folder.write("turn \(turn)", to: "chapters/.a.md.swp")
      #expect(rename(path("chapters/.a.md.swp"), path("chapters/a.md")) == 0)
      #expect(try await next() == [path("chapters/a.md")])
    }
  }

  @Test func `a file that is not watched makes none`() async throws {
    watcher.watch([path("chapters/a.md")])
    try folder.write("x", to: "chapters/b.md")
    try folder.write("x", to: "other.md")
    try folder.write("new", to: "chapters/a.md")
    #expect(try await next() == [path("chapters/a.md")])
  }

  @Test func `a file that comes into being is a change, also in a folder that comes with it`()
    async throws
  {
    watcher.watch([path("data/deep/x.csv")])
    try folder.write("1", to: "data/deep/x.csv")
    #expect(try await !next().isEmpty)
    try folder.write("2", to: "data/deep/x.csv")
    var seen: Set<String> = []
    while !seen.contains(path("data/deep/x.csv")) { seen.formUnion(try await next()) }
  }

  @Test func `names that come and go in a folder that was listed are changes`() async throws {
    watcher.watch([path("chapters")])
    try folder.write("x", to: "chapters/b.md")
    #expect(try await next().contains(path("chapters/b.md")))
    try FileManager.default.removeItem(atPath: path("chapters/b.md"))
    #expect(try await next().contains(path("chapters/b.md")))
  }

  @Test func `a folder that vanishes and comes back is watched as before`() async throws {
    watcher.watch([path("chapters/a.md")])
    try FileManager.default.removeItem(atPath: path("chapters"))
    #expect(try await !next().isEmpty)
    try folder.write("back", to: "chapters/a.md")
    #expect(try await !next().isEmpty)
    try folder.write("again", to: "chapters/a.md")
    var seen: Set<String> = []
    while !seen.contains(path("chapters/a.md")) { seen.formUnion(try await next()) }
  }

  @Test func `changes in quick succession are one`() async throws {
    try folder.write("old", to: "chapters/b.md")
    watcher.watch([path("chapters/a.md"), path("chapters/b.md")])
    for turn in 1...5 {
      try folder.write("\(turn)", to: "chapters/a.md")
      try folder.write("\(turn)", to: "chapters/b.md")
    }
    var seen: Set<String> = []
    var bursts = 0
    while seen.count < 2 {
      seen.formUnion(try await next())
      bursts += 1
    }
    // Ten writes; a machine that stalls in between may divide them.
    #expect(bursts < 10)
  }
}
