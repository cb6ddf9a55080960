import ArgumentParser
import Caching
import Foundation
import Pipeline

struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove what renders made.",
    discussion: """
      Chapters, templates and data stay. The next render runs every cell again. A render of the \
      same project is waited for.

      EXAMPLES:
        convolume clean                     output/ and all that renders keep
        convolume clean --cache             results and compiled cells only
        convolume clean --older-than 30d    only what no render has used for 30 days
      """)

  @Flag(help: "Remove only cached results and compiled cells; keep output/ and checkpoints.")
  var cache = false

  @Option(
    help: ArgumentHelp(
      "Remove only what was not used for so long, such as 30d, 2w or 12h; keep output/.",
      valueName: "age"))
  var olderThan: Age?

  func run() async throws {
    let project = try Project.find(from: URL(filePath: FileManager.default.currentDirectoryPath))
    let isMade = FileManager.default.fileExists(atPath: project.stateFolder.path)
    let lock =
      isMade
      ? try await ProjectLock(in: project.stateFolder) {
        TerminalText().write("waiting for another render of this project to end\n")
      } : nil
    defer { withExtendedLifetime(lock) {} }
    guard let olderThan else {
      for item in try project.clean(cacheOnly: cache) { print("removed \(item)") }
      return
    }
    let folder = CacheFolder(project.stateFolder)
    let kinds: Set<CacheFolder.Kind> =
      cache ? [.results, .compiledCells] : Set(CacheFolder.Kind.allCases)
    let gone = try folder.removeEntries(
      of: kinds, unusedSince: Date(timeIntervalSinceNow: -olderThan.seconds))
    for summary in CacheReport(gone).kinds where summary.entries > 0 {
      print(
        "removed \(summary.kind.rawValue): \(summary.entries), \(ByteCount.text(summary.bytes))")
    }
    if gone.isEmpty { print("nothing was unused for \(olderThan.text)") }
  }
}

/// A span of time as it is written: `30d`.
struct Age: ExpressibleByArgument {
  let text: String
  let seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["m": 60, "h": 3600, "d": 86400, "w": 604_800]
    guard let unit = argument.last.flatMap({ units[$0] }), let count = Double(argument.dropLast()),
      count >= 0, count.isFinite
    else { return nil }
    text = argument
    seconds = count * unit
  }
}
