import Chapters
import Foundation
import Reports

extension BookBuilder {
  /// Runs the chapters once for each variant of a grid, and gathers what they record.
  ///
  /// Cells that do not read what a variant changes are run once; those of an earlier sweep not at all.
  ///
  /// - Parameters:
  ///   - grid: What is varied.
  ///   - begin: Told which variant begins: its place, and its values.
  ///   - watch: Told what happens within it.
  /// - Returns: The variants in order. One whose cells fail keeps what they recorded before.
  /// - Throws: `PipelineError` or `CancellationError`.
  package func sweep(
    over grid: SweepGrid, begin: (_ index: Int, _ values: [String]) -> Void,
    watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> SweepOutcome {
    let lock = try await ProjectLock(in: project.stateFolder) { watch(.waitingForAnotherRender) }
    defer { withExtendedLifetime(lock) {} }
    let start = Date()
    var outcome = SweepOutcome(sweep: Sweep(parameters: grid.axes.map(\.name), variants: []))
    for (index, values) in grid.variants.enumerated() {
      begin(index, values)
      var options = options
      for (axis, value) in zip(grid.axes, values) { options.parameters.set(axis.name, to: value) }
      let builder = BookBuilder(
        project: project, options: options, toolchain: toolchain, renderers: [],
        environment: environment)
      let run = try await builder.run(watching: watch)
      // The same warning about the text would stand once for each variant.
      outcome.diagnostics += run.diagnostics.filter { !outcome.diagnostics.contains($0) }
      guard let executed = run.executed else { return outcome }
      let chapters = executed.map {
        ChapterResults($0.forReport, title: $0.chapter.frontMatter.title ?? $0.chapter.slug)
      }
      outcome.sweep.variants.append(
        Sweep.Variant(
          values: values, chapters: chapters,
          hasFailed: run.diagnostics.contains { $0.severity == .error }))
      if let facts = run.facts {
        outcome.provenance = environment.provenance(of: facts, profile: options.parameters.profile)
      }
    }
    _ = try limitCache(sparing: start)
    return outcome
  }
}

/// What became of a sweep.
package struct SweepOutcome: Sendable {
  package var sweep: Sweep
  /// What is wrong with the chapters, and what went wrong in any variant.
  package var diagnostics: [Diagnostic] = []
  package var provenance: [Report.Fact] = []
}
