import Chapters

/// The fixed words of one language, some of which an author may have set otherwise.
package struct ReportWords: Sendable, Hashable, Codable {
  /// A BCP 47 tag.
  package let language: String
  /// Whether there are words of this language; English ones stand in where there are none.
  package let isTranslated: Bool
  private let words: [FixedWord: String]
  /// `fig-title`, `fig-prefix` and their like, as `crossref:` has them.
  private let overrides: [String: String]

  /// What the words follow from.
  private enum CodingKeys: CodingKey { case language, overrides }

  /// - Parameters:
  ///   - language: A BCP 47 tag such as `de-AT`, of which the first part counts.
  ///   - overrides: An author's own words, by the names of Quarto's `crossref:`.
  package init(language: String = "en", overrides: [String: String] = [:]) {
    self.language = language
    self.overrides = overrides
    let base = language.prefix { $0 != "-" }.lowercased()
    let found = Self.tables[base]
    isTranslated = found != nil
    words = found ?? Self.english
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      language: try container.decode(String.self, forKey: .language),
      overrides: try container.decode([String: String].self, forKey: .overrides))
  }

  package subscript(word: FixedWord) -> String { words[word] ?? Self.english[word] ?? "" }

  /// Whether the text around these words is English.
  var isEnglish: Bool { language.prefix { $0 != "-" }.lowercased() == "en" }

  /// Returns a phrase with its gap filled in.
  package func phrase(_ word: FixedWord, _ content: String) -> String {
    self[word].replacing("%@", with: content, maxReplacements: 1)
  }

  /// The same for running text.
  package func phrase(_ word: FixedWord, _ content: [ReportInline]) -> [ReportInline] {
    let parts = self[word].split(separator: "%@", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.isEmpty ? [] : [ReportInline.text(String($0))] }
    return Array(parts.joined(separator: content))
  }

  /// Every word by its name, for templates.
  package var byName: [String: String] {
    Dictionary(uniqueKeysWithValues: FixedWord.allCases.map { ($0.rawValue, self[$0]) })
  }

  /// The languages that have words, by the first part of their tags.
  package static var languages: [String] { tables.keys.sorted() }

  /// Tells that there are no words of this language; nothing where there are.
  func missing(
    in file: String, at position: SourcePosition? = nil, length: Int = 1, sourceLine: String? = nil
  ) -> [Diagnostic] {
    guard !isTranslated else { return [] }
    return [
      Diagnostic(
        .warning, file: file, at: position, length: length,
        "words such as 'Figure' and 'Contents' stay English: there are none for '\(language)'",
        sourceLine: sourceLine,
        why: "there are words for \(Self.languages.joined(separator: ", "))",
        fix: "set those of captions and references under 'crossref:', such as 'fig-title'")
    ]
  }

  // MARK: Numbers

  /// "Figure 3.2" as a caption begins; the space between the two never breaks.
  func caption(_ kind: NumberedKind, _ number: String) -> String {
    title(overrides["\(kind.rawValue)-title"] ?? self[kind.fixedWord], kind, number)
  }

  /// "Figure 3.2" as running text refers to it.
  func reference(_ kind: NumberedKind, _ number: String) -> String {
    title(overrides["\(kind.rawValue)-prefix"] ?? self[kind.fixedWord], kind, number)
  }

  private func title(_ word: String, _ kind: NumberedKind, _ number: String) -> String {
    word.isEmpty ? kind.shown(number) : "\(word)\u{A0}\(kind.shown(number))"
  }
}

extension NumberedKind {
  fileprivate var fixedWord: FixedWord {
    switch self {
    case .figure: .figure
    case .table: .table
    case .listing: .listing
    case .equation: .equation
    case .section: .section
    case .exercise: .exercise
    case .solution: .solution
    case .theorem: .theorem
    case .lemma: .lemma
    case .corollary: .corollary
    case .proposition: .proposition
    case .conjecture: .conjecture
    case .definition: .definition
    case .example: .example
    case .remark: .remark
    case .algorithm: .algorithm
    }
  }
}

extension Callout.Kind {
  /// "Note" and its like.
  package var fixedWord: FixedWord {
    switch self {
    case .note: .note
    case .tip: .tip
    case .important: .important
    case .warning: .warning
    case .caution: .caution
    }
  }
}
