import ArgumentParser
import Foundation
import Pipeline

struct CreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Start a project with a first chapter that runs.",
    discussion: "Example: convolume create project book my-book")

  enum Kind: String, ExpressibleByArgument, CaseIterable { case project }

  enum ProjectType: String, ExpressibleByArgument, CaseIterable { case book }

  @Argument(help: "What to create.")
  var kind: Kind

  @Argument(help: "The type of project.")
  var type: ProjectType

  @Argument(help: "The folder to make. It must be absent or empty.", completion: .directory)
  var directory: String

  func run() throws {
    let files = try BookScaffold.create(at: URL(filePath: directory))
    for file in files {
      print("wrote \(directory)/\(file)")
    }
    let folder = directory.contains(" ") ? "'\(directory)'" : directory
    print("\nNext: cd \(folder) && convolume render")
  }
}
