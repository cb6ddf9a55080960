import ArgumentParser
import Execution
import Foundation
import Pipeline

struct CellsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cells",
    abstract: "Write the cells of each chapter as a Swift file, for an editor.",
    usage: "convolume cells (--export | --check) [<input>]",
    discussion: """
      With --export, writes cells/01-first.swift for chapters/01-first.md, and \
      compile_commands.json, by which an editor with SourceKit-LSP (VS Code with the Swift extension, \
      Emacs, Vim) completes the engine's names and explains them. The second file names places of \
      this machine: leave it out of version control. Where a cell gives a name a new meaning, one of \
      the two is written by another name, and a comment above the cell says so.

      With --check, writes nothing and exits with 1 when a file is not as its chapter is.
      """)

  @Argument(help: "A project's folder.", completion: .directory)
  var input: String?

  @Flag(help: "Write the files that are not as the chapters are.")
  var export = false

  @Flag(help: "Say which files are not as the chapters are.")
  var check = false

  func validate() throws {
    guard export != check else { throw ValidationError("Give either --export or --check.") }
  }

  func run() throws {
    do {
      let project = try Project.named(input)
      guard export else { return try tell(try project.staleCompanions()) }
      let changed = try project.exportCompanions(for: try Toolchain.find())
      for path in changed { print("wrote \(path)") }
      if changed.isEmpty { print("all files are as the chapters are") }
    } catch let error as PipelineError {
      TerminalText().write("convolume cells: \(error)\n")
      throw ExitCode(1)
    } catch let missing as Toolchain.Missing {
      TerminalText().write("convolume cells: \(missing)\n")
      throw ExitCode(1)
    }
  }

  private func tell(_ stale: [String]) throws {
    guard !stale.isEmpty else { return print("all files are as the chapters are") }
    for path in stale { print("\(path): not as its chapter is") }
    TerminalText().write(
      "convolume cells: run 'convolume cells --export' and keep the files that it writes.\n")
    throw ExitCode(1)
  }
}
