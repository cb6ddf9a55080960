import Caching
import Chapters
import Execution
import Foundation
import Reports

/// Running the chapters: what a render, a test and a sweep do alike.
extension BookBuilder {
  /// The chapters of the project, run.
  struct Run {
    /// What is wrong with the chapters and their cells.
    var diagnostics: [Diagnostic]
    /// `nil` when the chapters have mistakes for which none of them was run.
    var executed: [Executed]?
    var facts: ToolchainFacts?
    /// Those of them that were taken over from the last render, by their slugs.
    var known: [String: KnownChapter] = [:]

    var unmetExpectations: [UnmetExpectation] {
      (executed ?? []).flatMap(\.forReport.unmetExpectations)
    }
  }

  /// Parses the chapters and runs their cells; the caller holds the project's lock.
  ///
  /// - Parameters:
  ///   - trustsLast: Whether chapters may be taken over from the last render.
  ///   - watch: Told what happens.
  ///   - explain: Told of each chapter what is run and why.
  /// - Returns: The chapters, run, and what is wrong with them.
  /// - Throws: `ChaptersAreNotAsKept` when one that was taken over must be looked at after all.
  func run(
    trustingLast trustsLast: Bool = false,
    watching watch: @escaping @Sendable (RenderEvent) -> Void,
    explaining explain: (@Sendable (ChapterForecast) -> Void)? = nil
  ) async throws -> Run {
    try project.proveStateWritable()
    async let tended: Void = tendState()
    let files = fileDigests()
    let kept = trustsLast ? keptChapters(knowing: files) : [:]
    let chapters = try preparedChapters { bytes, path, defaults in
      if let kept = kept[path] {
        let head = Chapter.head(bytes, path: path, defaults: defaults)
        if kept.isKept(of: head, readFrom: bytes) { return head }
      }
      return Chapter.parse(bytes, path: path, defaults: defaults)
    }
    // Only a chapter of which no more than its settings was read has no blocks.
    let taken = kept.filter { path, _ in
      chapters.contains { $0.path == path && $0.blocks.isEmpty && $0.diagnostics.isEmpty }
    }
    let mistakes = mistakes(in: chapters, knowing: taken)
    guard !mistakes.contains(where: { $0.severity == .error }) else {
      return Run(diagnostics: mistakes)
    }
    try await tended
    let (execution, facts) = try await chapterExecution(knowing: files)
    var executed: [Executed]
    do {
      executed = try await execute(
        chapters, taking: taken, by: execution, watching: watch, explaining: explain)
    } catch let error as CocoaError {
      // A file that cannot be written while cells run is one of the project's state.
      throw PipelineError.unwritableState(
        path: project.stateFolder.path, reason: error.fileReason)
    }
    try Task.checkCancellation()
    do {
      try files.save()
    } catch {
      // Files are then read again at the next render, which costs time only.
      environment.warn(
        "'\(project.stateFolder.path)/cache' cannot be written: \(error.fileReason). "
          + "Digests of files are not kept.")
    }
    return Run(
      diagnostics: mistakes + executed.flatMap(\.outcome.diagnostics), executed: executed,
      facts: facts, known: known(executed, by: execution))
  }

  /// Runs the chapters that are not taken over.
  ///
  /// - Throws: `ChaptersAreNotAsKept` when a cell that was run changed what one of the others had found.
  private func execute(
    _ chapters: [Chapter], taking taken: [String: KeptChapter], by execution: ChapterExecution,
    watching watch: @escaping @Sendable (RenderEvent) -> Void,
    explaining explain: (@Sendable (ChapterForecast) -> Void)?
  ) async throws -> [Executed] {
    for chapter in chapters {
      guard let kept = taken[chapter.path] else { continue }
      for (index, cost) in kept.costs.enumerated() {
        let place = RenderEvent.CellPlace(
          chapter: cost.chapter, cell: cost.label, number: index + 1, count: kept.costs.count)
        watch(.cellFinished(place, seconds: nil, failed: false))
      }
    }
    let executed = try await execute(
      chapters.filter { taken[$0.path] == nil }, by: execution, watching: watch,
      explaining: explain)
    let hasRun = executed.contains { $0.outcome.reasons.contains { $0 != nil } }
    let world = execution.planner.keys.world
    guard !hasRun || taken.values.allSatisfy({ isCurrent($0, in: world) }) else {
      throw ChaptersAreNotAsKept()
    }
    let byPath = Dictionary(executed.map { ($0.chapter.path, $0) }) { first, _ in first }
    return chapters.compactMap { chapter in
      taken[chapter.path].map { Executed(chapter: chapter, keeping: $0) } ?? byPath[chapter.path]
    }
  }

  /// Removes what a killed render left, and recalls what is known of cells' sources.
  private func tendState() async throws {
    try tendingCache { try $0.removeLeftovers() }
    recallSources()
  }

  /// The chapters with their parameters set, and their exercises as they are to be run.
  ///
  /// - Parameter parse: See `Project.chapters`.
  /// - Returns: The chapters, in the order of the book.
  /// - Throws: What `Project.chapters` throws, and `PipelineError` for parameters that do not fit.
  func preparedChapters(
    parsing parse: @Sendable ([UInt8], String, FrontMatter) -> Chapter = {
      Chapter.parse($0, path: $1, defaults: $2)
    }
  ) throws -> [Chapter] {
    try options.parameters.applied(to: project.chapters(parsing: parse)).map(\.settingExercises)
  }

  /// What is wrong with the settings and the chapters, before any cell is run.
  ///
  /// - Parameters:
  ///   - chapters: The chapters.
  ///   - taken: Those that are taken over from the last render, by their paths: their text is not at hand.
  /// - Returns: The mistakes, those of the settings first.
  func mistakes(
    in chapters: [Chapter], knowing taken: [String: KeptChapter] = [:]
  ) -> [Diagnostic] {
    let clashes =
      project.isSingleFile
      ? [] : Chapter.clashes(among: chapters, handout: project.configuration.outputFile)
    var paths: Set<String> = []
    let distinct = chapters.filter { paths.insert($0.path).inserted }
    return project.configuration.diagnostics
      + (project.isPart ? [] : project.configuration.undeclaredParameters(in: distinct))
      + distinct.flatMap(\.diagnostics)
      + (project.isSingleFile ? [] : distinct.flatMap(\.settingsOfWholeReports)) + clashes
      + Label.duplicates(among: distinct.flatMap { taken[$0.path]?.labels ?? $0.labels })
      + (options.edition == .student ? distinct.flatMap(\.usesOfSolutions) : [])
  }

  struct Executed: Sendable {
    var chapter: Chapter
    var outcome: ChapterExecution.Outcome
    /// What stands for both when the chapter is taken over from the last render: then there is no text and no
    /// result.
    private(set) var kept: KeptChapter?

    init(chapter: Chapter, outcome: ChapterExecution.Outcome) {
      self.chapter = chapter
      self.outcome = outcome
    }

    /// - Parameters:
    ///   - chapter: No more than its settings.
    ///   - kept: The chapter as the last render left it.
    init(chapter: Chapter, keeping kept: KeptChapter) {
      self.init(
        chapter: chapter,
        outcome: ChapterExecution.Outcome(
          results: [], openingValues: [:], diagnostics: [], reasons: [], keys: []))
      self.kept = kept
      outcome.uses = kept.uses
      outcome.lookedAt = kept.uses
    }

    var cellCount: Int { kept?.costs.count ?? outcome.results.count }

    var forReport: ReportBuilder.ExecutedChapter {
      ReportBuilder.ExecutedChapter(
        chapter, results: outcome.results, valuesOnTop: outcome.openingValues,
        parametersRead: outcome.parameters)
    }
  }

  /// Runs the chapters, `options.jobs` at once, and returns them in the order of the book.
  func execute(
    _ chapters: [Chapter], by execution: ChapterExecution,
    watching watch: @escaping @Sendable (RenderEvent) -> Void,
    explaining explain: (@Sendable (ChapterForecast) -> Void)?
  ) async throws -> [Executed] {
    let reused = await firstChapters(among: chapters, by: execution)
    return try await withThrowingTaskGroup(of: (Int, ChapterExecution.Outcome).self) { group in
      var waiting = Array(chapters.enumerated().reversed())
      var outcomes: [Int: ChapterExecution.Outcome] = [:]
      func startNext() {
        guard let (index, chapter) = waiting.popLast() else { return }
        group.addTask {
          (
            index,
            try await execution.execute(
              chapter, reusing: index < reused.count ? reused[index] : nil,
              report: { event in
                if let event = RenderEvent(event) { watch(event) }
              },
              planned: explain.map { explain in
                { explain(ChapterForecast(chapter: chapter.path, cells: $0)) }
              })
          )
        }
      }
      for _ in 0..<options.jobs { startNext() }
      var hasFailed = false
      while let next = await group.nextResult() {
        switch next {
        case .success(let (index, outcome)):
          outcomes[index] = outcome
          hasFailed = hasFailed || outcome.diagnostics.contains { $0.severity == .error }
        case .failure(let error):
          // The others were cancelled because of the first.
          guard hasFailed, options.stopsAtFirstFailure else { throw error }
        }
        if hasFailed, options.stopsAtFirstFailure { group.cancelAll() } else { startNext() }
      }
      return chapters.enumerated().compactMap { index, chapter in
        outcomes[index].map { Executed(chapter: chapter, outcome: $0) }
      }
    }
  }

  /// What can be used again of the chapters up to the first of which something is to be run, found on all cores.
  private func firstChapters(
    among chapters: [Chapter], by execution: ChapterExecution
  ) async -> [ChapterExecution.Reuse] {
    let found = await withTaskGroup(of: (Int, ChapterExecution.Reuse?).self) { group in
      for (index, chapter) in chapters.enumerated() {
        group.addTask { (index, execution.reuse(of: chapter)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let whole = chapters.indices.prefix { found[$0]?.isWhole == true }
    return (whole.lowerBound..<min(whole.upperBound + 1, chapters.count)).compactMap { found[$0] }
  }

  func fileDigests() -> FileDigests {
    FileDigests(file: project.stateFolder.appending(path: "cache/files.json").path)
  }

  /// What runs a chapter, and the facts that its results depend on.
  ///
  /// - Parameters:
  ///   - files: The digests of files that were read before.
  ///   - keepsFacts: Whether what compiler and worker say of themselves is kept.
  ///   - workers: Workers that stay, for a preview.
  /// - Returns: Both.
  /// - Throws: What `Toolchain.facts` throws, or `Sandbox.Missing`.
  func chapterExecution(
    knowing files: FileDigests, keepingFacts keepsFacts: Bool = true,
    among workers: LiveWorkers? = nil
  ) async throws -> (ChapterExecution, ToolchainFacts) {
    let sandbox =
      options.isSandboxed ? try Sandbox(for: toolchain, project: project.root.path) : nil
    var facts = try await toolchainFacts(keeping: keepsFacts)
    // What a cell could not reach is part of what its result depends on.
    if sandbox != nil { facts.sandbox = "bubblewrap" }
    let state = project.stateFolder
    var runner = ChapterRunner(
      toolchain: toolchain, stateFolder: state.path, workingFolder: project.root.path,
      checkpointFolder: options.usesCache ? state.appending(path: "checkpoints").path : nil,
      engine: facts.digest, engineSymbols: facts.engineSymbols, linker: facts.linker,
      sandbox: sandbox)
    if let workers {
      let world = World(
        root: project.root, files: files, data: environment.dataDigest,
        environment: ProcessInfo.processInfo.environment)
      runner.live = (
        workers,
        { $0.value == world.value(of: $0.source, in: $1, of: $2) }
      )
    }
    let execution = ChapterExecution(
      runner: runner,
      store: ResultStore(folder: state.appending(path: "cache").path, warn: environment.warn),
      facts: facts, root: project.root, files: files,
      policy: options.usesCache ? .use : .refresh, data: environment.dataDigest)
    return (execution, facts)
  }
}
