/// The settings between the two `---` lines on top of a chapter.
package struct FrontMatter: Hashable, Sendable {
  package var title: String?
  package var subtitle: String?
  package var authors: [String] = []
  package var date: String?
  /// A BCP 47 tag such as `de`: the language of fixed words and of hyphenation.
  package var language: String?
  /// Where the chapter names its language; `nil` when the book does.
  package var languagePosition: SourcePosition?
  package var abstract: String?
  /// One sentence for search engines and readers of PDFs.
  package var description: String?
  package var keywords: [String] = []
  /// `draft: true` leaves the chapter out of its book.
  package var isDraft = false
  /// `edition: student` marks a student's copy, on which exercises are run and graded.
  package var edition: Edition?
  /// `params`: named values that cells read as `params.name`, in the order written.
  package var parameters: [Parameter] = []
  /// `profiles`: for each profile's name, the parameters that it sets otherwise.
  package var profiles: [String: [Parameter]] = [:]
  package var numbersSections = true
  /// `number-depth`: the deepest level of sections that is numbered.
  package var sectionNumberDepth = 6
  package var tableOfContents = true
  /// The deepest heading level in the table of contents.
  package var tableOfContentsDepth = 3
  /// `toc-title`: what stands above the contents; `nil` for the language's own word.
  package var tableOfContentsTitle: String?
  /// `crossref`: words for "Figure", "Table" and the like, such as `fig-title` and `fig-prefix`.
  package var referenceWords: [String: String] = [:]
  /// `bibliography`: the files of the sources that are cited, relative to the project.
  package var bibliography: [String] = []
  package var citationStyle = CitationStyle.numeric
  /// `license` and `copyright`, as they are printed.
  package var license: String?
  package var copyright: String?
  /// The options that every cell starts from: `execute:`, `code-fold`, `fig-width` and the like.
  package var cellDefaults = CellOptions()
  /// What `execute:` says of the whole chapter; each cell's options carry it too.
  package var timeout: Double?
  package var memory: Int?
  package var seed: Int?
  /// `swift-version`: the rules by which the cells are compiled.
  package var languageMode = LanguageMode.five
  /// What is said of a whole report rather than of a chapter.
  package var report = ReportSettings()
  /// Where settings of a whole report stand, by name: in a book, a chapter cannot have its own.
  package var reportSettingPlaces: [String: SourcePosition] = [:]
  /// Where profiles set parameters, as `profile.name`, for a parameter that nothing declares.
  package var profilePlaces: [String: SourcePosition] = [:]

  package struct Parameter: Hashable, Codable, Sendable {
    package enum Value: Hashable, Codable, Sendable {
      case integer(Int)
      case number(Double)
      case boolean(Bool)
      case text(String)
    }

    package var name: String
    package var value: Value

    package init(name: String, value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The profile that needs no declaration: the values in `params` themselves.
  package static let defaultProfile = "quick"
  /// The profile that runs what the text claims; the others are shorter.
  package static let fullProfile = "full"

  package init() {}
}
