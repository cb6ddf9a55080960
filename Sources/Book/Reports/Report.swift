import Chapters

/// A book, or a single document, ready to be set: numbered, resolved, with all outputs in place.
///
/// Both renderers read this one tree, so that HTML and PDF cannot disagree about a number.
package struct Report: Encodable, Sendable {
  package enum Kind: Hashable, Encodable, Sendable {
    /// Several chapters, with an index page and a table of contents.
    case book
    /// One Markdown file by itself.
    case document
  }

  package var kind: Kind
  /// Names the file of the whole report, without extension: `convolume`.
  package var fileName: String
  package var title: String
  package var subtitle: String?
  package var authors: [String]
  /// As the author wrote it; reports never take today's date by themselves.
  package var date: String?
  /// A BCP 47 tag such as `en`.
  package var language: String
  package var abstract: String?
  /// One sentence about the report, for search engines and readers of PDFs.
  package var summary: String?
  package var keywords: [String] = []
  /// Who may do what with the report, in the author's words.
  package var rights: [String] = []
  /// What stands above the contents; `nil` for the language's word.
  package var contentsTitle: String?
  /// How it looks, beyond the templates.
  package var settings = ReportSettings()
  /// The author's own style sheet, which stands behind the template's.
  package var style = ""
  package var chapters: [ReportChapter]
  /// Facts about how the results were made, for the last page: toolchain, BLAS core, threads, data.
  package var provenance: [Fact]

  /// What the report says by itself.
  package var words: ReportWords { ReportWords(language: language) }

  package struct Fact: Hashable, Codable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    kind: Kind, fileName: String, title: String, subtitle: String? = nil, authors: [String] = [],
    date: String? = nil, language: String = "en", abstract: String? = nil,
    chapters: [ReportChapter], provenance: [Fact] = []
  ) {
    self.kind = kind
    self.fileName = fileName
    self.title = title
    self.subtitle = subtitle
    self.authors = authors
    self.date = date
    self.language = language
    self.abstract = abstract
    self.chapters = chapters
    self.provenance = provenance
  }
}
