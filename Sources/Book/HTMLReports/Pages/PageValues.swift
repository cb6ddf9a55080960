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
  static let names: Set<String> = [
    "language", "title", "bookTitle", "indexHref", "kicker", "heading", "anchor", "subtitle",
    "byline",
    "hasByline", "abstract", "pdfHref", "body", "entries", "hasEntries", "previous", "next",
    "hasNeighbours", "facts", "hasFacts", "style", "script",
    // of an entry
    "number", "label", "plainLabel", "href", "isCurrent",
    // of a fact
    "name", "value",
  ]

  init(
    language: String, title: String, heading: HTML, byline: [String], facts: [Report.Fact],
    templates: PageTemplates
  ) {
    self.language = language
    self.title = title
    self.heading = heading.markup
    self.byline = byline
    hasByline = !byline.isEmpty
    self.facts = facts
    hasFacts = !facts.isEmpty
    style = templates.style
    script = templates.script
  }
}
