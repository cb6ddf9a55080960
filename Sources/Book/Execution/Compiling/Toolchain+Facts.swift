import Foundation
import Subprocess

/// What every result depends on beyond its chapter: engine, compiler and BLAS.
package struct ToolchainFacts: Hashable, Codable, Sendable {
  /// A digest of the sources that the engine was built from; two clones of one commit share it.
  package var engine: String
  /// The same of what every cell runs in, with or without the engine.
  package var cells: String
  /// What the files of cells are made by, and with which options they are compiled.
  package var generator: String
  /// The engine's modules.
  package var engineModules: Set<String>
  /// The names by which a cell can come to the engine: its modules, types and functions.
  package var engineNames: Set<String>
  /// What `swiftc --version` says first, or `unknownCompiler`.
  package var compiler: String
  /// What the engine computes with, as the worker says: `blas`, `blas core`.
  package var machine: [String: String]
  /// What keeps cells from parts of the system; `nil` when nothing does.
  package var sandbox: String?
  /// How cells are linked; `nil` where the compiler's driver has to be asked each time.
  package var linker: LinkerCommand?

  /// Stands for the version of a compiler that does not say it, as one that cannot start.
  package static let unknownCompiler = "unknown"

  package init(
    engine: String, cells: String = "", generator: String = "", engineModules: Set<String> = [],
    engineNames: Set<String> = [], compiler: String, machine: [String: String],
    sandbox: String? = nil, linker: LinkerCommand? = nil
  ) {
    self.engine = engine
    self.cells = cells
    self.generator = generator
    self.engineModules = engineModules
    self.engineNames = engineNames
    self.compiler = compiler
    self.machine = machine
    self.sandbox = sandbox
    self.linker = linker
  }

  /// One text for the names of compiled cells.
  package var digest: String { engine + cells + generator + compiler }

  /// By what a cell's use of the engine is known.
  package var engineSymbols: EngineSymbols {
    EngineSymbols(modules: engineModules, functions: engineNames)
  }
}

extension Toolchain {
  /// Reads the facts; takes some tenths of a second, so once per render is enough.
  ///
  /// - Throws: `RunError.workerFailed` when the worker does not say what it was built from, and
  ///   `CancellationError` when the task was cancelled, which ends both before they have said all.
  package func facts() async throws -> ToolchainFacts {
    async let version = Subprocess.run(
      .path(.init(compiler)), arguments: ["--version"], output: .string(limit: 4096),
      error: .discarded)
    async let description = Subprocess.run(
      .path(.init(self.worker)), arguments: ["--describe"],
      environment: .inherit.updating(["OPENBLAS_NUM_THREADS": "1"]),
      output: .bytes(limit: 1 << 16), error: .discarded)
    async let linker = LinkerCommand.asked(of: compiler)
    let said = try await (version.standardOutput, description.standardOutput, linker)
    try Task.checkCancellation()
    let compiler = said.0.split(separator: "\n").first ?? Substring(ToolchainFacts.unknownCompiler)
    var machine = try JSONDecoder().decode([String: String].self, from: Data(said.1))
    guard let engine = machine.removeValue(forKey: "engine"),
      let cells = machine.removeValue(forKey: "cells"),
      let modules = machine.removeValue(forKey: "engine modules"),
      let names = machine.removeValue(forKey: "engine names")
    else { throw RunError.workerFailed("it does not say what it was built from") }
    func words(_ text: String) -> Set<String> {
      Set(text.split(separator: " ").map(String.init))
    }
    return ToolchainFacts(
      engine: engine, cells: cells, generator: GeneratorSources.digest,
      engineModules: words(modules), engineNames: words(names), compiler: String(compiler),
      machine: machine, linker: said.2)
  }
}
