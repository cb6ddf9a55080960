import ArgumentParser
import Foundation
import Pipeline

struct CreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Start a project with a first chapter that runs.",
    discussion: """
      EXAMPLES:
        convolume create project book my-book          one chapter that trains
        convolume create project course my-course      the same, published on push
        convolume create project assignment homework   stubs to fill in, and checks
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case project }

  @Argument(help: "What to create.")
  var kind: Kind

  @Argument(help: "The type of project.")
  var type: Scaffold

  @Argument(help: "The folder to make. It must be absent or empty.", completion: .directory)
  var directory: String

  func run() throws {
    let files = try type.create(at: URL(filePath: directory))
    for file in files {
      print("wrote \(directory)/\(file)")
    }
    let folder = directory.contains(" ") ? "'\(directory)'" : directory
    print("\nNext: cd \(folder) && \(type.firstCommand)")
  }
}

extension Scaffold: ExpressibleByArgument {}
