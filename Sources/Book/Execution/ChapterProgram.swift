import CellOutputs
import Chapters

/// All that runs in a chapter, in order, with what each piece needs of the ones above it.
package struct ChapterProgram: Sendable {
  /// The chapter's path as the user knows it.
  package var path: String
  package var slug: String
  /// The chapter's lines, for quoting in diagnostics.
  package var lines: [String]
  package var units: [CellUnit]
  package var graph: DependencyGraph
  package var parameters: [FrontMatter.Parameter]
  package var seed: Int?
  package var languageMode: LanguageMode
  /// What cells with `seeds:` recorded for each of them, by the unit's place.
  package var seedRuns: [Int: [SeedRun]] = [:]
  /// Cells with `seeds:` some of which are still to be run.
  package var pendingSeeds: Set<Int> = []

  /// Reads the cells of `chapter`, with the front matter's own parameters unless others are given.
  package init(_ chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil) {
    path = chapter.path
    slug = chapter.slug
    lines = chapter.lines
    units = CellUnit.all(in: chapter)
    self.parameters = parameters ?? chapter.frontMatter.parameters
    seed = chapter.frontMatter.seed
    languageMode = chapter.frontMatter.languageMode
    let places = Dictionary(
      units.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let extra = units.enumerated().map { index, unit in
      unit.options.dependsOn.compactMap { places[$0] }.filter { $0 < index }
    }
    graph = DependencyGraph(units.map(\.names), extra: extra)
  }

  /// The program with one unit more at its end.
  func appending(_ unit: CellUnit, lines: [String]) -> ChapterProgram {
    var program = self
    program.lines += lines
    program.units.append(unit)
    program.graph = DependencyGraph(program.units.map(\.names))
    return program
  }

  /// The program without the units from the place `count` on, the first of which begins on the line
  /// behind the first `lineCount`.
  func truncated(to count: Int, lines lineCount: Int) -> ChapterProgram {
    var program = self
    program.lines.removeLast(max(0, lines.count - lineCount))
    program.units.removeLast(units.count - count)
    program.graph = DependencyGraph(program.units.map(\.names))
    return program
  }

  /// The `import` lines that the cells above a unit have brought in, each once.
  ///
  /// A cell that is meant to fail brings in nothing: its import may be the mistake.
  package func imports(above unit: Int) -> [String] {
    var lines: [String] = []
    for above in units[..<unit] where above.options.error == .stop {
      for line in above.names.imports where !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  /// What the worker is told before it runs a unit.
  func settings(of unit: Int) -> CellSettings {
    var settings = units[unit].options.workerSettings(seed)
    if units[unit].readsSeedRuns {
      settings.seedRuns = seedRuns.filter { $0.key < unit }.sorted { $0.key < $1.key }
        .flatMap(\.value)
    }
    settings.recordedResults = RecordedResults.path(forChapterAt: path)
    return settings
  }

  /// How many cells the chapter has; inline expressions do not count.
  package var cellCount: Int { units.count { $0.isCell } }
}

extension CellOptions {
  /// What the options say to the worker, in a chapter with the given seed.
  package func workerSettings(_ chapterSeed: Int?) -> CellSettings {
    CellSettings(seed: seed ?? chapterSeed, threads: threads, usesCheckpoints: usesCheckpoints)
  }
}

extension CellUnit {
  /// Whether the unit asks for what cells above recorded for each of their seeds.
  package var readsSeedRuns: Bool { names.read.contains("overSeeds") }
}
