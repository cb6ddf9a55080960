import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Reports

/// What a preview shows: as much of a book as can be shown, whatever is wrong with it.
package struct PreviewedBook: Sendable {
  /// The pages, or what they are made into.
  package var files: [RenderedFile]
  /// What is wrong, in the order of the chapters.
  package var diagnostics: [Diagnostic]
  /// The page of each chapter, by the chapter's path.
  package var pages: [String: String]
  /// The line on which each cell's code begins, by its chapter's path and its name.
  package var lines: [String: [String: Int]] {
    Dictionary(
      executed.map { executed in
        let lines = executed.chapter.cells.map { ($0.name, $0.position.line) }
        return (executed.chapter.path, Dictionary(lines) { first, _ in first })
      }
    ) { first, _ in first }
  }
  /// The files, folders and programs that all of it depends on.
  package var inputs: Set<String>
  /// What somebody changed after a cell had used it: with this, the book is to be made again.
  package var outdated: Set<String>
  var executed: [BookBuilder.Executed]
  fileprivate var provenance: [Report.Fact]
}

extension BookBuilder {
  /// Makes the pages of a book whose chapters may have mistakes, and writes no output.
  ///
  /// A chapter with a mistake in its text stays as it last was; a cell that fails shows what it last handed
  /// over, and its failure. Whatever has not changed is taken from `memory` or the cache.
  ///
  /// - Parameters:
  ///   - memory: What earlier calls left.
  ///   - watch: Told what happens.
  /// - Returns: The book.
  /// - Throws: `PipelineError` and `Diagnostic` for what keeps the whole book from being shown.
  package func preview(
    remembering memory: PreviewMemory, watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> PreviewedBook {
    let lock = try await ProjectLock(in: project.stateFolder) { watch(.waitingForAnotherRender) }
    defer { withExtendedLifetime(lock) {} }
    try project.proveStateWritable()
    if memory.isNew { recallSources() }
    let chapters = try preparedChapters(parsing: memory.chapter)
    let mistakes = mistakes(in: chapters)
    let paths = Set(chapters.map(\.path))
    let wrong = Set(mistakes.filter { $0.severity == .error }.map(\.file))
    // What is wrong with the settings concerns every page.
    if let mistake = mistakes.first(where: { $0.severity == .error && !paths.contains($0.file) }) {
      throw mistake
    }
    let files = memory.files(known: fileDigests)
    let (execution, facts) = try await chapterExecution(
      knowing: files, among: memory.workers)
    let sound = chapters.filter { !wrong.contains($0.path) }
    memory.begin([], of: project)
    let (ran, due) = try await run(sound, by: execution, remembering: memory, watching: watch)
    try Task.checkCancellation()
    // Without them, files are read and sources are parsed again at the next start.
    try? files.save()
    if memory.isNew { keepSources() }
    memory.isNew = false
    let provenance = environment.provenance(of: facts, profile: options.parameters.profile)
    var executed = chapters.map {
      ran[$0.path] ?? memory.shown($0.path) ?? Executed(unrun: $0)
    }
    executed = executed.map(memory.completed)
    func assemble(_ executed: [Executed]) -> (FormatReports, [Diagnostic]) {
      self.assemble(
        executed, provenance: provenance, marksLines: true, remembering: memory.reports,
        highlight: memory.highlighted)
    }
    var (reports, unresolved) = assemble(executed)
    let broken = Set(unresolved.filter { $0.severity == .error }.map(\.file))
    if !broken.isEmpty {
      // Of these, too, the last good text; what is wrong with the new one is told beside it.
      executed = executed.map { now in
        let last = broken.contains(now.chapter.path) ? memory.shown(now.chapter.path) : nil
        return last.map(memory.completed) ?? now
      }
      (reports, _) = assemble(executed)
    }
    let pages = try await typeset(reports, watching: watch)
    for chapter in sound where !broken.contains(chapter.path) {
      if let new = ran[chapter.path] { memory.show(new) }
    }
    let diagnostics =
      mistakes + chapters.compactMap { ran[$0.path] }.flatMap(\.outcome.diagnostics) + unresolved
    return PreviewedBook(
      files: pages, diagnostics: diagnostics, pages: pageNames(of: executed, among: pages),
      inputs: await previewInputs(of: executed),
      outdated: memory.outdated(
        since: due, in: execution.planner.keys.world,
        dataFolders: environment.dataFolders),
      executed: executed, provenance: provenance)
  }

  /// Runs the chapters, but for those whose cells would come to what they came to.
  ///
  /// - Returns: All chapters by their paths, and those that did not stand.
  private func run(
    _ chapters: [Chapter], by execution: ChapterExecution, remembering memory: PreviewMemory,
    watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> (all: [String: Executed], ran: [Executed]) {
    let root = project.root
    var ran: [String: Executed] = [:]
    defer { memory.endRunning() }
    while true {
      // Looked at again when cells have run, which may write what another chapter reads.
      let standing = options.usesCache ? memory.standing(chapters, by: execution) : [:]
      let due = chapters.filter { ran[$0.path] == nil && standing[$0.path] == nil }
      if due.isEmpty {
        return (standing.merging(ran) { _, ran in ran }, chapters.compactMap { ran[$0.path] })
      }
      if ran.isEmpty { memory.begin(chapters, of: project) }
      let executed = try await execute(
        due, by: execution,
        watching: { event in
          if case .fileMade(let path) = event { memory.noteMade(path, in: root) }
          watch(event)
        }, explaining: nil)
      for executed in executed {
        ran[executed.chapter.path] = executed
        memory.note(executed, by: execution)
      }
    }
  }

  /// Makes other formats of a book that was just made into pages.
  ///
  /// - Throws: What a renderer throws.
  package func files(
    of book: PreviewedBook, remembering memory: PreviewMemory
  ) async throws -> [RenderedFile] {
    let (reports, _) = assemble(
      book.executed, provenance: book.provenance, remembering: memory.otherReports)
    return try await typeset(reports) { _ in }
  }

  /// What a book depends on that could not be made: whoever sees one of these change tries again.
  package var inputsSoFar: Set<String> {
    let (read, lookedFor) = project.inputs.all
    return read.union(lookedFor).union(programs)
  }

  private func pageNames(
    of executed: [Executed], among files: [RenderedFile]
  ) -> [String: String] {
    var names: [String: String] = [:]
    for chapter in executed.map(\.chapter) {
      let name = "html/\(chapter.slug).html"
      names[chapter.path] =
        files.map(\.path).first {
          $0 == name || (project.isSingleFile && $0.hasSuffix(".html"))
        }
    }
    return names
  }

  /// All that the pages depend on and that may change: whoever sees one of them change renders again.
  private func previewInputs(of executed: [Executed]) async -> Set<String> {
    let uses = executed.flatMap(\.outcome.lookedAt).flatMap {
      $0.paths(in: project.root, dataFolders: environment.dataFolders)
    }
    return inputsSoFar.union(uses).union(await environment.drawingFiles())
  }
}

extension BookBuilder.Executed {
  /// A chapter none of whose cells was run.
  fileprivate init(unrun chapter: Chapter) {
    self.init(
      chapter: chapter,
      outcome: ChapterExecution.Outcome(
        results: [], openingValues: [:], diagnostics: [], reasons: [], keys: []))
  }
}
