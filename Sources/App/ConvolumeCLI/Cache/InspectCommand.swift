import ArgumentParser
import Caching
import Foundation
import Pipeline

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a project holds.",
    subcommands: [InspectCacheCommand.self])
}

struct InspectCacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Say what is kept between renders, how large it is, and when it was last used.",
    discussion: """
      When a render ends and more is kept than the limit allows, what was not used for longest \
      goes, until it fits. The limit is 5 GB, or what _convolume.yml says:

        project:
          cache-limit: 2GB
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "How to write what was found.")
  var output = Format.text

  func run() throws {
    let project = try Project.find(from: URL(filePath: FileManager.default.currentDirectoryPath))
    let report = CacheReport(
      try CacheFolder(project.stateFolder).entries(), limit: project.configuration.cacheLimit)
    switch output {
    case .text: print(report.text(now: Date()))
    case .json: print(try report.json())
    }
  }
}
