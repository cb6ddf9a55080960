import Reports

/// The values that templates are filled with, by their names there.
///
/// Values called `heading`, `label` and `body` are HTML and stand in three braces; all others are text.
/// In a list, a name with a dot in front (`{{.number}}`) means the entry's own value only; without it,
/// Mustache would look on in the surrounding values.
struct PageValues {
  /// One line of a table of contents.
  struct Entry {
    var number: String?
    var label: String
    var plainLabel: String
    var subtitle: String?
    var href: String
    var pdfHref: String?
    var isCurrent = false
    var entries: [Entry] = [] {
      didSet { hasEntries = !entries.isEmpty }
    }
    private(set) var hasEntries = false
  }

  let language: String
  /// What pages say by themselves, by the names of `FixedWord`.
  let words: [String: String]
  /// For search engines.
  var description: String?
  /// With commas between them; empty for none.
  var keywords = "" {
    didSet { hasKeywords = !keywords.isEmpty }
  }
  private(set) var hasKeywords = false
  /// What stands above the contents.
  var contentsTitle: String
  /// The theme that the author chose; `nil` for the reader's own.
  let theme: String?
  /// Whether code has buttons that copy it.
  let copiesCode: Bool
  /// Copyright and license.
  let rights: [String]
  /// The page's title in plain text.
  let title: String
  /// The title of the book that a chapter's page belongs to.
  var bookTitle: String?
  var indexHref: String?
  /// The line above the title, such as "Chapter 3".
  var kicker: String?
  let heading: String
  /// The id of the title; `nil` on the index.
  var anchor: String?
  var subtitle: String?
  /// Authors and date.
  let byline: [String]
  let hasByline: Bool
  var abstract: String?
  var pdfHref: String?
  var body = ""
  var entries: [Entry] = [] {
    didSet { hasEntries = !entries.isEmpty }
  }
  private(set) var hasEntries = false
  var previous: Entry?
  var next: Entry?
  var hasNeighbours: Bool = false
  let facts: [Report.Fact]
  let hasFacts: Bool
  let style: String
  let script: String

  /// Every name that a template may use.
  static let names: Set<String> = Set([
    "language", "title", "bookTitle", "indexHref", "kicker", "heading", "anchor", "subtitle",
    "byline",
    "hasByline", "abstract", "pdfHref", "body", "entries", "hasEntries", "previous", "next",
    "hasNeighbours", "facts", "hasFacts", "style", "script", "description", "keywords",
    "hasKeywords", "contentsTitle", "theme", "copiesCode", "rights",
    // of an entry
    "number", "label", "plainLabel", "href", "isCurrent",
    // of a fact
    "name", "value",
  ]).union(FixedWord.allCases.map { "words.\($0.rawValue)" })

  init(
    words: ReportWords, title: String, heading: HTML, byline: [String], report: Report,
    templates: PageTemplates
  ) {
    language = words.language
    self.words = words.byName
    contentsTitle = words[.contents]
    theme = report.settings.theme?.rawValue
    copiesCode = report.settings.copiesCode
    rights = report.rights
    self.title = title
    self.heading = heading.markup
    self.byline = byline
    hasByline = !byline.isEmpty
    facts = report.provenance
    hasFacts = !facts.isEmpty
    style = report.style.isEmpty ? templates.style : "\(templates.style)\n\(report.style)"
    script = templates.script
  }
}
