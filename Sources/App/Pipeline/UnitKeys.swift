import Caching
import CellOutputs
import Execution
import Foundation

/// Lists what the result of a unit depends on.
struct UnitKeys {
  let facts: ToolkitFacts
  let root: URL
  let data: String

  /// Lists the parts for one unit; `above` holds the keys of the units above it, in order.
  func key(of index: Int, in program: ChapterProgram, above: [CacheKey]) -> CacheKey {
    let unit = program.units[index]
    var parts = [
      CacheKey.Part(name: "source", content: unit.source),
      CacheKey.Part(name: "eval", content: String(unit.options.eval)),
      CacheKey.Part(name: "error", content: unit.options.error.rawValue),
    ]
    if case .values(let expressions, _) = unit.kind {
      parts.append(CacheKey.Part(name: "values", content: expressions.joined(separator: "\n")))
    }
    guard unit.evaluates else { return CacheKey(parts) }
    let imports = program.imports(above: index)
    if !imports.isEmpty {
      parts.append(
        CacheKey.Part(name: "imports above", content: imports.joined(separator: "\n")))
    }
    if let seed = unit.options.seed ?? program.seed {
      parts.append(CacheKey.Part(name: "seed", content: String(seed)))
    }
    for parameter in program.parameters
    where unit.names.parameters.contains(parameter.name) || unit.names.readsAllParameters {
      parts.append(
        CacheKey.Part(name: "parameter \(parameter.name)", content: "\(parameter.value)"))
    }
    for input in unit.options.inputs { parts.append(part(input: input)) }
    if unit.names.read.contains("Datasets"), !data.isEmpty {
      parts.append(CacheKey.Part(name: "data sets", content: data))
    }
    parts.append(CacheKey.Part(name: "engine", content: facts.engine))
    parts.append(CacheKey.Part(name: "toolchain", content: facts.toolchain))
    for (name, value) in facts.machine.sorted(by: { $0.key < $1.key }) {
      parts.append(CacheKey.Part(name: name, content: value))
    }
    for needed in program.graph.needs[index] {
      parts.append(
        CacheKey.Part(name: "upstream \(program.units[needed].name)", content: above[needed].digest)
      )
    }
    return CacheKey(parts)
  }

  private func part(input: String) -> CacheKey.Part {
    let file = URL(filePath: input, relativeTo: root)
    guard let content = FileManager.default.contents(atPath: file.path) else {
      // A file that is not there is a fact too; the cell itself says what it means.
      return CacheKey.Part(name: "input \(input)", content: "absent")
    }
    return CacheKey.Part(name: "input \(input)", content: Array(content))
  }
}
