import Chapters

/// A unit and what the compiler made of it.
struct CompiledUnit: Sendable {
  enum Failure: Error, Hashable, Sendable {
    case refused([CompilerMessage])
    /// A cell that it needs has no library.
    case missing(String)
  }

  var index: Int
  var result: Result<CellCompiler.Library, Failure>
}

/// Compiles the units of a plan in order, ahead of the worker that runs them.
struct CompileAhead {
  let compiler: CellCompiler
  /// The module that holds `params`.
  let parameters: CellCompiler.Library?

  func compile(
    _ program: ChapterProgram, plan: [Int], deliver: (CompiledUnit) -> Void
  ) async throws {
    var libraries: [Int: CellCompiler.Library] = [:]
    // Two cells of one source are two modules, each with variables of its own.
    var occurrences: [String: Int] = [:]
    for index in plan {
      try Task.checkCancellation()
      let unit = program.units[index]
      let missing = program.graph.needs[index].first {
        libraries[$0] == nil && program.units[$0].evaluates
      }
      if let missing {
        deliver(
          CompiledUnit(index: index, result: .failure(.missing(program.units[missing].name))))
        continue
      }
      let occurrence = occurrences[unit.source, default: 0]
      occurrences[unit.source] = occurrence + 1
      do {
        let library = try await compiler.compile(
          unit, imports: imports(index, program, libraries), occurrence: occurrence)
        libraries[index] = library
        deliver(CompiledUnit(index: index, result: .success(library)))
      } catch let failure as CellCompiler.Failure {
        deliver(CompiledUnit(index: index, result: .failure(.refused(failure.messages))))
      }
    }
  }

  private func imports(
    _ index: Int, _ program: ChapterProgram, _ libraries: [Int: CellCompiler.Library]
  ) -> [String] {
    let names = program.units[index].names
    var lines = program.imports(above: index)
    var hasOwnParameters = false
    for visible in program.graph.visible[index] {
      guard let library = libraries[visible.cell] else { continue }
      let above = program.units[visible.cell].names.defined
      hasOwnParameters = hasOwnParameters || above["params"] != nil
      guard let live = visible.names else {
        lines.append("@testable import \(library.module)")
        continue
      }
      for (name, kind) in live.sorted(by: { $0.key < $1.key })
      where names.read.contains(name) {
        lines.append("@testable import \(kind.rawValue) \(library.module).\(name)")
      }
    }
    if let parameters, !hasOwnParameters, names.read.contains("params") {
      lines.append("import \(parameters.module)")
    }
    return lines
  }
}
