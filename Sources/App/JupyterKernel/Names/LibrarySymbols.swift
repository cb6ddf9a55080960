import Execution
import Foundation
import Subprocess
import Synchronization

/// What cells can name of the library, as its compiled modules say.
///
/// To ask the toolchain for it takes some seconds, so it is asked once for each build of the library, and the
/// answer is kept.
package final class LibrarySymbols: Sendable {
  private let found: Mutex<Task<[Declaration], Never>?> = Mutex(nil)
  private let find: @Sendable () async throws -> [Declaration]

  /// - Parameter find: Finds them; asked once.
  package init(finding find: @escaping @Sendable () async throws -> [Declaration]) {
    self.find = find
  }

  /// The declarations; none where the toolchain does not tell.
  var declarations: [Declaration] {
    get async {
      let find = find
      let task = found.withLock { found in
        let task =
          found
          ?? Task {
            do {
              return try await find()
            } catch {
              complain("the library's names are not known: \(error)")
              return []
            }
          }
        found = task
        return task
      }
      return await task.value
    }
  }

  /// Finds the names of modules.
  ///
  /// - Parameters:
  ///   - modules: The modules' names.
  ///   - toolchain: Whose modules they are.
  ///   - file: Where the answer is kept.
  /// - Returns: The declarations.
  /// - Throws: When the toolchain cannot be asked, or the answer not be kept.
  package static func declarations(
    of modules: [String], by toolchain: Toolchain, keptIn file: String
  ) async throws -> [Declaration] {
    if let kept = FileManager.default.contents(atPath: file),
      let declarations = try? JSONDecoder().decode([Declaration].self, from: kept)
    {
      return declarations
    }
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let program = URL(filePath: toolchain.compiler).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "swift-symbolgraph-extract").path
    for module in modules {
      _ = try await Subprocess.run(
        .path(.init(program)),
        arguments: Arguments(
          [
            "-module-name", module, "-I", toolchain.modules, "-minimum-access-level", "public",
            "-skip-synthesized-members", "-output-dir", scratch.url.path, "-target", Self.target,
          ] + toolchain.clangArguments), output: .discarded, error: .discarded)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
    var declarations: [Declaration] = []
    for name in names.sorted() where name.hasSuffix(".symbols.json") {
      let graph = try JSONDecoder().decode(
        SymbolGraph.self, from: try Data(contentsOf: scratch.url.appending(path: name)))
      declarations += graph.declarations
    }
    if !declarations.isEmpty {
      try JSONEncoder().encode(declarations).write(to: URL(filePath: file), options: .atomic)
    }
    return declarations
  }

  private static var target: String {
    #if arch(arm64) && os(Linux)
      "aarch64-unknown-linux-gnu"
    #elseif arch(arm64)
      "arm64-apple-macosx15.4"
    #else
      "x86_64-unknown-linux-gnu"
    #endif
  }
}
