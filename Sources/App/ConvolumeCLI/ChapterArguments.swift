import ArgumentParser
import Execution
import Foundation
import Pipeline

/// Which chapters a command runs that sets no pages of them, and how many at once.
struct ChapterArguments: ParsableArguments {
  @Argument(help: "A Markdown file, or a project's folder.", completion: .file())
  var input: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("This chapter only; may be given again.", valueName: "name"))
  var chapter: [String] = []

  @Option(help: ArgumentHelp("How many chapters are run at once.", valueName: "count"))
  var jobs = 1

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs takes a number from 1 on, got \(jobs).") }
  }

  /// The project that the arguments name, with the chapters that they ask for.
  func project() throws -> Project { try Project.named(input).narrowed(to: chapter) }

  /// Returns what runs the chapters of `project` and writes no page; the machine's warnings go to `display`.
  func builder(
    for project: Project, parameters: ParameterOverrides, usesCache: Bool, display: ProgressDisplay
  ) throws -> BookBuilder {
    BookBuilder(
      project: project,
      options: RenderOptions(parameters: parameters, usesCache: usesCache, jobs: jobs),
      toolchain: try Toolchain.find(), renderers: [],
      environment: .ofThisMachine { display.say("warning: \($0)") })
  }
}
