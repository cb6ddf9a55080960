import Execution
import Foundation

/// How companions are compiled, for SourceKit-LSP: `compile_commands.json`.
///
/// It names places of this machine, so it is not kept with the chapters.
///
/// - SeeAlso: "JSON Compilation Database Format Specification", LLVM project.
package struct CompilationDatabase: Encodable, Sendable {
  package struct Command: Encodable, Sendable {
    package var directory: String
    package var file: String
    package var arguments: [String]
  }

  package static let path = "compile_commands.json"

  package var commands: [Command]

  package init(
    of companions: [ChapterCompanion], in project: URL, by toolchain: Toolchain
  ) {
    commands = companions.map { companion in
      let file = project.appending(path: companion.path).path
      return Command(
        directory: project.path, file: file,
        arguments: [
          // What a cell displays is a value that nothing else uses.
          toolchain.compiler, "-swift-version", "5", "-suppress-warnings", "-module-name", "Cells",
          "-I", toolchain.modules,
        ] + toolchain.clangArguments + [file])
    }
  }

  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(commands) + Data("\n".utf8)
  }
}
