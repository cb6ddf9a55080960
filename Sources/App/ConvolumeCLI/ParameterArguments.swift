import ArgumentParser
import Chapters
import Foundation
import Pipeline

/// The options that say which values the chapters' parameters take.
struct ParameterArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("Whose values the chapters' parameters take.", valueName: "name"))
  var profile = FrontMatter.defaultProfile

  @Option(
    name: [.customShort("P"), .customLong("execute-param")],
    help: ArgumentHelp("A parameter's value, as name:value.", valueName: "name:value"))
  var parameters: [ParameterAssignment] = []

  @Option(
    help: ArgumentHelp(
      "A YAML file of parameters' values; -P wins over it, and it over the profile.",
      valueName: "file"),
    completion: .file())
  var executeParams: String?

  /// The values, those of the command line last.
  ///
  /// - Throws: `PipelineError` for a file that cannot be read or holds anything but values.
  func overrides() throws -> ParameterOverrides {
    var overrides = ParameterOverrides(profile: profile)
    if let executeParams { try overrides.read(file: executeParams) }
    for parameter in parameters { overrides.set(parameter.name, to: parameter.value) }
    return overrides
  }

  /// Notes what a render reads besides the project's own files.
  func noteInputs(of project: Project) {
    if let executeParams { project.inputs.note(URL(filePath: executeParams)) }
    var folders = [project.root.appending(path: "templates"), RenderCommand.hyphenation]
    if let templates = try? Templates.folder(of: project) {
      folders.append(URL(filePath: templates))
    }
    for folder in folders { project.inputs.note(everythingIn: folder) }
  }
}

/// `name:value` or `name=value`.
struct ParameterAssignment: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    guard let separator = argument.firstIndex(where: { $0 == ":" || $0 == "=" }),
      separator > argument.startIndex
    else { return nil }
    name = String(argument[..<separator])
    value = String(argument[argument.index(after: separator)...])
  }
}
