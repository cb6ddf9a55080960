import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Reports

/// What `convolume render` does, in order.
///
/// Parse every chapter, run the cells that need it, build one numbered report, have each renderer
/// typeset it, and put the files in their places. Nothing is written before everything is made, so a
/// render that fails or is interrupted leaves the results of the last one whole.
package struct BookBuilder: Sendable {
  package let project: Project
  package let options: RenderOptions
  package let toolchain: Toolchain
  package let renderers: [NamedRenderer]
  /// Facts about the drawing libraries and data sets that the pipeline itself cannot know.
  package let environment: RenderEnvironment

  /// A renderer, and what its format is called while it works.
  package struct NamedRenderer: Sendable {
    package var name: String
    /// `nil` when it makes what all formats need, such as the files of figures.
    package var format: ReportFormat?
    package var renderer: any ReportRenderer

    package init(
      _ name: String, of format: ReportFormat? = nil, _ renderer: any ReportRenderer
    ) {
      self.name = name
      self.format = format
      self.renderer = renderer
    }
  }

  package init(
    project: Project, options: RenderOptions, toolchain: Toolchain, renderers: [NamedRenderer],
    environment: RenderEnvironment
  ) {
    self.project = project
    self.options = options
    self.toolchain = toolchain
    self.renderers = renderers
    self.environment = environment
  }

  /// Renders the project.
  ///
  /// - Parameters:
  ///   - watch: Told what happens, as it happens.
  ///   - explain: Told of each chapter what will be run and why, before any of it is; `nil` when nobody
  ///     asks.
  /// - Returns: What is wrong with the chapters, and where the results are.
  /// - Throws: `PipelineError`, a renderer's error, or `CancellationError`; then nothing was written.
  package func build(
    watching watch: @escaping @Sendable (RenderEvent) -> Void,
    explaining explain: (@Sendable (ChapterForecast) -> Void)? = nil
  ) async throws -> RenderOutcome {
    if let outcome = await unchanged() { return outcome }
    let output = try OutputFolder(at: outputFolder)
    let lock = try await ProjectLock(in: project.stateFolder) { watch(.waitingForAnotherRender) }
    defer { withExtendedLifetime(lock) {} }
    do {
      // Whoever asks why a cell is run wants to hear of each.
      return try await build(
        in: output, trustingLast: explain == nil, watching: watch, explaining: explain)
    } catch is ChaptersAreNotAsKept {
      return try await build(
        in: output, trustingLast: false, watching: watch, explaining: explain)
    }
  }

  private func build(
    in output: OutputFolder, trustingLast trustsLast: Bool,
    watching watch: @escaping @Sendable (RenderEvent) -> Void,
    explaining explain: (@Sendable (ChapterForecast) -> Void)?
  ) async throws -> RenderOutcome {
    let start = Date()
    // The fonts of the machine are looked up while the chapters are parsed.
    async let drawingFiles = environment.drawingFiles()
    let run = try await run(trustingLast: trustsLast, watching: watch, explaining: explain)
    guard let executed = run.executed, let facts = run.facts else {
      return RenderOutcome(diagnostics: run.diagnostics, entryPoints: [])
    }
    if options.stopsAtFirstFailure, run.diagnostics.contains(where: { $0.severity == .error }) {
      return RenderOutcome(
        diagnostics: run.diagnostics, entryPoints: [], costs: costs(of: executed))
    }

    let provenance =
      environment.provenance(of: facts, profile: options.parameters.profile)
      + factsOfEdition(of: executed)
    let notes = BuildNotes()
    let (reports, unresolved) = assemble(
      executed, provenance: provenance, knowing: run.known, noting: notes)
    guard !run.known.values.contains(where: \.hasFailed) else { throw ChaptersAreNotAsKept() }
    // With other parameters, other values are to be expected.
    let unmet = options.parameters == ParameterOverrides() ? run.unmetExpectations : []
    let diagnostics = run.diagnostics + unresolved + unmet.map(\.diagnostic)
    // Otherwise a chapter with a mistake is written as it is, like one with a cell that failed.
    if options.stopsAtFirstFailure, unresolved.contains(where: { $0.severity == .error }) {
      return RenderOutcome(
        diagnostics: diagnostics, entryPoints: [], costs: costs(of: executed))
    }

    let report = reports.common
    async let lastRender = output.lastRender
    let lastOutputs = lastOutputs
    // Each file is digested once, for the manifest and for the stamp.
    var files = try await typeset(reports, beside: lastOutputs, in: output, watching: watch)
    var earlier = EarlierFiles()
    var earlyManifest: RenderedFile?
    if !project.isSingleFile {
      files += try results(of: executed, report: report, beside: lastOutputs, in: output)
      files += try sourcesOfEdition(of: executed).map { MadeFile($0) }
      let last = await lastRender
      let isOtherEdition = last.edition != nil && last.edition != options.edition.rawValue
      earlier = EarlierFiles(
        among: last.files, behind: files.map(\.entry.path),
        isWhole: !diagnostics.contains { $0.severity == .error },
        isOtherEdition: isOtherEdition)
      let entries = files.map(\.entry)
      func listing(_ others: [Manifest.File], edition: String) throws -> RenderedFile {
        try manifest(
          of: executed, title: report.title, files: entries + others, edition: edition,
          provenance: provenance)
      }
      let finalManifest = try listing(earlier.remaining, edition: options.edition.rawValue)
      // After a kill between the two, files of both editions may be there: of neither is any to stay.
      earlyManifest =
        earlier.stale.isEmpty && !isOtherEdition
        ? finalManifest
        : try listing(
          earlier.remaining + earlier.stale,
          edition: isOtherEdition ? "mixed" : options.edition.rawValue)
      files.append(MadeFile(finalManifest))
    }
    try Task.checkCancellation()
    let time = fileSystemTime
    keepSources()
    async let used = limitCache(sparing: start)
    try output.write(
      files.compactMap(\.file), removing: earlier.stale, listing: earlyManifest)
    let outcome = RenderOutcome(
      diagnostics: diagnostics,
      entryPoints: entryPoints(among: files.map(\.entry.path), in: output),
      costs: costs(of: executed))
    stamp(
      outcome, of: executed, files: files, in: output.url, at: time, using: try await used,
      drawnWith: await drawingFiles)
    keep(executed, told: diagnostics, builtInto: notes)
    return outcome
  }

  /// Tells which cells a render would run and why; runs none, and writes nothing.
  ///
  /// - Parameter explain: Told of each chapter, in the order of the book.
  /// - Returns: What is wrong with the chapters; with errors, nothing is foretold.
  /// - Throws: `PipelineError`.
  package func forecast(
    explaining explain: (ChapterForecast) -> Void
  ) async throws -> RenderOutcome {
    let chapters = try preparedChapters()
    let mistakes = mistakes(in: chapters)
    if !mistakes.contains(where: { $0.severity == .error }) {
      let (execution, _) = try await chapterExecution(
        knowing: fileDigests(), keepingFacts: false)
      for chapter in chapters {
        explain(ChapterForecast(chapter: chapter.path, cells: execution.forecast(chapter)))
      }
    }
    return RenderOutcome(diagnostics: mistakes, entryPoints: [])
  }

  // MARK: Steps

  /// Makes the reports that the renderers read.
  ///
  /// - Parameters:
  ///   - executed: The chapters, run.
  ///   - provenance: What the results were made with.
  ///   - marksLines: Whether blocks tell where they stand; see `LineMark`.
  ///   - memory: Chapters that were built before.
  ///   - known: Chapters that are taken over from the last render, by their slugs.
  ///   - notes: Told what the chapters are built into.
  ///   - highlight: Colours code.
  /// - Returns: The reports, and what is wrong with them.
  func assemble(
    _ executed: [Executed], provenance: [Report.Fact], marksLines: Bool = false,
    remembering memory: ReportMemory? = nil, knowing known: [String: KnownChapter] = [:],
    noting notes: BuildNotes? = nil,
    highlight: @escaping ReportBuilder.Highlighter = Self.highlighted
  ) -> (reports: FormatReports, diagnostics: [Diagnostic]) {
    let builder = ReportBuilder(
      highlight: highlight, marksLines: marksLines, remembering: memory, knowing: known,
      noting: notes,
      readResource: { [project] path in
        do {
          return Array(try project.inputs.read(project.root.appending(path: path)))
        } catch {
          throw UnreadableResource(description: error.fileReason)
        }
      })
    let chapters = executed.map { $0.forReport(of: options.edition) }
    return FormatReports.make(
      for: renderers.compactMap(\.format), of: executed.map(\.chapter),
      needingNotebook: executed.contains {
        $0.kept?.hasMoreInNotebooks ?? $0.chapter.hasMoreInNotebooks
      },
      profile: options.parameters.profile, edition: options.edition,
      // What cannot be encoded is told when the renderers ask for it.
      identifying: { report in memory.flatMap { try? $0.identity(of: report) } }
    ) { audience in
      if project.isSingleFile, let only = chapters.first {
        return builder.document(only, provenance: provenance, for: audience)
      }
      return builder.book(
        project.configuration, chapters: chapters, provenance: provenance, for: audience)
    }
  }

  /// Code in the colours of its language, if that is known.
  @Sendable static func highlighted(_ source: String, _ language: String?) -> [[CodeToken]] {
    if language == "swift" { return SwiftHighlighter.lines(of: source) }
    return source.split(separator: "\n", omittingEmptySubsequences: false).map {
      [CodeToken(String($0), .plain)]
    }
  }

  /// Lets every renderer typeset its report, all at once.
  func typeset(
    _ reports: FormatReports, watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> [RenderedFile] {
    try await typeset(reports, watching: watch) {
      RenderedFile(path: $0.path, bytes: try await $0.content.bytes)
    }
  }

  /// The same, but for what lies in its place already; each file is digested while others are typeset.
  private func typeset(
    _ reports: FormatReports, beside last: LastOutputs, in output: OutputFolder,
    watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> [MadeFile] {
    try await typeset(reports, watching: watch) { made in
      let key = made.content.key
      if let known = last.inPlace(output.url.appending(path: made.path).path, madeOf: key) {
        made.content.touch()
        return MadeFile(path: made.path, lying: known.file, digest: known.digest, key: key)
      }
      let file = RenderedFile(path: made.path, bytes: try await made.content.bytes)
      return MadeFile(file, key: key)
    }
  }

  private func typeset<Made: Sendable>(
    _ reports: FormatReports, watching watch: @escaping @Sendable (RenderEvent) -> Void,
    make: @escaping @Sendable (RenderedContent) async throws -> Made
  ) async throws -> [Made] {
    let identities = FormatReports.Identities(of: reports)
    return try await withThrowingTaskGroup(of: (Int, [Made]).self) { group in
      for named in renderers { watch(.typesetting(format: named.name)) }
      // What all pages of a PDF wait for is done before what has time beside that.
      let (first, others) = (
        renderers.enumerated().filter { $0.element.format == .pdf },
        renderers.enumerated().filter { $0.element.format != .pdf }
      )
      for (index, named) in first + others {
        let report = reports.report(for: named.format)
        let identity = try await identities.identity(of: named.format)
        group.addTask(priority: named.format == .pdf ? .high : nil) {
          let contents = try await named.renderer.contents(for: report, identity: identity)
          return (index, try await contents.made(make))
        }
      }
      let made = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      return renderers.indices.flatMap { made[$0] ?? [] }
    }
  }

  /// The recorded results of each chapter.
  ///
  /// - Throws: `ChaptersAreNotAsKept` when those of a chapter that is taken over are not where they were.
  private func results(
    of executed: [Executed], report: Report, beside last: LastOutputs, in output: OutputFolder
  ) throws -> [MadeFile] {
    try zip(executed, report.chapters).map { executed, chapter in
      let path = "results/\(chapter.slug).json"
      guard executed.kept == nil else {
        guard let known = last.inPlace(output.url.appending(path: path).path) else {
          throw ChaptersAreNotAsKept()
        }
        return MadeFile(path: path, lying: known.file, digest: known.digest, key: nil)
      }
      let results = ChapterResults(
        executed.forReport(of: options.edition), title: chapter.title.plainText,
        edition: options.edition)
      return MadeFile(RenderedFile(path: path, bytes: try results.json()))
    }
  }

  private func manifest(
    of executed: [Executed], title: String, files: [Manifest.File], edition: String,
    provenance: [Report.Fact]
  ) throws -> RenderedFile {
    let manifest = Manifest(
      title: title, profile: options.parameters.profile,
      edition: edition == Edition.instructor.rawValue ? nil : edition,
      chapters: try executed.map { try entry(of: $0) },
      outputs: files, facts: provenance)
    return RenderedFile(path: "manifest.json", bytes: try manifest.json())
  }

  // MARK: Parts of the steps

  func costs(of executed: [Executed]) -> [CellCost] {
    executed.flatMap { executed in
      executed.kept?.costs
        ?? zip(executed.chapter.cells, zip(executed.outcome.results, executed.outcome.reasons)).map
      {
        CellCost($1.0, of: $0, in: executed.chapter.slug, isReused: $1.1 == nil)
      }
    }
  }

  func entry(of executed: Executed) throws -> Manifest.Chapter {
    if let kept = executed.kept { return kept.entry }
    let source = project.root.appending(path: executed.chapter.path)
    let shown = executed.chapter.cellIndices(in: options.edition)
    let hidden = Set(executed.chapter.cells.filter { !shown.contains($0.index) }.map(\.name))
    let cells = zip(executed.chapter.cells, executed.outcome.keys).compactMap {
      cell, key -> Manifest.Cell? in
      guard shown.contains(cell.index) else { return nil }
      return Manifest.Cell(
        name: cell.name, line: cell.position.line,
        key: Dictionary(
          key.parts.filter { $0.subject.map(hidden.contains) != true }
            .map { ($0.title, $0.digest) }
        ) { _, last in last })
    }
    return Manifest.Chapter(
      source: Manifest.File(
        of: RenderedFile(
          path: executed.chapter.path, bytes: Array(try project.inputs.read(source)))),
      cells: cells)
  }

  /// The files that a reader opens first: the index page and the whole book, or the one document.
  private func entryPoints(among paths: [String], in output: OutputFolder) -> [String] {
    let folder = options.outputFolder?.relativePath ?? project.folder(of: options.edition)
    let first = paths.filter { path in
      path == "html/index.html" || path == "pdf/\(project.configuration.outputFile).pdf"
        || (project.isSingleFile && !path.contains("/"))
    }
    return first.map { folder == "." ? $0 : "\(folder)/\($0)" }
  }
}
