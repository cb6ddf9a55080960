import CellOutputs
import Chapters

/// Makes the one tree that all formats read: numbered, with references resolved and outputs in place.
///
/// Every chapter is built twice. The first time only collects what can be referred to and under which
/// number; the second time fills the references in. Both times run the same code, so that a reference
/// and the thing it means cannot disagree.
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
  package struct ExecutedChapter: Sendable {
    package var chapter: Chapter
    /// One for each cell, in order; fewer when not all were run.
    package var results: [CellResult]
    /// The inline expressions above the first cell, such as `params.epochs`, and their texts.
    package var valuesOnTop: [String: String]

    package init(
      _ chapter: Chapter, results: [CellResult], valuesOnTop: [String: String] = [:]
    ) {
      self.chapter = chapter
      self.results = results
      self.valuesOnTop = valuesOnTop
    }
  }

  private let highlight: Highlighter
  private let readResource: ResourceReader

  package init(highlight: @escaping Highlighter, readResource: @escaping ResourceReader) {
    self.highlight = highlight
    self.readResource = readResource
  }

  /// Returns the report of a whole book, and what is wrong with its references, formulas and files.
  package func book(
    _ configuration: BookConfiguration, chapters: [ExecutedChapter], provenance: [Report.Fact] = []
  ) -> (report: Report, diagnostics: [Diagnostic]) {
    let (built, diagnostics) = build(chapters, kind: .book)
    let report = Report(
      kind: .book, fileName: configuration.outputFile,
      title: configuration.title ?? configuration.outputFile, subtitle: configuration.subtitle,
      authors: configuration.authors, date: configuration.date,
      language: configuration.defaults.language ?? "en", abstract: configuration.abstract,
      chapters: built, provenance: provenance)
    return (report, diagnostics)
  }

  /// Returns the report of one Markdown file by itself.
  package func document(
    _ executed: ExecutedChapter, provenance: [Report.Fact] = []
  ) -> (report: Report, diagnostics: [Diagnostic]) {
    let (built, diagnostics) = build([executed], kind: .document)
    let frontMatter = executed.chapter.frontMatter
    let report = Report(
      kind: .document, fileName: executed.chapter.slug,
      title: built.first?.title.plainText ?? executed.chapter.slug,
      subtitle: frontMatter.subtitle, authors: frontMatter.authors, date: frontMatter.date,
      language: frontMatter.language ?? "en", abstract: frontMatter.abstract, chapters: built,
      provenance: provenance)
    return (report, diagnostics)
  }

  private func build(
    _ chapters: [ExecutedChapter], kind: Report.Kind
  ) -> (chapters: [ReportChapter], diagnostics: [Diagnostic]) {
    let environment = ChapterBuilder.Environment(
      kind: kind, highlight: highlight, readResource: readResource,
      slugs: Set(chapters.map(\.chapter.slug)))
    var targets = ReferenceTargets()
    var number = 0
    for executed in chapters {
      var builder = ChapterBuilder(executed, environment: environment, pass: .collecting(targets))
      number = builder.build(after: number).number ?? number
      targets = builder.targets
    }
    number = 0
    var built: [ReportChapter] = []
    var diagnostics: [Diagnostic] = []
    for executed in chapters {
      var builder = ChapterBuilder(executed, environment: environment, pass: .resolving(targets))
      let chapter = builder.build(after: number)
      number = chapter.number ?? number
      built.append(chapter)
      diagnostics += builder.diagnostics
    }
    return (built, diagnostics)
  }
}
