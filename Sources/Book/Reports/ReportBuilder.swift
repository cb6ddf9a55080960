import CellOutputs
import Chapters
import Foundation
import Synchronization

/// Makes the one tree that all formats read: numbered, with references resolved and outputs in place.
///
/// Every chapter is built twice. The first time only collects what can be referred to and under which
/// number; the second time, on all cores, fills the references in. Both times run the same code, so that a
/// reference and the thing it means cannot disagree.
///
/// ```swift
/// let builder = ReportBuilder(highlight: highlighter.tokens, readResource: project.bytes)
/// let (report, diagnostics) = builder.book(configuration, chapters: executed)
/// ```
package struct ReportBuilder: Sendable {
  /// Splits code of a language into coloured tokens, one array a line.
  package typealias Highlighter =
    @Sendable (_ source: String, _ language: String?) -> [[CodeToken]]
  /// Reads a file that a chapter names; the path is relative to the project, as the chapter's is.
  package typealias ResourceReader = @Sendable (_ path: String) throws -> [UInt8]

  /// A chapter, and what became of its cells.
  package struct ExecutedChapter: Equatable, Sendable {
    package var chapter: Chapter
    /// One for each cell, in order; fewer when not all were run.
    package var results: [CellResult]
    /// The inline expressions above the first cell, such as `params.epochs`, and their texts.
    package var valuesOnTop: [String: String]
    /// For each cell, the parameters that it, or a cell which it needs, has read.
    package var parametersRead: [Set<String>]

    package init(
      _ chapter: Chapter, results: [CellResult], valuesOnTop: [String: String] = [:],
      parametersRead: [Set<String>] = []
    ) {
      self.parametersRead = parametersRead
      self.chapter = chapter
      self.results = results
      self.valuesOnTop = valuesOnTop
    }
  }

  private let highlight: Highlighter
  /// Whether blocks tell where they stand in their chapter; see `LineMark`.
  private let marksLines: Bool
  let readResource: ResourceReader
  /// Chapters that were built before; `nil` builds each anew.
  private let memory: ReportMemory?
  /// Chapters that another process has built, by their slugs.
  private let known: [String: KnownChapter]
  let notes: BuildNotes?

  package init(
    highlight: @escaping Highlighter, marksLines: Bool = false,
    remembering memory: ReportMemory? = nil, knowing known: [String: KnownChapter] = [:],
    noting notes: BuildNotes? = nil, readResource: @escaping ResourceReader
  ) {
    self.known = known
    self.notes = notes
    self.highlight = highlight
    self.marksLines = marksLines
    self.memory = memory
    self.readResource = readResource
  }

  /// Returns the report of a whole book, and what is wrong with its references, formulas and files.
  package func book(
    _ configuration: BookConfiguration, chapters: [ExecutedChapter], provenance: [Report.Fact] = [],
    for audience: Audience = Audience()
  ) -> (report: Report, diagnostics: [Diagnostic]) {
    let defaults = configuration.defaults
    let language = defaults.language ?? "en"
    let appendices = chapters.map(\.chapter)
      .filter { configuration.appendices.contains($0.path) }.map(\.slug)
    var (built, diagnostics) = build(
      chapters, kind: .book, language: language, appendices: Set(appendices),
      after: configuration.numberOffset, for: audience)
    var report = Report(
      kind: .book, fileName: configuration.outputFile,
      title: configuration.title ?? configuration.outputFile, subtitle: configuration.subtitle,
      authors: configuration.authors, date: configuration.date, language: language,
      abstract: configuration.abstract, chapters: built, provenance: provenance)
    report.describe(with: defaults)
    diagnostics += report.words.missing(in: BookConfiguration.fileNames[0])
    let sheets = defaults.report.styleSheets
    report.style = style(sheets, named: { $0 }, in: "_convolume.yml", reporting: &diagnostics)
    return (report, diagnostics)
  }

  /// Returns the report of one Markdown file by itself.
  package func document(
    _ executed: ExecutedChapter, provenance: [Report.Fact] = [], for audience: Audience = Audience()
  ) -> (report: Report, diagnostics: [Diagnostic]) {
    let chapter = executed.chapter
    let frontMatter = chapter.frontMatter
    let language = frontMatter.language ?? "en"
    var (built, diagnostics) = build(
      [executed], kind: .document, language: language, for: audience)
    var report = Report(
      kind: .document, fileName: frontMatter.report.fileName ?? chapter.slug,
      title: built.first?.title.plainText ?? chapter.slug,
      subtitle: frontMatter.subtitle, authors: frontMatter.authors, date: frontMatter.date,
      language: language, abstract: frontMatter.abstract, chapters: built, provenance: provenance)
    report.describe(with: frontMatter)
    let folder = chapter.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    report.style = style(
      frontMatter.report.styleSheets,
      named: { $0.hasPrefix("/") ? $0 : (folder.map(String.init) + [$0]).joined(separator: "/") },
      in: chapter.path, reporting: &diagnostics)
    return (report, diagnostics)
  }

  private func build(
    _ chapters: [ExecutedChapter], kind: Report.Kind, language: String,
    appendices: Set<String> = [], after offset: Int = 0, for audience: Audience
  ) -> (chapters: [ReportChapter], diagnostics: [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let bibliographies = bibliographies(of: chapters, reporting: &diagnostics)
    let environment = ChapterBuilder.Environment(
      kind: kind, highlight: highlight, readResource: readResource,
      language: language, slugs: Set(chapters.map(\.chapter.slug)), appendices: appendices,
      audience: audience, bibliographies: bibliographies, marksLines: marksLines)
    let built = built(chapters, after: ChapterCount(chapters: offset), in: environment)
    return (built.map(\.chapter), diagnostics + built.flatMap(\.diagnostics))
  }

  private func built(
    _ chapters: [ExecutedChapter], after start: ChapterCount,
    in environment: ChapterBuilder.Environment
  ) -> [BuiltChapter] {
    if let memory { return memory.build(chapters, after: start, in: environment) }
    let builds = ChapterBuilds(
      of: chapters, after: start, in: environment, knowing: known, noting: notes)
    // With all targets known, no chapter waits for another.
    let built = Mutex<[Int: BuiltChapter]>([:])
    DispatchQueue.concurrentPerform(iterations: chapters.count) { index in
      let chapter = builds.resolved(index)
      built.withLock { $0[index] = chapter }
    }
    return built.withLock { built in chapters.indices.compactMap { built[$0] } }
  }
}

extension Report {
  /// Takes over what the settings of a book or a document say of the whole.
  fileprivate mutating func describe(with settings: FrontMatter) {
    summary = settings.description
    keywords = settings.keywords
    contentsTitle = settings.tableOfContentsTitle
    rights = [settings.copyright, settings.license].compactMap(\.self)
    self.settings = settings.report
  }
}
