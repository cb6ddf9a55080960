import ArgumentParser
import Foundation
import Pipeline

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove what renders made.",
    discussion: """
      Chapters, templates and data stay. The next render runs every cell again.
      """)

  @Flag(help: "Remove only cached results and compiled cells; keep output/ and checkpoints.")
  var cache = false

  func run() throws {
    let project = try Project.find(from: URL(filePath: FileManager.default.currentDirectoryPath))
    for item in try project.clean(cacheOnly: cache) {
      print("removed \(item)")
    }
  }
}
