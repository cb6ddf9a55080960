import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Reports

/// Recording the results of a whole run, and telling whether they still hold.
extension BookBuilder {
  /// Runs the chapters and writes what their cells record into `results/` beside them.
  ///
  /// - Returns: What is wrong with the chapters, and the files that were written, each with the seconds for
  ///   which the chapter's cells ran; none when a cell failed.
  /// - Throws: `PipelineError` or `CancellationError`.
  package func recordResults(
    watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> (diagnostics: [Diagnostic], files: [(path: String, seconds: Double)]) {
    let lock = try await ProjectLock(in: project.stateFolder) { watch(.waitingForAnotherRender) }
    defer { withExtendedLifetime(lock) {} }
    let run = try await run(watching: watch)
    guard let executed = run.executed, let facts = run.facts,
      !run.diagnostics.contains(where: { $0.severity == .error })
    else { return (run.diagnostics, []) }
    var files: [(path: String, seconds: Double)] = []
    for executed in executed {
      let values = executed.chapter.recordedValues(of: executed.outcome.results)
      guard !values.isEmpty else { continue }
      let results = RecordedResults(
        chapter: executed.chapter.path, profile: options.parameters.profile,
        parameters: Dictionary(
          executed.chapter.frontMatter.parameters.map { ($0.name, $0.value.text) }
        ) { _, last in last },
        engine: facts.engine, machine: facts.machine, data: data(used: executed.outcome.uses),
        seconds: executed.outcome.seconds, values: values)
      let path = RecordedResults.path(forChapterAt: executed.chapter.path)
      let file = project.root.appending(path: path)
      do {
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try results.json().write(to: file, options: .atomic)
      } catch {
        throw PipelineError.unwritable(path: path, reason: error.fileReason)
      }
      files.append((path, executed.outcome.seconds))
    }
    return (run.diagnostics, files)
  }

  /// Compares the recorded results with those that the cells give now.
  ///
  /// - Parameters:
  ///   - runs: Whether cells are run. If not, results that are kept of earlier runs are read.
  ///   - watch: Told what happens, as it happens.
  /// - Returns: The comparisons, and what else is to be told.
  /// - Throws: `PipelineError` or `CancellationError`.
  package func verify(
    running runs: Bool, watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> Verification {
    let lock = try await ProjectLock(in: project.stateFolder) { watch(.waitingForAnotherRender) }
    defer { withExtendedLifetime(lock) {} }
    let chapters = try preparedChapters()
    var verification = Verification(diagnostics: mistakes(in: chapters))
    var recorded: [String: RecordedResults] = [:]
    for chapter in chapters { recorded[chapter.path] = try results(recordedOf: chapter) }
    guard !recorded.isEmpty,
      !verification.diagnostics.contains(where: { $0.severity == .error })
    else { return verification }
    verification.files = recorded.count

    let (execution, facts) = try await chapterExecution(
      knowing: fileDigests(), keepingFacts: runs)
    var executed: [Executed] = []
    if runs {
      let run = try await run(watching: watch)
      verification.diagnostics = run.diagnostics
      executed = run.executed ?? []
    }
    for chapter in chapters {
      guard let results = recorded[chapter.path] else { continue }
      let outcome = executed.first { $0.chapter.path == chapter.path }?.outcome
      let known =
        outcome.map { $0.results.map(Optional.some) } ?? execution.keptResults(of: chapter)
      let missing = zip(chapter.cells, known).filter { $0.1 == nil }.map(\.0.name)
      verification.comparisons += ResultComparison.all(
        of: results,
        with: chapter.recordedValues(of: known.map { $0 ?? CellResult() }),
        missing: Set(missing))
      verification.notes += notes(on: results, of: chapter, facts: facts)
    }
    return verification
  }

  // MARK: Parts

  /// What is recorded of a chapter; `nil` when nothing is.
  private func results(recordedOf chapter: Chapter) throws -> RecordedResults? {
    let path = RecordedResults.path(forChapterAt: chapter.path)
    let file = project.root.appending(path: path)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      return try RecordedResults(json: try Data(contentsOf: file))
    } catch let error as CocoaError where error.code != .coderReadCorrupt {
      throw PipelineError.unreadable(path: path, reason: error.fileReason)
    } catch {
      throw PipelineError.unreadable(
        path: path,
        reason: "it is damaged; take it from version control, or write it again with '--record'")
    }
  }

  /// The SHA-256 of each file of a data set among what cells used.
  private func data(used uses: [CacheKey.Part]) -> [String: String] {
    let files = fileDigests()
    var digests: [String: String] = [:]
    for part in uses {
      guard case .data(let set, let file, let folders)? = Observation.Source(name: part.name) else {
        continue
      }
      let digest = environment.dataDigest(
        DataQuestion(set: set, file: file, folders: folders, root: project.root.path), files)
      // A set that is looked for and is not there is no data of the run.
      if digest != Observation.absent { digests["\(set)/\(file)"] = digest }
    }
    return digests
  }

  /// What was otherwise when the results were recorded, since that explains a difference.
  private func notes(
    on results: RecordedResults, of chapter: Chapter, facts: ToolchainFacts
  ) -> [String] {
    var notes: [String] = []
    if results.profile != options.parameters.profile {
      notes.append(
        "recorded with the profile '\(results.profile)', "
          + "compared with '\(options.parameters.profile)'")
    }
    for parameter in chapter.frontMatter.parameters {
      guard let old = results.parameters[parameter.name], old != parameter.value.text else {
        continue
      }
      notes.append("recorded with \(parameter.name) \(old), now \(parameter.value.text)")
    }
    if results.engine != facts.engine { notes.append("recorded with another state of the engine") }
    for (name, value) in results.machine.sorted(by: { $0.key < $1.key }) {
      guard let now = facts.machine[name], now != value, name != "threads" else { continue }
      notes.append("recorded with \(name) '\(value)', now '\(now)'")
    }
    let files = fileDigests()
    for (name, digest) in results.data.sorted(by: { $0.key < $1.key }) {
      let steps = name.split(separator: "/", maxSplits: 1).map(String.init)
      guard steps.count == 2 else { continue }
      let now = environment.dataDigest(
        DataQuestion(set: steps[0], file: steps[1], folders: nil, root: project.root.path), files)
      guard now != digest else { continue }
      notes.append(
        now == Observation.absent
          ? "recorded with the data '\(name)', which is not on this machine"
          : "recorded with other data '\(name)'")
    }
    return notes.map { "\(results.chapter): \($0)" }
  }
}

/// What became of the recorded results of a book.
package struct Verification: Sendable {
  /// What is wrong with the chapters and their cells.
  package var diagnostics: [Diagnostic]
  /// How many chapters have recorded results.
  package var files = 0
  package var comparisons: [ResultComparison] = []
  /// What was otherwise when the results were recorded.
  package var notes: [String] = []
}

extension ChapterExecution.Outcome {
  /// For how long all cells ran when they did, in hundredths of a second of wall time.
  fileprivate var seconds: Double {
    (100 * results.reduce(0) { $0 + $1.seconds }).rounded() / 100
  }
}

extension Chapter {
  /// What the cells recorded, with what is stated of each value.
  fileprivate func recordedValues(of results: [CellResult]) -> [RecordedResults.Value] {
    zip(cells, results).flatMap { cell, result in
      result.recorded.map { value in
        let expected = cell.options.expectations.first { $0.recorded == value.name }
        return RecordedResults.Value(
          value, tolerance: value.tolerance ?? expected?.tolerance, cell: cell.name,
          seed: cell.options.seeds?.values(
            from: cell.options.seed ?? frontMatter.seed ?? Seeds.usualFirst
          ).first ?? cell.options.seed ?? frontMatter.seed)
      }
    }
  }
}
