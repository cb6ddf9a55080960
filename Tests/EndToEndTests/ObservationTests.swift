import Foundation
import TestSupport
import Testing

/// What a cell asks the system for, by whatever library, is part of what its result depends on.
@Suite struct ObservationTests {
  /// A cell for each way to ask, by its label.
  private static let cells = [
    ("exists", #"print(FileManager.default.fileExists(atPath: "data/new.csv"))"#),
    ("size", #"print(try FileManager.default.attributesOfItem(atPath: "data/x.csv")[.size] ?? 0)"#),
    (
      "lists",
      #"""
      let names = try FileManager.default.contentsOfDirectory(atPath: "data")
      print(names.sorted().joined(separator: " "))
      """#
    ),
    (
      "walks",
      #"for case let path as String in FileManager.default.enumerator(atPath: "data")! { print(path) }"#
    ),
    ("opens", #"print(open("data/new.csv", O_RDONLY) >= 0)"#),
    ("links", #"print(try FileManager.default.destinationOfSymbolicLink(atPath: "link"))"#),
    ("variable", #"print(getenv("TRUST_GREETING").map { String(cString: $0) } ?? "none")"#),
    ("variables", #"print(ProcessInfo.processInfo.environment["TRUST_GREETING"] ?? "none")"#),
    ("asks-nothing", #"print("alone")"#),
    // What follows is a cell's own doing.
    (
      "own",
      """
      setenv("TRUST_OWN", "1", 1)
      print(getenv("TRUST_OWN") != nil, getenv("TRUST_SECRET") == nil)
      if !FileManager.default.fileExists(atPath: "own.txt") {
        try "mine".write(toFile: "own.txt", atomically: true, encoding: .utf8)
      }
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try "a".write(to: folder.appending(path: "a.txt"), atomically: true, encoding: .utf8)
      print(try FileManager.default.contentsOfDirectory(atPath: folder.path))
      try FileManager.default.removeItem(at: folder)
      """
    ),
  ]

  private let book: Book

  init() throws {
    let blocks = Self.cells.map { "```{swift}\n//| label: \($0.0)\n\($0.1)\n```\n" }
    book = try Book([
      "01-asks.md": "# Asks\n\n```{swift}\n//| label: first\nimport Foundation\n```\n\n"
        + blocks.joined(separator: "\n")
    ])
    try book.folder.write("1,2", to: "data/x.csv")
    try book.folder.write("3", to: "data/sub/y.csv")
    try link(to: "data/x.csv")
  }

  private func link(to target: String) throws {
    let link = book.folder.url.appending(path: "link").path
    unlink(link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
  }

  /// Renders, and returns which cells ran and why.
  private func misses(_ environment: [String: String] = [:]) throws -> [String] {
    let outcome = try book.convolume(
      "render", "--to", "html", "--explain", environment: environment)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").filter { $0.hasPrefix("  miss") }
      .map { $0.trimmingPrefix("  miss  ").description }
  }

  private var page: String {
    get throws { try book.folder.text(of: "output/html/01-asks.html") }
  }

  @Test func `files, folders and variables that a cell asked for run it again when they change`()
    throws
  {
    #expect(try misses().count == Self.cells.count + 1)
    #expect(try misses() == [], "nothing has changed, whatever the cells did themselves")

    try book.folder.write("", to: "data/new.csv")
    #expect(
      try misses() == [
        "exists: status data/new.csv", "lists: listing data", "walks: listing data",
        "opens: file data/new.csv",
      ])
    #expect(try page.contains("new.csv sub x.csv"))

    // Deep in a tree that one cell walks through, and the other does not.
    try book.folder.write("", to: "data/sub/z.csv")
    #expect(try misses() == ["walks: listing data/sub"])

    // Of the same name, but longer; no cell read what it holds.
    try book.folder.write("1,2,3", to: "data/x.csv")
    #expect(try misses() == ["size: status data/x.csv", "links: status link"])

    try link(to: "data/sub/y.csv")
    #expect(try misses() == ["links: status link"])

    let greeting = ["TRUST_GREETING": "hello"]
    #expect(
      try misses(greeting) == ["variable: variable TRUST_GREETING", "variables: environment"])
    #expect(try page.ranges(of: "hello").count >= 2)
    #expect(try misses() == [], "the results without it are kept")
    // A variable that another cell asked for in vain.
    #expect(
      try misses(["TRUST_SECRET": "1"]) == [
        "variables: environment", "own: variable TRUST_SECRET",
      ])
  }
}
