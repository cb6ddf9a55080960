import Chapters
import Foundation
import Pipeline

/// The handbook in `guide/`, and what its cells use.
struct Handbook {
  let chapters: [Chapter]

  init() throws {
    chapters = try Project.find(from: PackageSources.folder.appending(path: "guide")).chapters()
  }

  /// The names of all options that stand on top of cells.
  var usedOptions: Set<String> {
    var names: Set<String> = []
    for chapter in chapters {
      for cell in chapter.cells {
        let above = chapter.lines.prefix(cell.position.line - 1).reversed()
        for line in above.prefix(while: { $0.hasPrefix("//|") }) {
          guard let match = line.prefixMatch(of: #/\/\/\|\s*([\w-]+):/#) else { continue }
          names.insert(String(match.1))
        }
      }
    }
    return names
  }

  /// The code of all cells that are run.
  var code: String {
    chapters.flatMap(\.cells).filter { $0.options.eval && !$0.options.isExercise }
      .map(\.source).joined(separator: "\n")
  }

  /// All that is written, one chapter after the other.
  var text: String { chapters.flatMap(\.lines).joined(separator: "\n") }

  /// Those of `names` that no cell makes a value of or calls: `Line(…)`, `Plot { … }`, `gallery(…)`.
  func unused(_ names: Set<String>) -> [String] {
    let code = code
    return names.filter { name in
      guard let use = try? Regex("\\b\(name)(\\(| \\{)") else { return true }
      // By Unicode's rules there is no boundary in `result.plot`.
      return !code.contains(use.wordBoundaryKind(.simple))
    }.sorted()
  }

  /// Those of `names` that the text does not have as code: `` `name` ``, `` `name(…)` `` or `` `name: …` ``.
  func unnamed(_ names: Set<String>) -> [String] {
    let text = text
    return names.filter { name in
      guard let use = try? Regex("[` .(]\(name)[`:(]") else { return true }
      return !text.contains(use)
    }.sorted()
  }
}
