import Caching
import CellOutputs
import Execution
import Foundation

/// Lists what a unit depends on, as far as it is known before the unit runs.
///
/// What it uses from outside becomes known when it runs, and is added then; see `KnownUses`.
struct UnitKeys {
  let facts: ToolchainFacts
  let world: World

  /// The parts of two keys of one unit.
  struct Parts {
    /// Of what the unit shows.
    var result: [CacheKey.Part]
    /// Of the state that it leaves to the cells below: a last expression that is only displayed does
    /// not count.
    var state: [CacheKey.Part]

    /// Whether nothing is left to be run first.
    var isComplete: Bool { CacheKey(result).isComplete }
  }

  /// Lists the parts for one unit.
  ///
  /// - Parameters:
  ///   - index: The unit's place in `program.units`.
  ///   - program: The chapter.
  ///   - above: What is known of the units above it.
  /// - Returns: The parts of both keys.
  func parts(of index: Int, in program: ChapterProgram, above: [Above]) -> Parts {
    let unit = program.units[index]
    let outline = SourceOutline(unit.source)
    var shared = [
      CacheKey.Part(name: "eval", content: String(unit.options.eval)),
      CacheKey.Part(name: "error", content: unit.options.error.rawValue),
    ]
    if case .values(let expressions, _) = unit.kind {
      shared.append(CacheKey.Part(name: "values", content: expressions.joined(separator: "\n")))
    }
    if unit.evaluates { shared += partsOfRun(index, in: program, outline: outline, above: above) }
    // A failure that is shown has a line, which a comment above it moves.
    let whole = unit.options.error == .stop ? outline.whole : unit.source
    let statements = program.onlyDisplays(index) ? outline.statements : whole
    return Parts(
      result: [CacheKey.Part(name: "source", content: whole)] + shared,
      state: [
        // Never the key of a result.
        CacheKey.Part(name: "state", content: ""),
        CacheKey.Part(name: "source", content: statements),
      ] + shared)
  }

  private func partsOfRun(
    _ index: Int, in program: ChapterProgram, outline: SourceOutline, above: [Above]
  ) -> [CacheKey.Part] {
    let unit = program.units[index]
    let imports = program.imports(above: index)
    var parts: [CacheKey.Part] = []
    if !imports.isEmpty {
      parts.append(CacheKey.Part(name: "imports above", content: imports.joined(separator: "\n")))
    }
    if unit.readsSeedRuns {
      let runs = program.seedRuns.filter { $0.key < index }.sorted { $0.key < $1.key }
      parts.append(
        CacheKey.Part(name: "results over seeds", content: "\(runs.flatMap(\.value))"))
    }
    for input in unit.options.inputs {
      parts.append(CacheKey.Part(name: "input \(input)", content: world.digest(ofFile: input)))
    }
    parts.append(CacheKey.Part(name: "cells", content: facts.cells))
    parts.append(CacheKey.Part(name: "toolchain", content: facts.compiler))
    if let sandbox = facts.sandbox {
      parts.append(CacheKey.Part(name: "sandbox", content: sandbox))
    }
    let imported = imports.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }
    let words = outline.identifiers.union(imported)
    if !facts.engineNames.isDisjoint(with: words) {
      parts.append(CacheKey.Part(name: "engine", content: facts.engine))
      // The number of threads changes no result.
      for (name, value) in facts.machine.sorted(by: { $0.key < $1.key }) where name != "threads" {
        parts.append(CacheKey.Part(name: name, content: value))
      }
    }
    for needed in program.graph.needs[index] {
      let name = program.units[needed].name
      // Who names a cell may need what it does to the world, such as a file that it writes last.
      let isNamed = unit.options.dependsOn.contains(name)
      let key = isNamed ? above[needed].result : above[needed].state
      parts.append(CacheKey.Part(name: "upstream", of: name, key: key))
    }
    return parts
  }
}
