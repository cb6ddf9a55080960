import ArgumentParser
import Chapters

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print a JSON schema of what chapters may say, for editors.",
    discussion: """
      EXAMPLES:
        convolume schema cell       the options of a cell, behind //|
        convolume schema chapter    the settings on top of a chapter
        convolume schema book       _convolume.yml
      """)

  @Argument(help: "What it describes.")
  var part: SettingsSchema

  func run() { print(part.json, terminator: "") }
}

extension SettingsSchema: ExpressibleByArgument {}
