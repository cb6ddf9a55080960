import Foundation
import Preview
import TestSupport
import Testing

/// What each way of watching files does alike.
///
/// Texts that follow each other differ in length: within one tick of the file system's clock, a status
/// shows no other difference.
@Suite(.timeLimit(.minutes(5))) struct FileWatcherTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("old", to: "chapters/a.md")
  }

  enum Way: CaseIterable {
    /// What this system has.
    case usual
    case polling

    func start() throws -> any FileWatcher {
      switch self {
      case .usual: try FileWatchers.start()
      case .polling: PollingWatcher(every: 5)
      }
    }
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func next(_ watcher: any FileWatcher) async throws -> Set<String> {
    var changes = watcher.changes.makeAsyncIterator()
    return try #require(await changes.next())
  }

  @Test(arguments: Way.allCases) func `a file that is written again is a change`(way: Way)
    async throws
  {
    let watcher = try way.start()
    watcher.watch([path("chapters/a.md")])
    try folder.write("newer", to: "chapters/a.md")
    #expect(try await next(watcher) == [path("chapters/a.md")])
  }

  @Test(arguments: Way.allCases)
  func `an editor that writes by renaming makes a change, again and again`(way: Way) async throws {
    let watcher = try way.start()
    watcher.watch([path("chapters/a.md")])
    for turn in 1...3 {
      try folder.write(String(repeating: "turn", count: turn), to: "chapters/.a.md.swp")
      #expect(rename(path("chapters/.a.md.swp"), path("chapters/a.md")) == 0)
      #expect(try await next(watcher) == [path("chapters/a.md")])
    }
  }

  @Test(arguments: Way.allCases) func `a file that is not watched makes none`(way: Way) async throws
  {
    let watcher = try way.start()
    watcher.watch([path("chapters/a.md")])
    try folder.write("x", to: "chapters/b.md")
    try folder.write("x", to: "other.md")
    try folder.write("newer", to: "chapters/a.md")
    #expect(try await next(watcher) == [path("chapters/a.md")])
  }

  @Test(arguments: Way.allCases)
  func `a file that comes into being is a change, also in a folder that comes with it`(way: Way)
    async throws
  {
    let watcher = try way.start()
    watcher.watch([path("data/deep/x.csv")])
    try folder.write("1", to: "data/deep/x.csv")
    #expect(try await !next(watcher).isEmpty)
    try folder.write("22", to: "data/deep/x.csv")
    var seen: Set<String> = []
    while !seen.contains(path("data/deep/x.csv")) { seen.formUnion(try await next(watcher)) }
  }

  @Test(arguments: Way.allCases)
  func `names that come and go in a folder that was listed are changes`(way: Way) async throws {
    let watcher = try way.start()
    watcher.watch([path("chapters")])
    try folder.write("x", to: "chapters/b.md")
    #expect(try await next(watcher).contains(path("chapters/b.md")))
    try FileManager.default.removeItem(atPath: path("chapters/b.md"))
    #expect(try await next(watcher).contains(path("chapters/b.md")))
  }

  @Test(arguments: Way.allCases) func `a folder that vanishes and comes back is watched as before`(
    way: Way
  ) async throws {
    let watcher = try way.start()
    watcher.watch([path("chapters/a.md")])
    try FileManager.default.removeItem(atPath: path("chapters"))
    #expect(try await !next(watcher).isEmpty)
    try folder.write("back", to: "chapters/a.md")
    #expect(try await !next(watcher).isEmpty)
    try folder.write("again", to: "chapters/a.md")
    var seen: Set<String> = []
    while !seen.contains(path("chapters/a.md")) { seen.formUnion(try await next(watcher)) }
  }

  @Test(arguments: Way.allCases) func `changes in quick succession are one`(way: Way) async throws {
    let watcher = try way.start()
    try folder.write("old", to: "chapters/b.md")
    watcher.watch([path("chapters/a.md"), path("chapters/b.md")])
    for turn in 1...5 {
      try folder.write("\(turn)", to: "chapters/a.md")
      try folder.write("\(turn)", to: "chapters/b.md")
    }
    var seen: Set<String> = []
    var bursts = 0
    while seen.count < 2 {
      seen.formUnion(try await next(watcher))
      bursts += 1
    }
    // Ten writes; a machine that stalls in between may divide them.
    #expect(bursts < 10)
  }
}
