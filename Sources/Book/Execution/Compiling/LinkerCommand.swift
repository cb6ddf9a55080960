import Foundation
import Subprocess

/// What the compiler's driver calls to link a cell's library.
///
/// On the way to the linker, the driver starts a program that lists the libraries which an object asks for, and
/// another one that knows where the system keeps its own: half a second for two cells, of which the linker needs a
/// tenth. So both are asked once, about a library that is not there, and the list is read here.
package struct LinkerCommand: Hashable, Codable, Sendable {
  private let program: String
  /// With the names of a library that is not there, and of its object.
  private let arguments: [String]

  private static let object = "convolume-object.o"
  private static let library = "libconvolume-library.so"

  /// Returns the program, and its arguments for a library.
  ///
  /// - Parameters:
  ///   - object: The file of the object.
  ///   - libraries: The files of other libraries in which its names are looked up, the first ones first.
  ///   - name: The file to be made, which is also the library's name.
  ///   - wishes: What the object asks for; see `ObjectFile`.
  /// - Returns: The program's path, and what it is told.
  package func linking(
    _ object: String, to libraries: [String], as name: String, asked wishes: [String]
  ) -> (program: String, arguments: [String]) {
    let all = arguments.flatMap { argument in
      switch argument {
      case Self.object: [object] + libraries + wishes
      case Self.library: [name]
      default: [argument]
      }
    }
    return (program, all)
  }
}

extension LinkerCommand {
  /// Asks the driver.
  ///
  /// - Parameter compiler: The path of `swiftc`.
  /// - Returns: `nil` where it does not say in words that are understood here.
  /// - Throws: When the driver cannot be started.
  package static func asked(of compiler: String) async throws -> LinkerCommand? {
    let driver = try await said(compiler, CellCompiler.linking(object, to: [], as: library))
    guard let command = driver.map(words).last(where: { $0.contains(library) }),
      let program = command.first
    else { return nil }
    // The list of what the object asks for is another file each time; and clang would miss the object.
    let arguments = command.dropFirst().filter { !$0.hasPrefix("@") }
      .flatMap { $0 == object ? ["-Xlinker", object] : [$0] }
    let clang = try await said(program, Array(arguments))
    guard let linking = clang.map(words).last(where: { $0.contains(library) }),
      let linker = linking.first, FileManager.default.isExecutableFile(atPath: linker),
      linking.contains(object)
    else { return nil }
    return LinkerCommand(program: linker, arguments: Array(linking.dropFirst()))
  }

  /// The lines that a driver prints instead of doing anything.
  private static func said(_ program: String, _ arguments: [String]) async throws -> [Substring] {
    let outcome = try await run(
      .path(.init(program)), arguments: Arguments(arguments + ["-###"]),
      output: .string(limit: 1 << 16), error: .combinedWithOutput)
    return outcome.standardOutput.split(separator: "\n")
  }

  /// Takes a command apart that is written as for a shell.
  static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        (quote, word) = (character, word ?? "")
      } else if quote == nil, character == " " {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
