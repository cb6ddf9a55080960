import Caching
import CellOutputs
import Digests
import Execution
import Foundation

/// Lists what a unit depends on, as far as it is known before the unit runs.
///
/// What it uses from outside becomes known when it runs, and is added then; see `KnownUses`.
struct UnitKeys {
  let facts: ToolchainFacts
  let world: World

  /// The value that an observation of `source` would have now.
  func value(of source: Observation.Source, in unit: CellUnit, of program: ChapterProgram) -> String
  {
    switch source {
    case .engine: facts.engine
    case .machine(let part): facts.machine[part] ?? Observation.absent
    default: world.value(of: source, in: unit, of: program)
    }
  }

  /// What a unit depends on that refers to the engine; the number of threads changes no result.
  var partsOfEngine: [Observation.Source] {
    [.engine] + facts.machine.keys.sorted().filter { $0 != "threads" }.map { .machine($0) }
  }

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
    let whole =
      unit.options.error == .stop ? outline.whole : SHA256.hexadecimal(of: unit.source.utf8)
    let statements = program.onlyDisplays(index) ? outline.statements : whole
    return Parts(
      result: [CacheKey.Part(name: "source", digest: whole)] + shared,
      state: [
        // Never the key of a result.
        CacheKey.Part(name: "state", content: ""),
        CacheKey.Part(name: "source", digest: statements),
      ] + shared)
  }

  /// What cells above recorded for each of their seeds.
  private func partsOfSeeds(above index: Int, in program: ChapterProgram) -> [CacheKey.Part] {
    let units = Set(program.seedRuns.keys).union(program.pendingSeeds).filter { $0 < index }
    return units.sorted().map { unit in
      let runs = program.pendingSeeds.contains(unit) ? nil : program.seedRuns[unit]
      // What the cell is called does not matter.
      let content = runs?.map { "\($0.seed) \($0.recorded)" }.joined(separator: "\n")
      return CacheKey.Part(
        name: "results over seeds", of: program.units[unit].name,
        key: content.map { CacheKey([CacheKey.Part(name: "runs", content: $0)]) })
    }
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
    if unit.readsSeedRuns { parts += partsOfSeeds(above: index, in: program) }
    for input in unit.options.inputs {
      parts.append(CacheKey.Part(name: "input \(input)", content: world.digest(ofInput: input)))
    }
    parts.append(CacheKey.Part(name: "generator", content: facts.generator))
    parts.append(CacheKey.Part(name: "swift-version", content: program.languageMode.rawValue))
    parts.append(CacheKey.Part(name: "language and time zone", content: world.conventions))
    parts.append(CacheKey.Part(name: "cells", content: facts.cells))
    parts.append(CacheKey.Part(name: "toolchain", content: facts.compiler))
    if let sandbox = facts.sandbox {
      parts.append(CacheKey.Part(name: "sandbox", content: sandbox))
    }
    // Whether it uses the engine is known when it has been compiled. Which of its words are names of the
    // engine is known now: another engine may have more of them.
    let imported = imports.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }
    let names = facts.engineNames.intersection(outline.identifiers.union(imported))
    if !names.isEmpty {
      parts.append(
        CacheKey.Part(name: "names of the engine", content: names.sorted().joined(separator: " ")))
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
